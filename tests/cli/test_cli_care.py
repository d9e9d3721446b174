"""`init`, `check`, `fmt`, `schema`, `hooks`, `doctor`, `setup`, `import`, `export`."""

import json
from pathlib import Path

import pytest
from cli_program import Program

LEGACY = Path(__file__).parent.parent / "exchange" / "legacy"


def test_init_lists_what_it_writes_and_a_second_run_changes_nothing(outside: Program) -> None:
    planned = outside("init", "plane", "--dry-run").stderr
    assert "records/workspace.yaml" in planned
    assert not (outside.folder / "plane").exists()
    outside("init", "plane")
    assert "nothing changed" in outside("init", "plane").stderr
    outside("init", "no/such/parent", code=6)


@pytest.mark.parametrize("format_name", ["text", "json", "github", "sarif"])
def test_check_fails_by_errors_and_by_warnings_only_when_strict(tasks: Program, format_name: str) -> None:
    done = tasks("check", "--format", format_name)
    assert "UNKNOWN-REPO" in done.stdout
    tasks("check", "--strict", "--format", format_name, code=1)
    path = tasks.folder / "records/tasks/WS-TASK-001.yaml"
    path.write_text(path.read_text().replace("pending", "pendng"))
    assert "did you mean 'pending'" in tasks("check", "--format", format_name, code=1).stdout
    tasks("check", "--format", format_name, "records/tasks/WS-TASK-002.yaml")
    if format_name in {"json", "sarif"}:
        json.loads(tasks("check", "--format", format_name, code=1).stdout)


def test_fmt_check_names_what_is_not_canonical_and_fmt_mends_it(tasks: Program) -> None:
    done = tasks("fmt", "--check", code=1)
    assert "records/tasks/WS-TASK-001.yaml" in done.stdout
    tasks("fmt", "records/tasks/WS-TASK-001.yaml")
    assert "WS-TASK-001" not in tasks("fmt", "--check", code=1).stdout
    tasks("fmt")
    assert tasks("fmt", "--check").stdout == ""
    assert tasks.git("status", "--porcelain") == ""


def test_schemas_are_listed_shown_and_up_to_date(wmsgit: Program) -> None:
    assert "workspace_tasks" in wmsgit("schema", "list").stdout
    assert json.loads(wmsgit("schema", "show", "decision").stdout)["title"] == "adr"
    assert "nothing changed" in wmsgit("schema", "upgrade").stderr
    wmsgit("schema", "show", "risk", code=4)


def test_hook_is_installed_and_taken_away(wmsgit: Program) -> None:
    assert wmsgit("hooks", "status").stdout.startswith("not installed")
    wmsgit("hooks", "install")
    assert wmsgit("hooks", "status").stdout.startswith("installed")
    assert "everything is as it should be" in wmsgit("doctor").stderr
    wmsgit("hooks", "uninstall")
    assert "pre-commit" in wmsgit("doctor", code=1).stdout
    assert "mended" in wmsgit("doctor", "--fix").stderr
    assert "nothing to do" in wmsgit("setup").stderr


def test_import_reports_and_a_second_run_changes_nothing(wmsgit: Program, tmp_path: Path) -> None:
    done = wmsgit("import", "json", str(LEGACY))
    assert "metadata" in done.stdout
    assert "66 task" in done.stderr
    assert "nothing changed" in wmsgit("import", "json", str(LEGACY)).stderr
    assert len(wmsgit("export", "json", str(tmp_path / "out")).stdout.splitlines()) == 4
    wmsgit("import", "json", str(tmp_path / "nowhere"), code=4)
