"""Quiet machinery: what is not written down, not said, and folded."""

from cli_program import Program

SETTINGS = "records/workspace.yaml"


def test_a_new_workspace_records_no_switches_of_context(tasks: Program) -> None:
    assert "contexts: false" in (tasks.folder / SETTINGS).read_text()
    tasks("repo", "add", "api")
    tasks("session", "start", "api")
    tasks("context", "set", "api")
    tasks("session", "end", "--no-edit")
    assert tasks("context", "list", "--format", "ids").stdout == ""
    assert "api" in tasks("context", "history").stdout


def test_a_workspace_without_the_setting_records_them_as_before(tasks: Program) -> None:
    file = tasks.folder / SETTINGS
    file.write_text(file.read_text().partition("record:")[0])
    tasks("save")
    tasks("repo", "add", "api")
    tasks("session", "start", "api")
    tasks("session", "end", "--no-edit")
    assert tasks("context", "list", "--format", "ids").stdout.startswith("CTX-")


def test_sessions_that_were_left_open_are_given_up(tasks: Program) -> None:
    tasks("repo", "add", "api")
    tasks("session", "start", "api")
    own = tasks("session", "current").stdout.strip()
    folder = tasks.folder / "records/sessions"
    for name, start in (("old", "2026-01-01T10:00:00Z"), ("new", "2999-01-01T10:00:00Z")):
        (folder / f"{name}.yaml").write_text(f"start_time: '{start}'\nstatus: in_progress\n")
    tasks("save")
    assert "status in_progress → abandoned" in tasks("session", "abandon", "--stale").stderr
    assert tasks("session", "list", "status=in_progress", "--format", "ids").stdout.split() == ["new", own]
    assert "no session was left open" in tasks("session", "abandon", "--stale").stderr
    tasks("session", "abandon", code=2)
    tasks("session", "abandon", "new")


def test_notes_after_one_another_are_one_line_of_the_log(tasks: Program) -> None:
    for number in range(7):
        tasks("task", "note", "1", f"note {number}")
    tasks("task", "approve", "1")
    tasks("task", "note", "1", "the last")
    shown = tasks("log", "WS-TASK-001").stdout
    assert "7 notes" in shown
    assert "note 3" not in shown
    assert "the last" in shown
    assert "note 3" in tasks("log", "WS-TASK-001", "--field", "comments").stdout
    assert tasks("log", "WS-TASK-001", "--format", "ids").stdout.count("\n") == 10


def test_the_check_of_the_hook_says_nothing_when_nothing_is_wrong(tasks: Program) -> None:
    for name in ("api", "web"):
        tasks("repo", "add", name)
    done = tasks("check", "--staged")
    assert (done.stdout, done.stderr) == ("", "")
    (tasks.folder / "records/tasks/WS-TASK-001.yaml").write_text("title: x\n")
    tasks.git("add", ".")
    assert "errors" in tasks("check", "--staged", code=1).stderr


def test_the_repositories_for_which_nothing_speaks_are_one_line(tasks: Program) -> None:
    for name in ("api", "lib", "web", "app", "doc"):
        tasks("repo", "add", name)
    errors = tasks("task", "add", "Unheard of", "--auto-repo", code=4).stderr
    assert errors.count("nothing speaks for") == 1
    assert "and 2 more" in errors


def test_a_project_that_uses_pre_commit_is_offered_an_entry_there(outside: Program) -> None:
    (outside.folder / "plane").mkdir()
    (outside.folder / "plane/.pre-commit-config.yaml").write_text("repos: []\n")
    assert "entry: wmsgit check --staged" in outside("init", "plane").stderr
    assert "entry:" not in outside("init", "other").stderr


def test_init_names_the_schemas_as_a_folder(outside: Program) -> None:
    assert "write  schemas/task.schema.json" in outside("init", "plane", "--dry-run").stderr
    said = outside("init", "plane").stderr
    assert "write  schemas/ (" in said
    assert "task.schema.json" not in said


def test_init_says_first_that_it_cannot(outside: Program) -> None:
    outside.git("init", "-q", "--bare", "store.git")
    for folder, code, reason in (
        ("store.git", 6, "bare repository"),
        ("", 2, "the folder has no name"),
        ("/proc/plane", 6, "cannot be made"),
    ):
        said = outside("init", folder, code=code).stderr
        assert reason in said
        assert "write" not in said.replace("written", "")
    assert not (outside.folder / "store.git" / ".git").exists()


def test_init_names_a_file_once(outside: Program) -> None:
    told = outside("init", "plane").stderr
    assert told.count("records/workspace.yaml") == 1
    assert told.count("schemas/") == 1
    assert told.splitlines()[-1].startswith("committed ")
    assert "nothing changed" in outside("init", "plane").stderr
    assert outside("init", "other", "--no-commit").stderr.splitlines()[-1] == "written, not committed"
