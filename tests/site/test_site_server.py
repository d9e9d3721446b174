"""The live site: who may ask, what a write does, how it is refused, and that others' changes arrive."""

import http.client
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from git_output import git
from site_pages import ParsedPage
from site_planes import write
from site_server import LiveSite, live_site
from template_copies import copy_of

from wmsgit.site.server import Doorkeeper


@pytest.fixture
def root(rich: Path, tmp_path: Path) -> Path:
    return copy_of(rich, tmp_path)


@pytest.fixture
def site(root: Path) -> Iterator[LiveSite]:
    with live_site(root) as served:
        yield served


def fields(root: Path, number: int) -> dict[str, object]:
    """A task's fields; the files of this plane are JSON until a command writes them, and stay so."""
    import yaml

    path = root / f"records/tasks/WS-TASK-00{number}.yaml"
    result: dict[str, object] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return result


def test_first_address_gives_a_cookie_that_no_script_reads(site: LiveSite) -> None:
    status, headers, _ = site.ask("GET", f"/?token={site.door.token}", drop=("cookie", "origin"))
    assert status == 303
    assert headers["location"] == "/index.html"
    assert "HttpOnly" in headers["set-cookie"]
    assert "SameSite=strict" in headers["set-cookie"]


@pytest.mark.parametrize("path", ["/index.html", "/board.html", "/lists/task.html", "/records/task/WS-TASK-001.html"])
def test_pages_are_those_of_the_site_under_a_strict_policy(site: LiveSite, path: str) -> None:
    status, headers, text = site.ask("GET", path, drop=("origin",))
    assert status == 200
    assert ParsedPage(text).faults == []
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("drop", "headers"),
    [
        (("cookie",), {}),
        ((), {"cookie": "wmsgit-1=x"}),
        ((), {"host": "evil.example"}),
        ((), {"host": "evil.example:80"}),
        ((), {"host": "127.0.0.1.evil.example"}),
        ((), {"host": "127.0.0.1:1"}),
        ((), {"host": "127.0.0.1"}),
        ((), {"origin": "http://127.0.0.1:1"}),
        ((), {"origin": "http://localhost.evil.example"}),
        (("host",), {}),
        ((), {"origin": "http://evil.example"}),
        ((), {"origin": "null"}),
        ((), {"origin": "https://127.0.0.1"}),
    ],
)
def test_stranger_reads_nothing(site: LiveSite, drop: tuple[str, ...], headers: dict[str, str]) -> None:
    status, _, text = site.ask("GET", "/index.html", drop=drop, **headers)
    assert status in {400, 403}
    assert "Task number" not in text


@pytest.mark.parametrize(
    ("drop", "headers"),
    [
        (("origin",), {}),
        (("x-wmsgit-token",), {}),
        (("cookie",), {}),
        ((), {"x_wmsgit_token": "guess"}),
        ((), {"origin": "http://evil.example"}),
        ((), {"host": "evil.example"}),
    ],
)
def test_stranger_writes_nothing(site: LiveSite, root: Path, drop: tuple[str, ...], headers: dict[str, str]) -> None:
    head = git(root, "rev-parse", "HEAD")
    body = {"kind": "task", "ids": ["WS-TASK-006"], "text": "x"}
    assert site.ask("POST", "/api/write/note", body, drop=drop, **headers)[0] == 403
    assert git(root, "rev-parse", "HEAD") == head


def test_tokens_of_a_server_that_has_ended_open_nothing(site: LiveSite, root: Path) -> None:
    older = Doorkeeper(site.door.port)
    head = git(root, "rev-parse", "HEAD")
    cookie = f"{older.cookie}={older.token}"
    assert site.ask("GET", "/index.html", cookie=cookie)[0] == 403
    assert site.ask("GET", f"/?token={older.token}", drop=("cookie",))[0] == 403
    body = {"kind": "task", "ids": ["WS-TASK-006"], "text": "x"}
    assert site.ask("POST", "/api/write/note", body, x_wmsgit_token=older.write_token)[0] == 403
    assert site.ask("GET", "/api/session", cookie=cookie)[0] == 403
    assert site.ask("GET", "/api/events", cookie=cookie)[0] == 403
    assert git(root, "rev-parse", "HEAD") == head


def test_rebound_name_of_another_server_reads_nothing(site: LiveSite) -> None:
    name = f"evil.example:{site.door.port}"
    status, _, text = site.ask("GET", "/api/session", host=name, origin=f"http://{name}")
    assert status == 403
    assert site.door.write_token not in text


def test_pages_are_prepared_while_nobody_asks_and_are_of_the_last_change(site: LiveSite) -> None:
    deadline = time.monotonic() + 20
    while "releases.html" not in site.plane._made and time.monotonic() < deadline:
        time.sleep(0.02)
    assert {"index.html", "board.html", "flow.html"} <= site.plane._made.keys()
    site.write("set", kind="task", ids=["WS-TASK-007"], changes=[{"field": "title", "value": "Fresh"}])
    for path in ("/board.html", "/lists/task.html", "/records/task/WS-TASK-007.html", "/assets/search.js"):
        assert "Fresh" in site.ask("GET", path)[2], path


def test_nothing_is_written_by_get(site: LiveSite, root: Path) -> None:
    head = git(root, "rev-parse", "HEAD")
    for verb in ("note", "move", "set", "undo", "add", "assign"):
        assert site.ask("GET", f"/api/write/{verb}?kind=task&ids=WS-TASK-006&text=x")[0] in {404, 405}
    assert git(root, "rev-parse", "HEAD") == head


def test_server_listens_on_loopback_alone(site: LiveSite) -> None:
    with pytest.raises(ConnectionError):
        http.client.HTTPConnection("127.0.0.2", site.door.port, timeout=2).request("GET", "/")


def test_dragged_card_is_the_transition_with_its_stamps(site: LiveSite, root: Path) -> None:
    answer = site.write("move", kind="task", ids=["WS-TASK-006"], was="pending", to="deferred")
    assert "status pending → deferred" in answer["words"]
    assert git(root, "log", "-1", "--format=%s") == "WS-TASK-006: status pending → deferred"
    assert "Wmsgit-Op: task defer" in git(root, "log", "-1", "--format=%B")
    assert git(root, "log", "-1", "--format=%an") == "Ann Lee"
    assert fields(root, 6)["status"] == "deferred"
    assert git(root, "status", "--porcelain") == ""
    assert "deferred" in site.ask("GET", "/records/task/WS-TASK-006.html")[2]


def test_move_takes_the_values_of_its_transition_and_refuses_those_of_others(site: LiveSite, root: Path) -> None:
    body = {"kind": "adr", "ids": ["ADR-002"], "was": "accepted", "step": "supersede"}
    assert "supersede has no option until" in site.write("move", **body, options={"until": "2026-12-01"})["refused"]
    assert "itself" in site.write("move", **body, options={"by": "ADR-002"})["refused"]
    assert site.write("move", **body, options={"by": "ADR-001"})["ids"]
    successor = yaml.safe_load((root / "records/decisions/ADR-001.yaml").read_text(encoding="utf-8"))
    assert successor["supersedes"] == ["ADR-002"]
    body = {"kind": "task", "ids": ["WS-TASK-006"], "was": "pending", "to": "blocked", "message": "No keys."}
    assert "refused" not in site.write("move", **body, options={"on": "WS-TASK-001"})
    assert fields(root, 6)["blocked_reason"] == "No keys."
    assert fields(root, 6)["blocked_by"] == ["WS-TASK-001"]


def test_refused_move_says_why_and_writes_nothing(site: LiveSite, root: Path) -> None:
    head = git(root, "rev-parse", "HEAD")
    answer = site.write("move", kind="task", ids=["WS-TASK-003"], was="completed", to="blocked")
    assert "completed" in answer["refused"]
    assert (
        site.ask("POST", "/api/write/move", {"kind": "task", "ids": ["WS-TASK-777"], "was": "a", "to": "b"})[0] == 409
    )
    assert git(root, "rev-parse", "HEAD") == head


def test_unmet_gate_refuses_in_words(root: Path) -> None:
    gates = {"task": {"complete": {"review": {"type": "completion", "grade": "B"}}}}
    write(root, "records/workspace.yaml", {"name": "p", "requires_wmsgit": ">=0.2", "gates": gates})
    git(root, "commit", "-qam", "gates")
    with live_site(root) as site:
        answer = site.write("move", kind="task", ids=["WS-TASK-005"], was="in_progress", to="completed")
    assert "completion" in answer["refused"]
    assert fields(root, 5)["status"] == "in_progress"


def test_second_of_two_moves_is_refused_and_nothing_is_lost(site: LiveSite, root: Path) -> None:
    first = site.write("move", kind="task", ids=["WS-TASK-006"], was="pending", to="approved")
    second = site.write("move", kind="task", ids=["WS-TASK-006"], was="pending", to="deferred")
    assert first["commit"]
    assert "status was pending and is approved" in second["refused"]
    assert fields(root, 6)["status"] == "approved"


def test_field_that_changed_in_between_is_not_written_over(site: LiveSite, root: Path) -> None:
    data = json.loads((root / "records/tasks/WS-TASK-007.yaml").read_text(encoding="utf-8"))
    write(root, "records/tasks/WS-TASK-007.yaml", {**data, "title": "By hand"})
    change = {"field": "title", "value": "By browser", "was": "Task number 7"}
    answer = site.write("set", kind="task", ids=["WS-TASK-007"], changes=[change])
    assert "title was Task number 7 and is By hand" in answer["refused"]
    assert fields(root, 7)["title"] == "By hand"
    other = {"field": "labels", "value": ["a", "b c"], "was": ["one", "two words"]}
    assert site.write("set", kind="task", ids=["WS-TASK-007"], changes=[other])["commit"]
    assert fields(root, 7)["title"] == "By hand"
    assert fields(root, 7)["labels"] == ["a", "b c"]


def test_many_are_set_in_one_commit(site: LiveSite, root: Path) -> None:
    before = int(git(root, "rev-list", "--count", "HEAD"))
    ids = ["WS-TASK-006", "WS-TASK-007", "WS-TASK-008"]
    answer = site.write("set", kind="task", ids=ids, changes=[{"field": "milestone", "value": "2.0"}])
    assert answer["ids"] == ids
    assert int(git(root, "rev-list", "--count", "HEAD")) == before + 1
    assert [fields(root, number)["milestone"] for number in (6, 7, 8)] == ["2.0"] * 3


def test_add_comment_assign_and_undo(site: LiveSite, root: Path) -> None:
    added = site.write("add", kind="task", title="<b>New</b>", fields={"priority": "LOW"})
    [name] = added["ids"]
    assert site.ask("GET", f"/records/task/{name}.html")[0] == 200
    about = {"kind": "task", "ids": [name]}
    site.write("note", **about, text="Looked at it.")
    assigned = site.write("assign", **about)
    text = site.ask("GET", f"/records/task/{name}.html")[2]
    assert "Looked at it." in text
    assert "Ann Lee" in text
    assert site.write("undo", commit=assigned["commit"])["commit"]
    refused = site.write("undo", commit=added["commit"])
    assert "refused" in refused


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"kind": "task"}',
        b'{"kind": "task", "ids": "x", "changes": [1]}',
        b"x" * (1 << 21),
        b"[" * 100_000,
        b'{"kind": ["task"], "ids": ["WS-TASK-006"], "changes": [{"field": "title", "value": "x"}]}',
        b'{"kind": "task", "ids": ["WS-TASK-006"], "changes": [{"field": "title", "value": {"a": 1}}]}',
        b'{"kind": "task", "ids": ["WS-TASK-006"], "changes": [{"field": "labels", "value": [["a"]]}]}',
        b'{"kind": "task", "ids": ["WS-TASK-006"], "changes": [{"field": "title", "value": null}]}',
    ],
)
def test_nonsense_is_refused(site: LiveSite, root: Path, body: bytes) -> None:
    head = git(root, "rev-parse", "HEAD")
    try:
        status, _, text = site.ask("POST", "/api/write/set", body)
    except (ConnectionError, http.client.HTTPException):
        return  # the server hangs up on what is too large
    assert status in {400, 409}
    assert "refused" in json.loads(text)
    assert git(root, "rev-parse", "HEAD") == head


def test_undo_that_names_no_commit_undoes_nothing(site: LiveSite, root: Path) -> None:
    site.write("note", kind="task", ids=["WS-TASK-006"], text="x")
    head = git(root, "rev-parse", "HEAD")
    for commit in ("", None, "--help", "HEAD~1..HEAD"):
        assert "refused" in site.write("undo", commit=commit)
    assert git(root, "rev-parse", "HEAD") == head


def test_nothing_of_a_field_is_no_text(site: LiveSite, root: Path) -> None:
    change = [{"field": "description", "value": None}]
    assert site.write("set", kind="task", ids=["WS-TASK-006"], changes=change)["commit"]
    assert "description" not in fields(root, 6)


def test_change_on_disk_arrives_within_a_second(site: LiveSite, root: Path) -> None:
    version = site.plane.version
    write(root, "records/risks/RISK-009.yaml", {"title": "From elsewhere", "status": "open"})
    start = time.monotonic()
    while site.plane.version == version and time.monotonic() - start < 10:
        time.sleep(0.02)
    assert site.plane.version > version
    assert "From elsewhere" in site.ask("GET", "/lists/risk.html")[2]


def test_path_out_of_the_site_is_nothing(site: LiveSite) -> None:
    for path in (
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/../../../x",
        "/records/task/..%2f..%2fx.html",
    ):
        assert site.ask("GET", path)[0] == 404
