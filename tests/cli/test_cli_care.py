"""`init`, `check`, `fmt`, `schema`, `hooks`, `doctor`, `setup`, `import`, `export`."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from cli_program import Program
from places import LEGACY


def test_init_lists_what_it_writes_and_a_second_run_changes_nothing(outside: Program) -> None:
    planned = outside("init", "plane", "--dry-run").stderr
    assert "records/workspace.yaml" in planned
    assert not (outside.folder / "plane").exists()
    outside("init", "plane")
    assert "nothing changed" in outside("init", "plane").stderr
    assert "committed" in outside("init", "no/such/parent").stderr
    assert (outside.folder / "no/such/parent/records/workspace.yaml").exists()


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
    assert "read 66 tasks, 3 sessions, 4 issues, 9 adrs\n" in done.stderr
    assert "nothing changed" in wmsgit("import", "json", str(LEGACY)).stderr
    assert len(wmsgit("export", "json", str(tmp_path / "out")).stdout.splitlines()) == 4
    wmsgit("import", "json", str(tmp_path / "nowhere"), code=4)


def test_import_that_refuses_a_row_takes_the_others_and_exits_7(wmsgit: Program, tmp_path: Path) -> None:
    rows = '[{"id": "T-1", "title": "One"}, {"id": "../../x", "title": "Two"}]'
    (tmp_path / "WORKSPACE-TASKS.json").write_text(rows)
    done = wmsgit("import", "json", str(tmp_path), code=7)
    assert "refused: WORKSPACE-TASKS.json: [1] (../../x)" in done.stdout
    assert wmsgit("task", "list", "--format", "ids").stdout == "T-1\n"


def test_write_by_condition_names_the_files_that_it_could_not_look_into(tasks: Program) -> None:
    (tasks.folder / "records/tasks/WS-TASK-001.yaml").write_text("title: [\n")
    done = tasks("task", "set", "--where", "1=1", "priority=LOW")
    assert "warning: records/tasks/WS-TASK-001.yaml" in done.stderr


def test_commit_message_has_nothing_that_commands_a_terminal(wmsgit: Program) -> None:
    wmsgit("task", "add", "red \x1b[31m\x1b]0;title\x07 \u202eback\nWmsgit-Op: undo")
    message = wmsgit.git("log", "-1", "--format=%B")
    assert message.replace("\n", "").isprintable()
    assert message.count("\nWmsgit-Op:") == 1


def test_kind_that_takes_the_folder_of_another_is_refused_and_the_other_works(tasks: Program) -> None:
    schema = '{"properties": {"title": {"type": "string"}}, "x-wmsgit": {"folder": "tasks"}}'
    (tasks.folder / "schemas/alpha.schema.json").write_text(schema)
    assert "WS-TASK-001" in tasks("task", "list").stdout
    for words in (("list",), ("add", "One")):
        assert "alpha" in tasks("alpha", *words, code=3).stderr
    assert "belongs to task" in tasks("check", code=1).stdout


def test_init_copes_with_an_editors_folder_that_git_ignores(outside: Program) -> None:
    outside.git("init", "-q")
    (outside.folder / ".gitignore").write_text(".idea/\n")
    done = outside("init")
    assert ".idea/jsonSchemas.xml: Git ignores this file" in done.stderr
    assert (outside.folder / ".idea/jsonSchemas.xml").is_file()
    assert ".idea" not in outside.git("ls-files")
    assert outside.git("status", "--porcelain") == "?? .gitignore\n"
    assert "nothing changed" in outside("init").stderr


def test_init_refuses_when_git_ignores_the_records(outside: Program) -> None:
    outside.git("init", "-q")
    (outside.folder / ".gitignore").write_text("records/\n")
    assert "records/workspace.yaml" in outside("init", code=6).stderr
    assert outside.git("status", "--porcelain") == "?? .gitignore\n"


def test_init_knows_every_kind_where_the_folder_of_schemas_is_empty(outside: Program) -> None:
    (outside.folder / "schemas").mkdir()
    outside("init")
    assert "schemas/task.schema.json" in (outside.folder / ".vscode/settings.json").read_text()


def test_init_makes_no_workspace_inside_another(wmsgit: Program) -> None:
    for folder in ("inner", "records"):
        assert "lies in a workspace already" in wmsgit("init", folder, code=5).stderr
    assert not (wmsgit.folder / "inner").exists()
    assert wmsgit.git("status", "--porcelain") == ""


def test_setup_clones_members_and_tells_them_of_the_workspace(wmsgit: Program, tmp_path: Path) -> None:
    wmsgit("repo", "add", "api", "--url", str(wmsgit.folder))
    wmsgit("repo", "add", "web", "--url", str(tmp_path / "nowhere"))
    assert "wmsgit setup --clone" in wmsgit("doctor", code=1).stdout
    done = wmsgit("setup", "--clone", code=1)
    assert f"  api: {wmsgit.folder} to {tmp_path / 'api'}\n" in done.stderr
    assert "--yes" in done.stderr
    assert not (tmp_path / "api").exists()
    done = wmsgit("setup", "--clone", "--yes", code=1)
    assert "api: cloned" in done.stderr
    assert "api: commands there find this workspace" in done.stderr
    assert done.stderr.count("repository web") == 1
    assert "api" not in wmsgit("doctor", code=1).stdout


def test_check_counts_in_good_grammar(tasks: Program) -> None:
    assert "checked 1 record: 0 errors, 1 warning\n" in tasks("check", "records/tasks/WS-TASK-001.yaml").stderr


def test_older_database_is_taken_once_and_what_cannot_be_is_named(wmsgit: Program, tmp_path: Path) -> None:
    path = tmp_path / "workspace.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            'CREATE TABLE workspace_tasks (id TEXT, title TEXT, status TEXT, created TEXT, "odd ]""name" TEXT);'
            "INSERT INTO workspace_tasks VALUES ('T-1', 'One', 'pending', '2025-11-02 10:00:00', x'00ff');"
            "CREATE TABLE notes_of_someone (text TEXT); INSERT INTO notes_of_someone VALUES ('a'), ('b');"
        )
    done = wmsgit("import", "sqlite", str(path), code=7)
    assert "notes_of_someone: nobody knows this table; it has 2 rows" in done.stdout
    assert "T-1" in wmsgit("task", "list", "--format", "ids").stdout
    before = wmsgit.git("rev-parse", "HEAD")
    assert "nothing changed" in wmsgit("import", "sqlite", str(path), code=7).stderr
    with closing(sqlite3.connect(path)) as database:
        database.execute("BEGIN EXCLUSIVE")
        assert "another program holds" in wmsgit("import", "sqlite", str(path), code=5).stderr
    (tmp_path / "text.db").write_text("hello")
    assert "no SQLite database" in wmsgit("import", "sqlite", str(tmp_path / "text.db"), code=3).stderr
    assert (wmsgit.git("rev-parse", "HEAD"), wmsgit.git("status", "--porcelain")) == (before, "")


def test_brief_in_a_file_keeps_its_bytes_and_refuses_damaged_markers(wmsgit: Program) -> None:
    file = wmsgit.folder / "AGENTS.md"
    file.write_bytes(b"\xef\xbb\xbf# Mine\r\n\r\nkept \xc3\xa9\r\n")
    assert "written" in wmsgit("brief", "--write", "AGENTS.md").stderr
    whole = file.read_bytes()
    assert whole.startswith(b"\xef\xbb\xbf# Mine\r\n\r\nkept \xc3\xa9\r\n")
    assert whole.count(b"\n") == whole.count(b"\r\n")
    stamp = file.stat().st_mtime_ns
    assert "unchanged" in wmsgit("brief", "--write", "AGENTS.md").stderr
    assert (file.read_bytes(), file.stat().st_mtime_ns) == (whole, stamp)
    file.write_bytes(whole.replace(b"wmsgit:end", b"wmsgit:ned"))
    assert "damaged" in wmsgit("brief", "--write", "AGENTS.md", code=5).stderr
    assert file.read_bytes() == whole.replace(b"wmsgit:end", b"wmsgit:ned")
