"""The pages in Chromium: nothing of a record runs, nothing is asked of elsewhere, everything can be read."""

import os
import shutil
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from git_environment import use_git_environment
from git_output import git
from in_process import run_here
from places import LEGACY, ROOT
from playwright.sync_api import Browser, Page, sync_playwright
from site_planes import write
from site_server import LiveSite, live_site
from template_copies import copy_of

from wmsgit.features.catalogue import EXTENSIONS
from wmsgit.site.start import SiteRequest, build_site
from wmsgit.workspace.workspace import Workspace

pytestmark = pytest.mark.browser
EVERYTHING = ("people", "comments", "sessions", "contexts", "metadata")
PLANES = ("older", "own", "rich", "hostile")


def kinds_of_pages(site: Path) -> list[Path]:
    """Every page that is of a kind of its own; of the records of each kind, the largest stands for all."""
    folders = [folder.rglob("*.html") for folder in (site / "records").iterdir()]
    largest = [max(paths, key=lambda path: (path.stat().st_size, path.name)) for paths in folders]
    return sorted([*largest, *(path for path in site.rglob("*.html") if (site / "records") not in path.parents)])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "install Debian's package chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory, empty_plane: Path, rich: Path, hostile: Path) -> dict[str, Path]:
    """The pages of four planes: the older system's import, the project's own, a rich one and a hostile one."""
    folder = tmp_path_factory.mktemp("sites")
    with pytest.MonkeyPatch.context() as patch:
        use_git_environment(folder / "home", patch)
        older = copy_of(empty_plane, folder, "older")
        run_here(("import", "json", str(LEGACY), "--create-repos"), older, dict(os.environ))
        planes = {"older": older, "own": ROOT, "rich": rich, "hostile": hostile}
        for name, root in planes.items():
            ws = Workspace(root, extensions=EXTENSIONS)
            build_site(ws, folder / f"site-{name}", SiteRequest(include=EVERYTHING, scans=False))
    return {name: folder / f"site-{name}" for name in planes}


class Watched:
    """A page whose complaints and requests are noted."""

    def __init__(self, browser: Browser, **context: Any) -> None:
        self.context = browser.new_context(**context)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(f"error {error}"))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog {dialog.message}"))
        self.page.on("request", lambda request: self._requested(request.url))

    def _note(self, sort: str, text: str) -> None:
        if sort in {"error", "warning"}:
            self.complaints.append(f"{sort} {text}")

    def _requested(self, url: str) -> None:
        if not url.startswith(("file:", "http://127.0.0.1:", "data:")):
            self.complaints.append(f"asked for {url}")


@pytest.mark.parametrize("name", ["older", "own", "rich", "hostile"])
def test_no_page_runs_or_asks_for_anything(chromium: Browser, sites: dict[str, Path], name: str) -> None:
    watched = Watched(chromium)
    for path in sorted(sites[name].rglob("*.html")):
        watched.page.goto(path.as_uri())
        assert watched.page.evaluate("window.pwned === undefined"), path
        assert watched.page.locator("#theme").is_visible(), path  # the page's own script runs
        assert watched.page.locator("h1").first.is_visible(), path
    assert watched.complaints == []
    watched.context.close()


AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def serious(page: Page, *rules: str) -> list[str]:
    """What axe-core finds that keeps people out, by these rules or by all."""
    if page.evaluate("typeof axe === 'undefined'"):  # half a megabyte of script, for two looks at a page
        page.evaluate(AXE)
    only = {"runOnly": list(rules)} if rules else {}
    result = page.evaluate("options => axe.run(document, options)", {"resultTypes": ["violations"], **only})
    return [
        f"{item['id']}: {item['nodes'][0]['html'][:200]} {item['nodes'][0].get('failureSummary', '')[:200]}"
        for item in result["violations"]
        if item["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("name", PLANES)
def test_nobody_is_kept_out(chromium: Browser, sites: dict[str, Path], name: str) -> None:
    context = chromium.new_context(color_scheme="light")
    page = context.new_page()
    faults = {}
    for path in kinds_of_pages(sites[name]):
        page.emulate_media(color_scheme="light")
        page.goto(path.as_uri())
        found = serious(page)
        page.emulate_media(color_scheme="dark")  # which changes colours alone
        if found := found + serious(page, "color-contrast"):
            faults[str(path.relative_to(sites[name]))] = found
    context.close()
    assert faults == {}


@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("name", PLANES)
def test_small_screen_and_paper_need_no_sideways_scrolling(
    chromium: Browser, sites: dict[str, Path], name: str, media: Any
) -> None:
    context = chromium.new_context(viewport={"width": 320 if media == "screen" else 760, "height": 640})
    page = context.new_page()
    page.emulate_media(media=media)
    wide = []
    for path in kinds_of_pages(sites[name]):
        page.goto(path.as_uri())
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(str(path.relative_to(sites[name])))
    context.close()
    assert wide == []


@pytest.mark.parametrize("name", PLANES)
def test_every_page_is_reached_by_links_alone(chromium: Browser, sites: dict[str, Path], name: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    waiting, reached = [(sites[name] / "index.html").as_uri()], set[str]()
    while waiting:
        url = waiting.pop()
        if url not in reached:
            reached.add(url)
            page.goto(url)
            assert page.locator("h1").first.is_visible(), url
            links = page.locator("a[href]").evaluate_all(
                "all => all.map((one) => new URL(one.getAttribute('href'), location).href.split('#')[0])"
            )
            waiting += [link for link in links if link.startswith("file:") and link.endswith(".html")]
    context.close()
    assert reached == {path.as_uri() for path in sites[name].rglob("*.html")}


def test_everything_is_read_without_javascript(chromium: Browser, sites: dict[str, Path]) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((sites["rich"] / "index.html").as_uri())
    page.get_by_role("link", name="Lists", exact=True).click()
    page.get_by_role("link", name="task", exact=True).click()
    page.get_by_role("link", name="WS-TASK-001", exact=True).click()
    assert page.get_by_role("heading", name="Task number 1").is_visible()
    assert page.get_by_text("pending → in_progress").is_visible()
    assert not page.locator("#theme").is_visible()
    context.close()


def test_filter_order_and_search(chromium: Browser, sites: dict[str, Path]) -> None:
    watched = Watched(chromium)
    page = watched.page
    page.goto((sites["rich"] / "lists" / "task.html").as_uri())
    page.locator("[data-filter=status]").select_option("blocked")
    assert page.locator("tbody tr:visible").count() == 1
    assert page.url.endswith("#status=blocked")
    page.goto("about:blank")
    page.goto((sites["rich"] / "lists" / "task.html").as_uri() + "#status=completed&sort=-id")
    assert page.locator("tbody tr:visible th").all_inner_texts() == ["WS-TASK-003", "WS-TASK-001"]
    page.keyboard.press("/")
    page.keyboard.type("keys leak")
    page.locator("dialog a").first.click()
    page.wait_for_url("**/records/risk/RISK-001.html")
    page.goto((sites["rich"] / "board.html").as_uri())
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/records/**")
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys").is_visible()
    assert watched.complaints == []
    watched.context.close()


def test_theme_is_kept(chromium: Browser, sites: dict[str, Path]) -> None:
    context = chromium.new_context(color_scheme="light")
    page = context.new_page()
    page.goto((sites["rich"] / "index.html").as_uri())
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.locator("#theme").click()
    page.goto((sites["rich"] / "board.html").as_uri())
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert not page.locator("nav[aria-label=Pages]").is_visible()
    context.close()


@pytest.fixture
def plane(rich: Path, tmp_path: Path) -> Path:
    return copy_of(rich, tmp_path)


@pytest.fixture
def live(plane: Path) -> Iterator[LiveSite]:
    with live_site(plane) as served:
        yield served


def opened(browser: Browser, live: LiveSite, path: str) -> Watched:
    watched = Watched(browser)
    watched.page.goto(live.door.address)
    watched.page.goto(f"http://127.0.0.1:{live.door.port}/{path}")
    return watched


def column(page: Page, status: str) -> Any:
    return page.locator(f".column[data-status={status}]").first


def test_two_browsers_and_a_terminal_at_once(chromium: Browser, live: LiveSite, plane: Path) -> None:
    one, two = opened(chromium, live, "board.html"), opened(chromium, live, "board.html")
    one.page.locator("[data-id=WS-TASK-006]").drag_to(column(one.page, "approved"))
    start = time.monotonic()
    column(two.page, "approved").locator("[data-id=WS-TASK-006]").wait_for(timeout=5000)
    assert time.monotonic() - start < 2
    run_here(("task", "defer", "WS-TASK-007"), plane, dict(os.environ))
    for watched in (one, two):
        column(watched.page, "deferred").locator("[data-id=WS-TASK-007]").wait_for(timeout=5000)
    two.page.locator("[data-id=WS-TASK-003]").drag_to(column(two.page, "blocked"))
    two.page.locator("#status .refused").wait_for(timeout=5000)
    assert "completed" in two.page.locator("#status .refused").inner_text()
    assert column(two.page, "completed").locator("[data-id=WS-TASK-003]").is_visible()
    one.page.get_by_role("button", name="Undo").click()
    column(two.page, "pending").locator("[data-id=WS-TASK-006]").wait_for(timeout=5000)
    assert one.complaints == []
    assert [line for line in two.complaints if "409" not in line] == []
    one.context.close()
    two.context.close()


def test_record_is_edited_commented_and_moved_by_keyboard(chromium: Browser, live: LiveSite, plane: Path) -> None:
    watched = opened(chromium, live, "records/task/WS-TASK-008.html")
    page = watched.page
    page.keyboard.press("e")
    page.get_by_label("title", exact=True).fill("Edited <script>window.pwned=1</script>")
    page.get_by_label("labels", exact=True).fill("a\nb c")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Edited <script>").wait_for(timeout=5000)
    page.get_by_role("button", name="Comment").click()
    page.locator("dialog textarea").fill("Seen in a browser.")
    page.locator("dialog button[type=submit]").click()
    page.get_by_text("Seen in a browser.").first.wait_for(timeout=5000)
    page.goto(f"http://127.0.0.1:{live.door.port}/board.html")
    page.locator("[data-id=WS-TASK-008]").focus()
    page.keyboard.press("m")
    page.locator("dialog button", has_text="approved").click()
    column(page, "approved").locator("[data-id=WS-TASK-008]:not(.moving-card)").wait_for(timeout=5000)
    assert page.evaluate("window.pwned === undefined")
    text = (plane / "records/tasks/WS-TASK-008.yaml").read_text(encoding="utf-8")
    assert "Edited <script>" in text
    assert "Seen in a browser." in text
    assert watched.complaints == []
    watched.context.close()


def test_transition_that_takes_values_asks_for_them(chromium: Browser, live: LiveSite, plane: Path) -> None:
    watched = opened(chromium, live, "board.html")
    page = watched.page
    page.set_viewport_size({"width": 320, "height": 700})
    card = page.locator("[data-id=WS-TASK-006]")
    card.focus()
    page.keyboard.press("m")
    offered = page.get_by_role("dialog", name="Move WS-TASK-006").get_by_role("button").all_inner_texts()
    assert {"deferred", "approved"} < set(offered)
    assert "pending" not in offered  # it is there
    page.get_by_role("dialog", name="Move WS-TASK-006").get_by_role("button", name="deferred").click()
    box = page.get_by_role("dialog", name="defer WS-TASK-006")
    assert box.get_by_label("until").evaluate("input => input === document.activeElement")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert serious(page) == []
    assert column(page, "deferred").locator("[data-id=WS-TASK-006]").count() == 1
    page.keyboard.press("Escape")
    box.wait_for(state="hidden")
    assert column(page, "pending").locator("[data-id=WS-TASK-006]").evaluate("card => card === document.activeElement")
    page.keyboard.press("m")
    page.get_by_role("dialog", name="Move WS-TASK-006").get_by_role("button", name="deferred").click()
    page.keyboard.type("no day at all")
    page.keyboard.press("Enter")
    box.get_by_role("alert").wait_for()
    assert "no day at all" in box.get_by_role("alert").inner_text()
    assert live.plane.version == 1
    box.get_by_label("until").fill("2026-12-24")
    box.get_by_label("why").fill("after the freeze")
    box.get_by_role("button", name="Save").click()
    page.get_by_text("committed").wait_for(timeout=5000)
    text = (plane / "records/tasks/WS-TASK-006.yaml").read_text(encoding="utf-8")
    assert "2026-12-24" in text
    assert "after the freeze" in git(plane, "log", "-1", "--format=%B")
    assert [line for line in watched.complaints if "409" not in line] == []
    watched.context.close()


def test_dragged_card_brings_its_reason_and_what_it_waits_for(chromium: Browser, live: LiveSite, plane: Path) -> None:
    watched = opened(chromium, live, "board.html")
    page = watched.page
    page.locator("[data-id=WS-TASK-006]").drag_to(column(page, "blocked"))
    box = page.get_by_role("dialog", name="block WS-TASK-006")
    box.get_by_label("on", exact=True).fill("task-00")
    box.locator("datalist option[value=WS-TASK-001]").wait_for(state="attached")
    box.get_by_label("on", exact=True).fill("WS-TASK-001")
    box.get_by_label("blocked reason").fill("The keys are not there.")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("committed").wait_for(timeout=5000)
    assert column(page, "blocked").locator("[data-id=WS-TASK-006]").count() == 1
    text = (plane / "records/tasks/WS-TASK-006.yaml").read_text(encoding="utf-8")
    assert "The keys are not there." in text
    assert "WS-TASK-001" in text.partition("blocked_by")[2]
    page.goto(f"http://127.0.0.1:{live.door.port}/records/adr/ADR-002.html")
    page.get_by_role("button", name="supersede").click()
    page.get_by_role("dialog").get_by_label("by", exact=True).fill("ADR-001")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("committed").wait_for(timeout=5000)
    assert "ADR-002" in (plane / "records/decisions/ADR-001.yaml").read_text(encoding="utf-8")
    assert watched.complaints == []
    watched.context.close()


def test_hand_edit_is_not_written_over_by_an_open_form(chromium: Browser, live: LiveSite, plane: Path) -> None:
    import json

    watched = opened(chromium, live, "records/task/WS-TASK-008.html")
    page = watched.page
    page.keyboard.press("e")
    path = "records/tasks/WS-TASK-008.yaml"
    data = json.loads((plane / path).read_text(encoding="utf-8"))
    write(plane, path, {**data, "title": "By hand"})
    page.get_by_label("title", exact=True).fill("By browser")
    page.get_by_role("button", name="Save").click()
    page.locator("#status .refused").wait_for(timeout=5000)
    assert "By hand" in page.locator("#status .refused").inner_text()
    assert "By hand" in (plane / path).read_text(encoding="utf-8")
    watched.context.close()


def test_live_pages_keep_nobody_out(chromium: Browser, live: LiveSite) -> None:
    for path in ("board.html", "lists/task.html", "records/task/WS-TASK-001.html"):
        watched = opened(chromium, live, path)
        assert serious(watched.page) == [], path
        watched.context.close()


@pytest.fixture
def long_lists(rich: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The rich plane's pages, where a list has three records a page."""
    monkeypatch.setattr("wmsgit.site.pages.kind_list.ROWS", 3)
    build_site(Workspace(rich, extensions=EXTENSIONS), tmp_path / "long", SiteRequest(include=EVERYTHING, scans=False))
    return tmp_path / "long"


def test_list_of_many_pages_is_filtered_and_ordered_as_a_whole(chromium: Browser, long_lists: Path) -> None:
    watched = Watched(chromium)
    page = watched.page
    ids = page.locator("tbody tr:visible th")
    page.goto((long_lists / "lists" / "task.html").as_uri())
    assert ids.count() == 3
    assert page.locator("output").inner_text() == "3 of 3"
    page.locator("[data-filter=priority]").select_option("CRITICAL")
    page.get_by_text("3 of 10").wait_for()
    assert sorted(ids.all_inner_texts()) == ["WS-TASK-002", "WS-TASK-006", "WS-TASK-010"]
    page.get_by_role("button", name="id", exact=True).click()
    page.wait_for_function("document.querySelector('tbody th').textContent === 'WS-TASK-002'")
    assert page.url.endswith("#priority=CRITICAL&sort=id")
    page.locator("tbody a").first.click()
    page.wait_for_url("**/records/task/WS-TASK-002.html")
    page.goto("about:blank")
    page.goto((long_lists / "lists" / "task-4.html").as_uri() + "#q=number+7")
    page.get_by_text("1 of 10").wait_for()
    assert ids.all_inner_texts() == ["WS-TASK-007"]
    page.locator("[data-filter=q]").fill("")
    page.get_by_text("1 of 1").wait_for()
    assert watched.complaints == []
    assert serious(page) == []  # axe asks for style sheets, which a page that is a file may not
    watched.context.close()


def test_list_of_many_pages_is_parted_without_javascript(chromium: Browser, long_lists: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((long_lists / "lists" / "task.html").as_uri())
    page.get_by_role("link", name="pending (6)").click()
    shown = set(page.locator("tbody th").all_inner_texts())
    page.locator(".pager").first.get_by_role("link", name="2", exact=True).click()
    shown |= set(page.locator("tbody th").all_inner_texts())
    assert shown == {f"WS-TASK-{number:03d}" for number in (4, 6, 7, 8, 9, 10)}
    context.close()


def test_graph_is_moved_by_the_pointer_and_has_its_text_for_mermaid(chromium: Browser, sites: dict[str, Path]) -> None:
    context = chromium.new_context(viewport={"width": 500, "height": 400})
    page = context.new_page()
    page.goto((sites["rich"] / "graph.html").as_uri())
    pan = page.locator(".pan").first
    box = pan.bounding_box()
    assert box
    page.mouse.move(box["x"] + 300, box["y"] + 4)
    page.mouse.down()
    page.mouse.move(box["x"] + 100, box["y"] + 4)
    page.mouse.up()
    assert pan.evaluate("one => one.scrollLeft") > 100
    page.get_by_text("Mermaid text of task records").click()
    assert (
        page.locator("pre").first.inner_text().startswith("graph")
        or "flowchart" in page.locator("pre").first.inner_text()
    )
    context.close()


def test_pointer_over_a_value_says_who_set_it_and_words_that_changed_are_marked(
    chromium: Browser, sites: dict[str, Path]
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto((sites["rich"] / "records" / "task" / "WS-TASK-001.html").as_uri())
    assert "set 2026-11-07 by" in str(page.locator("dd[title]").first.get_attribute("title"))
    page.goto((sites["rich"] / "records" / "task" / "WS-TASK-004.html").as_uri())
    assert "several" in page.locator("del").all_inner_texts()
    assert "many" in page.locator("ins").all_inner_texts()
    context.close()


def test_hostile_plane_runs_nothing_where_it_is_live_either(chromium: Browser, hostile: Path, tmp_path: Path) -> None:
    with live_site(copy_of(hostile, tmp_path)) as site:
        watched = opened(chromium, site, "index.html")
        for path in ("board.html", "lists/task.html", "records/task/WS-TASK-002.html", "records/risk/RISK-001.html",
                     "sessions.html", "people.html", "views/odd.html"):  # fmt: skip
            watched.page.goto(f"http://127.0.0.1:{site.door.port}/{path}")
            assert watched.page.locator("h1").first.is_visible(), path
            assert watched.page.evaluate("window.pwned === undefined"), path
        assert watched.complaints == []
        watched.context.close()


def test_keys_lead_through_a_list_to_an_edited_record(chromium: Browser, live: LiveSite) -> None:
    watched = opened(chromium, live, "lists/task.html")
    page = watched.page
    for key in "jjk":
        page.keyboard.press(key)
    chosen = page.locator("tr.chosen th").get_attribute("data-value")
    page.keyboard.press("e")
    page.wait_for_url(f"**/records/task/{chosen}.html#edit")
    page.get_by_label("title", exact=True).blur()
    page.keyboard.press("?")
    assert "edit the record" in page.get_by_role("dialog", name="Keys").inner_text()
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Keys").wait_for(state="hidden")
    page.keyboard.press("/")
    page.get_by_role("dialog", name="Search").wait_for()
    assert watched.complaints == []
    watched.context.close()


def test_many_are_set_assigned_and_undone_by_buttons(chromium: Browser, live: LiveSite, plane: Path) -> None:
    watched = opened(chromium, live, "lists/task.html#priority=LOW")
    page = watched.page
    page.get_by_text("3 of 10").wait_for()
    page.get_by_role("button", name="Set many").click()
    page.get_by_label("Value", exact=True).fill("3.0")
    page.get_by_label("Field", exact=True).fill("milestone")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("committed").wait_for(timeout=5000)
    assert 'milestone: "3.0"' in (plane / "records/tasks/WS-TASK-005.yaml").read_text().replace("'", '"').replace(
        '"milestone"', "milestone"
    )
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").wait_for(state="hidden", timeout=5000)
    page.goto(f"http://127.0.0.1:{live.door.port}/records/task/WS-TASK-006.html")
    page.get_by_role("button", name="Assign to me").click()
    page.locator("dd", has_text="Ann Lee").first.wait_for(timeout=5000)
    assert [line for line in watched.complaints if "409" not in line] == []
    watched.context.close()
