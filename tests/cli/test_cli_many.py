"""Much of one sort is told in groups: what an import spelled anew, many changes, equal findings, baselined ones."""

import json

from cli_program import Program


def test_an_import_of_many_rows_and_its_undo_are_told_in_groups(wmsgit: Program) -> None:
    rows = [{"id": f"OLD-{n:03d}", "title": f"T{n}", "status": "pending", "created": "2025-01-01"} for n in range(60)]
    older = wmsgit.folder.parent / "older"
    older.mkdir()
    (older / "WORKSPACE-TASKS.json").write_text(json.dumps(rows))
    shown = wmsgit("import", "json", "../older", "--dry-run", "--verbose")
    assert shown.stdout.count('created: "2025-01-01" became') == 60
    taken = wmsgit("import", "json", "../older")
    assert len((taken.stdout + taken.stderr).splitlines()) < 10
    assert "created of 60 rows" in taken.stdout
    undone = wmsgit("undo")
    assert len(undone.stderr.splitlines()) < 10
    assert "removed 60 tasks" in undone.stderr
    assert len(wmsgit("undo", "--verbose", "HEAD").stderr.splitlines()) > 60


def test_many_hand_edits_are_told_in_groups(tasks: Program) -> None:
    for number in range(30):
        (tasks.folder / f"records/tasks/X-{number}.yaml").write_text(
            f"title: T{number}\nstatus: pending\ncreated: 2026-01-01T00:00:00Z\nfoo: 1\n"
        )
    on_terminal = tasks.on_terminal("check", code=1)
    assert on_terminal.count("unknown field") == 1
    assert "(30: " in on_terminal
    assert tasks("check", code=1).stdout.count("unknown field") == 30  # what a program reads is whole
    for path in (tasks.folder / "records/tasks").glob("X-*.yaml"):
        path.write_text(path.read_text().replace("foo: 1\n", ""))
    assert len(tasks("save", "--dry-run", "--verbose").stderr.splitlines()) > 30
    assert "added 30 tasks" in tasks("save").stderr
