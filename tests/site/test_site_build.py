"""The pages of a plane: whole, well-formed, loading nothing, and made anew only where something changed."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from site_pages import ParsedPage, faults_of
from site_planes import commit, write
from template_copies import copy_of

from wmsgit.errors import ConflictError, NotFoundError
from wmsgit.features.catalogue import EXTENSIONS
from wmsgit.features.flow.actions.flow import FlowRequest, flow
from wmsgit.site.build import BuiltSite
from wmsgit.site.start import SiteRequest, build_single, build_site
from wmsgit.workspace.revisions.records import revision_of
from wmsgit.workspace.revisions.workspace_at import PastWorkspace
from wmsgit.workspace.workspace import Workspace

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def workspace(root: Path) -> Workspace:
    return Workspace.find(root, clock=lambda: NOW, extensions=EXTENSIONS)


def built(root: Path, folder: Path, **request: Any) -> BuiltSite:
    return build_site(workspace(root), folder, SiteRequest(scans=False, **request))


def pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def words(path: Path) -> str:
    page = ParsedPage(path.read_text(encoding="utf-8"))
    return " ".join(" ".join(page.words).split())


EVERYTHING = ("people", "comments", "sessions", "contexts", "metadata")


@pytest.mark.parametrize("plane", ["rich", "hostile"])
@pytest.mark.parametrize("include", [(), EVERYTHING])
def test_every_page_is_well_formed_and_loads_nothing_from_elsewhere(
    plane: str, include: tuple[str, ...], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    built(request.getfixturevalue(plane), tmp_path / "site", include=include)
    assert len(pages(tmp_path / "site")) > 20
    faults = {str(path): found for path in pages(tmp_path / "site") if (found := faults_of(tmp_path / "site", path))}
    assert faults == {}


def test_script_of_a_record_is_text_wherever_it_stands(hostile: Path, tmp_path: Path) -> None:
    built(hostile, tmp_path / "site", include=EVERYTHING)
    for path in (tmp_path / "site").rglob("*"):
        if path.suffix in {".html", ".xml"}:
            assert "<script>window" not in path.read_text(encoding="utf-8")
            assert "\u202e" not in path.read_text(encoding="utf-8")
    page = words(tmp_path / "site" / "records" / "task" / "WS-TASK-002.html")
    assert "<script>window.pwned=4</script>" in page


def test_search_index_ends_no_script(hostile: Path, tmp_path: Path) -> None:
    built(hostile, tmp_path / "site")
    script = (tmp_path / "site" / "assets" / "search.js").read_text(encoding="utf-8")
    assert "<" not in script
    rows = json.loads(script.partition("=")[2].strip().removesuffix(";"))["rows"]
    assert {row[1] for row in rows} >= {"WS-TASK-001", "RISK-001"}


def test_record_page_has_references_both_ways_texts_and_history(rich: Path, tmp_path: Path) -> None:
    built(rich, tmp_path / "site")
    page = (tmp_path / "site" / "records" / "task" / "WS-TASK-001.html").read_text(encoding="utf-8")
    assert "<strong>this</strong>" in page
    assert '<a href="../../records/task/WS-TASK-002.html">WS-TASK-002</a>' in page
    text = words(tmp_path / "site" / "records" / "task" / "WS-TASK-001.html")
    assert "Referred to by" in text
    assert "RISK-001 Keys leak" in text
    assert "ISSUE-001 It burns" in text
    assert "pending → in_progress" in text
    assert "in_progress → completed" in text
    assert "set 2026-11-07" in page


def test_history_marks_the_words_that_changed(rich: Path, tmp_path: Path) -> None:
    built(rich, tmp_path / "site")
    page = (tmp_path / "site" / "records" / "task" / "WS-TASK-004.html").read_text(encoding="utf-8")
    assert "<del>several</del><ins>many</ins>" in page


def test_kind_of_ones_own_has_its_list_board_and_pages(rich: Path, tmp_path: Path) -> None:
    built(rich, tmp_path / "site")
    assert "Keys leak" in words(tmp_path / "site" / "lists" / "risk.html")
    assert "RISK-001" in words(tmp_path / "site" / "boards" / "risk.html")
    assert "Keys leak" in words(tmp_path / "site" / "records" / "risk" / "RISK-001.html")


def test_board_has_cards_by_status_and_the_limit(rich: Path, tmp_path: Path) -> None:
    root = copy_of(rich, tmp_path)
    write(root, "records/workspace.yaml", {"name": "p", "requires_wmsgit": ">=0.2", "wip": {"task": {"pending": 2}}})
    built(root, tmp_path / "site")
    board = words(tmp_path / "site" / "board.html")
    assert "pending 6 of 2 over the limit" in board
    assert "waits for WS-TASK-001" not in board
    assert "no repository" not in words(tmp_path / "site" / "board-by-repository.html")
    assert "web" in words(tmp_path / "site" / "board-by-repository.html")


def test_flow_page_shows_the_numbers_of_the_action(rich: Path, tmp_path: Path) -> None:
    built(rich, tmp_path / "site")
    ws = workspace(rich)
    result = flow(ws, ws.kind("task"), FlowRequest())
    assert [row["id"] for row in result["finished"]] == ["WS-TASK-003", "WS-TASK-001"]
    page = words(tmp_path / "site" / "flow.html")
    assert f"lead time {result['lead']['count']} 3.0 6.0 6.0" in page
    assert "cycle time 1 5.0 5.0 5.0" in page
    assert "burn-up" in page


def test_decisions_show_what_replaces_what(rich: Path, tmp_path: Path) -> None:
    built(rich, tmp_path / "site")
    page = (tmp_path / "site" / "decisions.html").read_text(encoding="utf-8")
    assert "ADR-002 replaces ADR-001" in page
    assert "no-a" in page


def test_graph_marks_cycles_and_gives_mermaid(hostile: Path, tmp_path: Path, rich: Path) -> None:
    built(rich, tmp_path / "site")
    page = words(tmp_path / "site" / "graph.html")
    assert "flowchart LR" in page
    assert "The longest chain has" in page
    root = copy_of(rich, tmp_path, "cycle")
    first = json.loads((root / "records/tasks/WS-TASK-006.yaml").read_text())
    write(root, "records/tasks/WS-TASK-006.yaml", {**first, "dependencies": ["WS-TASK-008"]})
    built(root, tmp_path / "site2")
    assert "WS-TASK-006 → WS-TASK-008 → WS-TASK-007 → WS-TASK-006" in words(tmp_path / "site2" / "graph.html")


def test_second_build_writes_nothing_and_a_change_writes_what_shows_it(rich: Path, tmp_path: Path) -> None:
    root = copy_of(rich, tmp_path)
    first = built(root, tmp_path / "site")
    assert first.written == first.files
    assert built(root, tmp_path / "site").written == 0
    data = json.loads((root / "records/tasks/WS-TASK-008.yaml").read_text())
    write(root, "records/tasks/WS-TASK-008.yaml", {**data, "title": "Another title"})
    commit(root, "title", 15)
    before = {path: path.stat().st_mtime_ns for path in pages(tmp_path / "site")}
    assert 0 < built(root, tmp_path / "site").written < first.files / 2
    changed = {path.name for path in pages(tmp_path / "site") if path.stat().st_mtime_ns != before[path]}
    assert {"WS-TASK-008.html", "WS-TASK-007.html", "task.html", "board.html"} <= changed
    assert "WS-TASK-001.html" not in changed
    fresh = tmp_path / "fresh"
    built(root, fresh)
    same = {path.relative_to(fresh): path.read_bytes() for path in fresh.rglob("*") if path.is_file()}
    assert same == {
        path.relative_to(tmp_path / "site"): path.read_bytes()
        for path in (tmp_path / "site").rglob("*")
        if path.is_file()
    }


def test_page_of_a_removed_record_goes(rich: Path, tmp_path: Path) -> None:
    root = copy_of(rich, tmp_path)
    built(root, tmp_path / "site")
    (root / "records/risks/RISK-001.yaml").unlink()
    assert built(root, tmp_path / "site").removed == 1
    assert not (tmp_path / "site/records/risk/RISK-001.html").exists()


def test_folder_of_somebody_else_is_left_alone(rich: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("mine")
    with pytest.raises(ConflictError, match="not made here"):
        built(rich, tmp_path / "site")
    assert (tmp_path / "site" / "index.html").read_text() == "mine"


def test_manifest_of_somebody_else_removes_nothing_outside(rich: Path, tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("x")
    (tmp_path / "site").mkdir()
    files = {"../precious.txt": "1", "/etc/x": "2", "a//../../precious.txt": "3"}
    (tmp_path / "site" / ".wmsgit-site.json").write_text(json.dumps({"format": 1, "files": files}))
    built(rich, tmp_path / "site")
    assert (tmp_path / "precious.txt").read_text() == "x"


def test_preview_marks_what_changes_against_a_base(rich: Path, tmp_path: Path) -> None:
    root = copy_of(rich, tmp_path)
    data = json.loads((root / "records/tasks/WS-TASK-008.yaml").read_text())
    write(root, "records/tasks/WS-TASK-008.yaml", {**data, "title": "Another title"})
    write(root, "records/risks/RISK-002.yaml", {"title": "New", "status": "open"})
    (root / "records/issues/ISSUE-001.yaml").unlink()
    commit(root, "title", 15)
    built(root, tmp_path / "site", base="HEAD~1")
    preview = words(tmp_path / "site" / "preview.html")
    assert "RISK-002 New added" in preview
    assert "WS-TASK-008 Another title changed" in preview
    assert "issue ISSUE-001 It burns" in preview
    assert "Changed against HEAD~1" in words(tmp_path / "site" / "records" / "task" / "WS-TASK-008.html")
    for name in ("index.html", "board.html", "lists/task.html"):
        assert "2 added or changed, 1 removed" in words(tmp_path / "site" / name)
    assert "WS-TASK-008 changed" in words(tmp_path / "site" / "lists" / "task.html")


def test_past_site_shows_the_past(rich: Path, tmp_path: Path) -> None:
    ws = workspace(rich)
    past = PastWorkspace(ws, revision_of(ws, "2026-11-03"))
    build_site(past, tmp_path / "site", SiteRequest())
    board = words(tmp_path / "site" / "board.html")
    assert "in_progress 1 WS-TASK-001" in board
    assert "completed" not in board
    assert "in_progress → completed" not in words(tmp_path / "site" / "records" / "task" / "WS-TASK-001.html")
    assert "As of 2026-11-03" in words(tmp_path / "site" / "index.html")


def test_links_lead_to_the_host(rich: Path, tmp_path: Path) -> None:
    built(rich, tmp_path / "site", url="https://git.example/acme/plane/")
    page = (tmp_path / "site" / "records" / "task" / "WS-TASK-001.html").read_text(encoding="utf-8")
    assert 'href="https://git.example/acme/plane/blob/' in page
    assert "/records/tasks/WS-TASK-001.yaml" in page
    assert 'href="https://git.example/acme/plane/commit/' in page


def test_views_of_the_settings_are_pages(rich: Path, tmp_path: Path) -> None:
    root = copy_of(rich, tmp_path)
    views = {
        "stuck": {"kind": "task", "filter": ["status=blocked"], "description": "What waits."},
        "mine": {"kind": "task", "filter": ["assigned_to=@me"]},
        "wrong": {"kind": "task", "filter": ["nonsense=1"]},
    }
    write(root, "records/workspace.yaml", {"name": "p", "requires_wmsgit": ">=0.2", "views": views})
    built(root, tmp_path / "site")
    stuck = words(tmp_path / "site" / "views" / "stuck.html")
    assert "1 task records: wmsgit task list --view stuck" in stuck
    assert "WS-TASK-002" in stuck
    assert not (tmp_path / "site" / "views" / "mine.html").exists()
    assert "nonsense" in words(tmp_path / "site" / "views" / "wrong.html")


@pytest.mark.parametrize("what", ["WS-TASK-001", "task", "board", "flow", "index"])
def test_single_file_is_whole(rich: Path, tmp_path: Path, what: str) -> None:
    size = build_single(workspace(rich), tmp_path / "out.html", what, SiteRequest(scans=False))
    text = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert size == len(text.encode())
    page = ParsedPage(text.replace("<style>", "<p>").replace("</style>", "</p>"))
    assert page.faults == []
    assert page.loads == []
    assert all(link.startswith(("#", "https://")) for link in page.links)
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert "WS-TASK-001" in text


def test_single_file_of_nothing_is_refused(rich: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no record, view or page 'WS-TASK-777'"):
        build_single(workspace(rich), tmp_path / "out.html", "WS-TASK-777", SiteRequest(scans=False))


def test_every_page_of_a_preview_says_so_and_marks_what_changes(rich: Path, tmp_path: Path) -> None:
    root = copy_of(rich, tmp_path)
    data = json.loads((root / "records/tasks/WS-TASK-007.yaml").read_text(encoding="utf-8"))
    write(root, "records/tasks/WS-TASK-007.yaml", {**data, "status": "in_progress", "priority": "CRITICAL"})
    commit(root, "x", 12)
    built(root, tmp_path / "site", base="HEAD~1", include=EVERYTHING)
    for path in pages(tmp_path / "site"):
        text = path.read_text(encoding="utf-8")
        assert "A preview of what changes against" in text, path
        links_it = re.search(r'<a href="[^"]*records/task/WS-TASK-007.html"', text)
        if links_it and path.parent.name != "changes":
            assert re.search(r'class="mark changed"|class="[^"]*box [^"]*changed"', text), path
    board = (tmp_path / "site" / "board.html").read_text(encoding="utf-8")
    assert board.count('class="mark changed"') == 1


def test_list_of_many_pages_has_every_record_in_its_parts_and_in_its_index(
    rich: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wmsgit.site.pages.kind_list.ROWS", 3)
    built(rich, tmp_path / "site")
    folder = tmp_path / "site" / "lists"
    script = (folder / "task.js").read_text(encoding="utf-8")
    rows = json.loads(script.partition("=")[2].strip().removesuffix(";"))["rows"]
    assert sorted(row[2] for row in rows) == [f"WS-TASK-{number:03d}" for number in range(1, 11)]
    whole = " ".join(words(path) for path in folder.glob("task*.html") if "~" not in path.name)
    parts = " ".join(words(path) for path in folder.glob("task~priority*.html"))
    for number in range(1, 11):
        assert f"WS-TASK-{number:03d}" in whole
        assert f"WS-TASK-{number:03d}" in parts
    assert {str(path) for path in pages(tmp_path / "site") if faults_of(tmp_path / "site", path)} == set()


def test_list_that_did_not_change_is_not_made_again(rich: Path, tmp_path: Path) -> None:
    root = copy_of(rich, tmp_path)
    built(root, tmp_path / "site")
    places = {name: tmp_path / "site" / "lists" / f"{name}.html" for name in ("task", "risk", "adr")}
    before = {name: path.stat().st_mtime_ns for name, path in places.items()}
    data = json.loads((root / "records/tasks/WS-TASK-008.yaml").read_text(encoding="utf-8"))
    write(root, "records/tasks/WS-TASK-008.yaml", {**data, "title": "Another"})
    commit(root, "x", 12)
    built(root, tmp_path / "site")
    changed = {name for name, path in places.items() if path.stat().st_mtime_ns != before[name]}
    assert changed == {"task"}
    assert "Another" in words(places["task"])


def test_empty_plane_has_a_site(empty_plane: Path, tmp_path: Path) -> None:
    built(empty_plane, tmp_path / "site")
    assert "There are no records yet." in words(tmp_path / "site" / "index.html")
    assert {str(path) for path in pages(tmp_path / "site") if faults_of(tmp_path / "site", path)} == set()


@pytest.mark.parametrize(
    ("setting", "include", "is_told"),
    [({"people": True}, ("people",), True), ({"people": True}, (), False), ({"people": False}, ("people",), False),
     (None, ("people",), False)],
)  # fmt: skip
def test_flow_by_person_is_told_only_where_settings_and_the_reader_say_so(
    rich: Path, tmp_path: Path, setting: Any, include: tuple[str, ...], is_told: bool
) -> None:
    root = copy_of(rich, tmp_path)
    flow_setting = {} if setting is None else {"flow": setting}
    write(root, "records/workspace.yaml", {"name": "p", "requires_wmsgit": ">=0.2", **flow_setting})
    built(root, tmp_path / "site", include=include)
    page = words(tmp_path / "site" / "flow.html")
    assert ("By person" in page) == is_told
    assert ("Closed records by person person closed Canaria Person 1 nobody 1" in page) == is_told


def test_flow_of_the_past_ends_then(rich: Path, tmp_path: Path) -> None:
    ws = workspace(rich)
    past = PastWorkspace(ws, revision_of(ws, "2026-11-05"))
    result = flow(past, past.kind("task"), FlowRequest())
    assert result["until"] == "2026-11-05T10:00:01Z"
    assert [row["id"] for row in result["finished"]] == ["WS-TASK-003"]
    assert {row["id"]: row["status"] for row in result["ageing"]}["WS-TASK-001"] == "in_progress"
    build_site(past, tmp_path / "site", SiteRequest())
    page = words(tmp_path / "site" / "flow.html")
    assert "2026-08-07 to 2026-11-05" in page
    assert "lead time 1 3.0 3.0 3.0" in page


def test_limits_count_each_status_and_say_where_there_are_too_many(rich: Path, tmp_path: Path) -> None:
    root = copy_of(rich, tmp_path)
    wip = {"task": {"pending": 2, "in_progress": 5, "deferred": 1}, "risk": {"open": 1}}
    write(root, "records/workspace.yaml", {"name": "p", "requires_wmsgit": ">=0.2", "wip": wip})
    built(root, tmp_path / "site")
    board = words(tmp_path / "site" / "board.html")
    assert "pending 6 of 2 over the limit" in board
    assert re.search(r"in_progress 1 of 5 WS-", board)
    assert "deferred 0 of 1" in board
    assert re.search(r"open 1 of 1 RISK-", words(tmp_path / "site" / "boards" / "risk.html"))


def test_decisions_begin_with_the_table_of_all(rich: Path, tmp_path: Path) -> None:
    built(rich, tmp_path / "site")
    page = words(tmp_path / "site" / "decisions.html")
    places = [page.index(title) for title in ("All decisions", "Rules and what they find", "Timeline", "What replaces")]
    assert places == sorted(places)


def test_import_is_one_entry_of_its_first_records_and_their_number(rich: Path, tmp_path: Path) -> None:
    root = copy_of(rich, tmp_path)
    for number in range(60):
        write(root, f"records/risks/RISK-1{number:02d}.yaml", {"title": f"Of many {number}", "status": "open"})
    commit(root, "import", 19)
    built(root, tmp_path / "site")
    page = words(tmp_path / "site" / "changes.html")
    assert page.count(": added") >= 40
    assert "and 20 more records" in page
    assert (
        "RISK-100, RISK-101, RISK-102, RISK-103, RISK-104 and 55 more" in (tmp_path / "site" / "feed.xml").read_text()
    )
