"""Names, options and arguments: what is not known is said with the nearest that is."""

import pytest
from cli_program import Program

import wmsgit


def test_version_is_printed(outside: Program) -> None:
    assert outside("--version").stdout == f"wmsgit {wmsgit.__version__}\n"


def test_help_lists_kinds_and_verbs_outside_a_workspace(outside: Program) -> None:
    shown = outside("--help").stdout
    for word in ("task", "adr", "init", "check", "import", "Example"):
        assert word in shown


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_no_command_is_a_usage_error_with_one_screen_of_commands(outside: Program, columns: str) -> None:
    done = outside(code=2, COLUMNS=columns)
    assert done.stdout == ""
    for words in ("task add", "Kinds of records: adr, ", "wmsgit --help", "a command is missing", "wmsgit init plane"):
        assert words in done.stderr
    assert columns == "40" or len(done.stderr.splitlines()) <= 31
    assert max(map(len, done.stderr.splitlines())) <= max(int(columns), 76)


def test_no_command_in_a_workspace_leads_to_what_is_there(tasks: Program) -> None:
    (tasks.folder / "schemas" / "drift.schema.json").unlink()
    shown = tasks(code=2).stderr
    assert "such as: wmsgit status" in shown
    assert "drift scan" not in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["tsk", "list"], "did you mean 'task'?"),
        (["chekc"], "did you mean 'check'?"),
        (["task", "complet", "1"], "did you mean 'complete'?"),
        (["schema", "lst"], "did you mean 'list'?"),
        (["task", "list", "--staus", "x"], "did you mean '--status'?"),
        (["--verson"], "did you mean '--version'?"),
        (["task", "list", "--format", "xml"], "xml"),
        (["task", "list", "--limit", "many"], "many"),
        (["task", "show"], "no record is named"),
        (["task", "note", "1"], "missing argument"),
        (["import", "jsn", "x"], "did you mean 'json'?"),
        (["import", "json", ".", "--timezone", "Mars/Olympus"], "no time zone"),
        (["import", "json", ".", "--map-repo", "old"], "OLD=NEW"),
        (["--show-completion", "tcsh"], "tcsh"),
    ],
)
def test_wrong_usage_exits_2_with_one_message(tasks: Program, words: list[str], said: str) -> None:
    done = tasks(*words, code=2)
    assert done.stdout == ""
    assert said in done.stderr
    assert len(done.stderr.splitlines()) <= 3


def test_wrong_directory_is_not_found(outside: Program) -> None:
    assert "no such directory" in outside("-C", "nowhere", "task", "list", code=4).stderr


def test_outside_a_workspace_commands_say_how_to_make_one(outside: Program) -> None:
    for words in (["task", "list"], ["check"], ["sql", "select 1"], ["task", "add", "x"], ["status"]):
        assert "wmsgit init" in outside(*words, code=4).stderr


def test_workspace_is_chosen_by_option_and_by_variable(outside: Program, tasks: Program) -> None:
    chosen = str(tasks.folder)
    assert outside("-C", chosen, "task", "list", "--format", "ids").stdout.split()[-1] == "WS-TASK-001"
    by_variable = outside("task", "list", "--format", "ids", WMSGIT_WORKSPACE=chosen).stdout
    assert "WS-TASK-001" in by_variable


def test_alias_of_a_kind_and_of_a_verb_stand_for_it(tasks: Program) -> None:
    assert "adr add" in tasks("decision", "add", "--help").stdout
    assert "wmsgit save" in tasks("commit", "--help").stdout


def test_kind_with_a_broken_schema_is_named_and_hides_no_other(tasks: Program) -> None:
    (tasks.folder / "schemas" / "risk.schema.json").write_text("{")
    assert "broken" in tasks("--help").stdout
    assert "risk.schema.json" in tasks("risk", "list", code=3).stderr
    assert "WS-TASK-001" in tasks("task", "list").stdout


def test_markup_and_escapes_of_a_schema_are_not_obeyed_in_the_help(tasks: Program) -> None:
    (tasks.folder / "schemas" / "risk.schema.json").write_text(
        '{"description": "[red]Bad[/red] \\u001b[31mthing", "properties": {"title": {"type": "string"}}}'
    )
    shown = tasks("--help").stdout
    assert "[red]Bad[/red] thing" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("option", [("-C", "x"), ("--no-cache",)])
def test_global_option_after_the_command_is_told_its_place(tasks: Program, option: tuple[str, ...]) -> None:
    errors = tasks("task", "list", *option, code=2).stderr
    assert f"{option[0]} stands before the command" in errors
    assert f"such as: wmsgit {option[0]} ... task list" in errors
