"""What changes below the server: schemas and settings that break and heal, branches, files, folders, members."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from git_output import git
from in_process import run_here
from lsp_client import RawClient
from lsp_desk import ENVIRON

TASK = "records/tasks/WS-TASK-002.yaml"
FIRST = "records/tasks/WS-TASK-001.yaml"
SCHEMA = "schemas/task.schema.json"
SETTINGS = "records/workspace.yaml"


@pytest.fixture(scope="module")
def client(plane: Path) -> Iterator[RawClient]:
    """One client for the module."""
    client = RawClient(plane, ENVIRON)
    yield client
    assert client.end() == 0


def save(client: RawClient, path: str, text: str) -> str:
    """Write a file as an editor does, and say so."""
    client.notes.clear()
    (client.folder / path).write_text(text)
    uri = (client.folder / path).as_uri()
    client.tell("textDocument/didSave", {"textDocument": {"uri": uri}})
    return uri


def until(client: RawClient, uri: str, codes: list[str]) -> list[Any]:
    """Wait until exactly these codes are said of a file."""
    wanted = sorted(codes)
    told = client.wait_for(
        "textDocument/publishDiagnostics",
        lambda p: p["uri"] == uri and sorted(item["code"] for item in p["diagnostics"]) == wanted,
    )
    return list(told["diagnostics"])


def test_schema_that_breaks_and_heals(client: RawClient) -> None:
    uri = client.open(SCHEMA)
    whole = (client.folder / SCHEMA).read_text()
    save(client, SCHEMA, whole[:-5])
    broken = until(client, uri, ["BROKEN-SCHEMA"])
    assert broken[0]["severity"] == 1
    task = client.open(TASK)
    place = client.at(task, 7, 6)
    client.ask("textDocument/hover", place)
    save(client, SCHEMA, whole)
    until(client, uri, [])
    assert "Move the keyring" in client.ask("textDocument/hover", place)["contents"]["value"]


def test_schema_that_gains_a_field_changes_what_is_said(client: RawClient) -> None:
    whole = (client.folder / SCHEMA).read_text()
    task = client.open(TASK, (client.folder / TASK).read_text() + "colour: red\n", 2)
    until(client, task, ["SCHEMA"])
    save(client, SCHEMA, whole.replace('"properties": {', '"properties": {"colour": {"type": "string"},', 1))
    until(client, task, [])
    save(client, SCHEMA, whole)
    until(client, task, ["SCHEMA"])
    client.tell("textDocument/didClose", {"textDocument": {"uri": task}})


def test_settings_that_break_and_heal_while_they_are_typed(client: RawClient) -> None:
    whole = (client.folder / SETTINGS).read_text()
    uri = client.open(SETTINGS)
    client.change(uri, 2, [{"text": whole + "colour: red\n"}])
    found = client.diagnostics(uri, 2)
    assert [item["code"] for item in found] == ["SCHEMA"]
    assert found[0]["range"]["start"] == {"line": whole.count("\n"), "character": 0}
    client.change(uri, 3, [{"text": whole}])
    assert client.diagnostics(uri, 3) == []


def test_branch_that_is_switched_below_the_server(client: RawClient) -> None:
    folder = client.folder
    git(folder, "switch", "-q", "-c", "other", environ=ENVIRON)
    (folder / FIRST).unlink()
    git(folder, "commit", "-q", "-am", "without the first", environ=ENVIRON)
    uri = (folder / TASK).as_uri()
    until(client, uri, ["DANGLING"])
    git(folder, "switch", "-q", "main", environ=ENVIRON)
    until(client, uri, [])


def test_file_that_comes_and_goes_without_a_word(client: RawClient) -> None:
    stray = client.folder / "records/tasks/notes.txt"
    stray.write_text("x")
    until(client, stray.as_uri(), ["STRAY"])
    stray.unlink()
    until(client, stray.as_uri(), [])


def test_file_renamed_by_the_client(client: RawClient) -> None:
    old, new = client.folder / FIRST, client.folder / "records/tasks/WS-TASK-060.yaml"
    old.rename(new)
    files = [{"oldUri": old.as_uri(), "newUri": new.as_uri()}]
    client.tell("workspace/didRenameFiles", {"files": files})
    until(client, new.as_uri(), ["NAME"])
    until(client, (client.folder / TASK).as_uri(), ["DANGLING"])
    new.rename(old)
    client.tell("workspace/didDeleteFiles", {"files": [{"uri": new.as_uri()}]})
    client.tell("workspace/didCreateFiles", {"files": [{"uri": old.as_uri()}]})
    until(client, (client.folder / TASK).as_uri(), [])


def test_second_folder_is_a_workspace_of_its_own(client: RawClient, tmp_path: Path) -> None:
    run_here(("init", "second"), tmp_path, ENVIRON)
    run_here(("task", "add", "Elsewhere"), tmp_path / "second", ENVIRON)
    folder = {"uri": (tmp_path / "second").as_uri(), "name": "second"}
    event = {"added": [folder], "removed": []}
    client.tell("workspace/didChangeWorkspaceFolders", {"event": event})
    names = [item["name"] for item in client.ask("workspace/symbol", {"query": "WS-TASK-001"})]
    assert names == ["WS-TASK-001 Move the keyring", "WS-TASK-001 Elsewhere"]
    client.tell("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [folder]}})
    assert len(client.ask("workspace/symbol", {"query": "WS-TASK-001"})) == 1


def test_members_file_shows_the_last_scans_findings_and_records(client: RawClient) -> None:
    member = client.folder.parent / "core"
    member.mkdir()
    git(member, "init", "-q", environ=ENVIRON)
    git(member, "commit", "-q", "--allow-empty", "-m", "first", environ=ENVIRON)
    code = member / "keys.py"
    code.write_text("import os\n# see WS-TASK-001 for why\n")
    run_here(("repo", "add", "../core", "--no-commit"), client.folder, ENVIRON)
    drift = client.folder / "records/drift/DRIFT-0a1b2c3d.yaml"
    drift.parent.mkdir()
    drift.write_text(
        "repo: core\nviolation_type: forbidden_import\nseverity: HIGH\nfile_path: keys.py\nline: 1\nstatus: open\n"
        "detected_at: 2026-11-28T10:00:00Z\ndetected_rule: ADR-001/no-os\nviolation_details: os is imported\n"
        "fingerprint: 0a1b2c3d\n"
    )
    client.tell("workspace/didCreateFiles", {"files": [{"uri": drift.as_uri()}]})
    uri = client.open(str(code))
    found = client.diagnostics(uri, 1)
    while not found:
        found = client.diagnostics(uri, 1)
    assert [(item["code"], item["range"]["start"]["line"]) for item in found] == [("ADR-001/no-os", 0)]
    assert found[0]["message"] == "os is imported (Keys stay here; DRIFT-0a1b2c3d)"
    assert "Move the keyring" in client.ask("textDocument/hover", client.at(uri, 1, 10))["contents"]["value"]
    target = client.ask("textDocument/definition", client.at(uri, 1, 10))
    assert target["uri"] == (client.folder / FIRST).as_uri()
    other = member / "lock.py"
    other.write_text("x = '\U0001f511'  # WS-TASK-001\n# WS-TASK-001-b and WS-TASK-0011 are others\n")
    git(member, "add", "lock.py", environ=ENVIRON)
    client.tell("workspace/didChangeConfiguration", {"settings": {"wmsgit": {"codeReferences": True}}})
    asked = {**client.at(uri, 1, 10), "context": {"includeDeclaration": False}}
    named = [item for item in client.ask("textDocument/references", asked) if item["uri"] == other.as_uri()]
    assert [item["range"]["start"] for item in named] == [{"line": 0, "character": 12}]
    client.tell("workspace/didChangeConfiguration", {"settings": {"wmsgit": {}}})
    assert other.as_uri() not in [item["uri"] for item in client.ask("textDocument/references", asked)]
    record = client.open("records/drift/DRIFT-0a1b2c3d.yaml")
    back = client.ask("textDocument/definition", client.at(record, 3, 13))
    assert back["uri"] == uri
    assert back["range"]["start"]["line"] == 0
    line = {"start": {"line": 0, "character": 2}, "end": {"line": 0, "character": 2}}
    asked = {"textDocument": {"uri": uri}, "range": line, "context": {"diagnostics": found}}
    actions = client.ask("textDocument/codeAction", asked)
    waive, baseline = actions
    assert waive["title"].startswith("Waive DRIFT-0a1b2c3d until 20")
    assert [item["message"] for item in waive["diagnostics"]] == [found[0]["message"]]
    edit = waive["edit"]["documentChanges"][0]
    assert edit["textDocument"]["uri"] == drift.as_uri()
    assert edit["edits"][0]["newText"].startswith("waiver:\n  owner: ")
    assert baseline["title"] == "Add DRIFT-0a1b2c3d to the baseline of core"
    made, filled = baseline["edit"]["documentChanges"]
    path = Path(unquote(made["uri"]).removeprefix("file://"))
    path.parent.mkdir()
    path.write_text(filled["edits"][0]["newText"])
    client.tell("workspace/didCreateFiles", {"files": [{"uri": made["uri"]}]})
    until(client, uri, [])
    checked = run_here(("check", "records/baselines", "--fmt"), client.folder, ENVIRON)
    assert (checked.returncode, checked.stdout) == (0, "")
