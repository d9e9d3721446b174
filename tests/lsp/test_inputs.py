"""Texts and places as editors have them: marks, line ends, signs of two units, changes in one message, lone members."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from git_output import git
from in_process import run_here
from lsp_client import RawClient
from lsp_desk import ENVIRON

from wmsgit.lsp.text import ClientText

TASK = "records/tasks/WS-TASK-002.yaml"
FIRST = "records/tasks/WS-TASK-001.yaml"
KEY = "\U0001f511"
WINDOWS = (
    f"\ufeffid: WS-TASK-002\r\ntitle: 'The {KEY}{KEY} adapter'\r\nstatus: pending\r\ncreated: 2026-11-28T10:00:00Z\r\n"
    f"description: '{KEY} see WS-TASK-001'\r\ndependencies:\r\n  - WS-TASK-001\r\n"
)


@pytest.fixture(scope="module")
def client(plane: Path) -> Iterator[RawClient]:
    """One client for the module."""
    client = RawClient(plane, ENVIRON)
    yield client
    assert client.end() == 0


def changed(text: str, edits: list[dict[str, Any]]) -> str:
    """A text after edits, as a client applies them."""
    places = ClientText(text)
    for edit in sorted(edits, key=lambda edit: -places.offset(_position(edit["range"]["start"]))):
        start, end = (places.offset(_position(edit["range"][side])) for side in ("start", "end"))
        text = text[:start] + edit["newText"] + text[end:]
    return text


def _position(value: dict[str, int]) -> Any:
    from lsprotocol import types

    return types.Position(value["line"], value["character"])


def test_mark_line_ends_and_signs_of_two_units_are_kept_by_every_edit(client: RawClient) -> None:
    uri = client.open(TASK, WINDOWS)
    assert [item["code"] for item in client.diagnostics(uri, 1) if item["severity"] < 3] == []
    hover = client.ask("textDocument/hover", client.at(uri, 4, 25))
    assert "Move the keyring" in hover["contents"]["value"]
    assert hover["range"]["start"] == {"line": 4, "character": 21}
    edit = client.ask("textDocument/rename", {**client.at(uri, 6, 6), "newName": "WS-TASK-090"})
    edits = next(part["edits"] for part in edit["documentChanges"] if part.get("textDocument", {}).get("uri") == uri)
    assert changed(WINDOWS, edits) == WINDOWS.replace("WS-TASK-001", "WS-TASK-090")
    place = {"start": {"line": 2, "character": 0}, "end": {"line": 2, "character": 0}}
    asked = {"textDocument": {"uri": uri}, "range": place, "context": {"diagnostics": []}}
    actions = {item["title"]: item for item in client.ask("textDocument/codeAction", asked)}
    edits = actions["start: pending → in_progress"]["edit"]["documentChanges"][0]["edits"]
    started = changed(WINDOWS, edits)
    assert started.startswith("\ufeff")
    assert "status: in_progress\r\n" in started
    assert "\n" not in started.replace("\r\n", "")
    client.tell("textDocument/didClose", {"textDocument": {"uri": uri}})


def test_formatting_of_any_line_ends_is_what_fmt_writes(client: RawClient) -> None:
    odd = WINDOWS.replace("status: pending", "status:   'pending'")
    uri = client.open(TASK, odd)
    options = {"tabSize": 2, "insertSpaces": True}
    edits = client.ask("textDocument/formatting", {"textDocument": {"uri": uri}, "options": options})
    before = (client.folder / TASK).read_bytes()
    (client.folder / TASK).write_bytes(odd.encode())
    run_here(("fmt", TASK, "--no-commit"), client.folder, ENVIRON)
    assert changed(odd, edits).encode() == (client.folder / TASK).read_bytes()
    (client.folder / TASK).write_bytes(before)
    client.tell("textDocument/didClose", {"textDocument": {"uri": uri}})


def test_changes_of_one_message_are_made_in_their_order(client: RawClient) -> None:
    uri = client.open(TASK, "a: 1\n")
    client.diagnostics(uri, 1)
    at = lambda line, character: {"line": line, "character": character}  # noqa: E731
    changes = [
        {"text": WINDOWS},
        {"range": {"start": at(6, 4), "end": at(6, 15)}, "text": "WS-TASK-0001"},
        {"range": {"start": at(99, 0), "end": at(99, 9)}, "text": "colour: red\r\n"},
        {"range": {"start": at(7, 0), "end": at(8, 0)}, "text": ""},
    ]
    client.change(uri, 7, changes)
    found = client.diagnostics(uri, 7)
    assert [(item["code"], item["range"]["start"]["line"]) for item in found if item["severity"] < 3] == [
        ("DANGLING", 6)
    ]
    client.change((client.folder / FIRST).as_uri(), 3, changes)  # of a file that is not open: nobody knows its text
    assert client.ask("workspace/symbol", {"query": "keyring"})[0]["name"] == "WS-TASK-001 Move the keyring"
    client.tell("textDocument/didClose", {"textDocument": {"uri": uri}})


def test_file_that_is_removed_while_it_is_open_counts_until_it_is_closed(client: RawClient) -> None:
    path = client.folder / "records/tasks/WS-TASK-050.yaml"
    path.write_text("title: y\nstatus: pending\ncreated: 2026-11-28T10:00:00Z\n")
    uri = client.open("records/tasks/WS-TASK-050.yaml")
    client.diagnostics(uri, 1)
    path.unlink()
    client.tell("workspace/didDeleteFiles", {"files": [{"uri": uri}]})
    names = lambda: [item["name"] for item in client.ask("workspace/symbol", {"query": "WS-TASK-050"})]  # noqa: E731
    assert names() == ["WS-TASK-050 y"]
    client.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert names() == []


def test_member_that_is_opened_alone_has_its_plane(plane: Path, tmp_path: Path) -> None:
    member = tmp_path / "lonely"
    member.mkdir()
    git(member, "init", "-q", environ=ENVIRON)
    git(member, "commit", "-q", "--allow-empty", "-m", "first", environ=ENVIRON)
    git(member, "config", "wmsgit.workspace", str(plane), environ=ENVIRON)
    (member / "code.py").write_text("# WS-TASK-001\n")
    client = RawClient(member, ENVIRON)
    names = [item["name"] for item in client.ask("workspace/symbol", {"query": "keyring"})]
    assert names == ["WS-TASK-001 Move the keyring"]
    assert client.end() == 0


def test_two_folders_are_two_workspaces_from_the_beginning(plane: Path, tmp_path: Path) -> None:
    run_here(("init", "second"), tmp_path, ENVIRON)
    run_here(("task", "add", "Elsewhere", "dependencies+=WS-TASK-002"), tmp_path / "second", ENVIRON)
    client = RawClient(plane, ENVIRON, folders=(plane, tmp_path / "second", tmp_path / "nowhere"))
    uri = client.open(str(tmp_path / "second" / FIRST))
    assert [item["code"] for item in client.diagnostics(uri, 1)] == ["DANGLING"]
    uri = client.open(TASK)
    assert client.diagnostics(uri, 1) == []
    assert client.end() == 0
