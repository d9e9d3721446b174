"""Plain forms are answered without the parser, and in every case as the parser answers."""

import subprocess
import sys

import pytest
from cli_program import Program

from wmsgit.cli.parser import plain, plain_completion

LINES = (
    "context show --format prompt",
    "show WS-TASK-001",
    "show ws-task-1 WS-TASK-003 --format json",
    "show WS-TASK-009 WS-TASK-001",
    "show WS-TASK-00",
    "show nothing --format ids",
    "show a/b",
    "show -",
    "show",
    "show WS-TASK-001 --format",
    "show WS-TASK-001 --format xml",
    "show WS-TASK-001 --format=yaml",
    "show WS-TASK-001 --color always",
    "show --at HEAD WS-TASK-001",
    "show WS-TASK-001 --at HEAD",
    "show WS-TASK-001 --at",
    "show WS-TASK-001 --at nothing",
    "show WS-TASK-001 --at HEAD --at HEAD~1",
    "show WS-TASK-001 --format --at HEAD",
    "show --at HEAD",
    "show -- WS-TASK-001",
    "task show 1",
    "task show 1 2 --format jsonl",
    "decision show ADR-001",
    "session show",
    "risk show 1",
    "task list",
    "task list --all",
    "task list --all=1",
    "task list status=pending priority=HIGH --format json",
    "task list --status pending --status closed --format csv",
    "task list --status=PENDING",
    "task list --status",
    "task list --status --all",
    "task list --repo api --sort -created --sort priority --format ids",
    "task list --repos-affected api --format=ids",
    "task list --repos_affected api",
    "task list --limit 1 --format ids",
    "task list --limit 0",
    "task list --limit -1",
    "task list --limit many",
    "task list --limit 1 --limit 2 --format ids",
    "task list --format JSON",
    "task list --format",
    "task list --columns id,title --format csv",
    "task list --where status='closed' --format ids",
    "task list --where nothing=1",
    "task list --where= --sort=",
    "task list --view mine",
    "task list --json",
    "task list --assignee ann",
    "task list --no-pager --format ids",
    "task list --at HEAD --format ids",
    "task list --format ids --at HEAD~1",
    "task list --all --at HEAD",
    "task list --at=HEAD",
    "task list --at -1",
    "task list --where --at HEAD",
    "task list --status= --at HEAD",
    "risk list --at HEAD",
    "list --at HEAD",
    "task list --csv safe",
    "task list --help",
    "task list -h",
    "task list word",
    "task list title=",
    "task list odd=1",
    "task list --odd 1",
    "task list -- status=pending",
    "task ls --format ids",
    "adr list",
    "decision list --format ids",
    "drift list",
    "milestone list",
    "risks list",
    "list list",
    "ui list",
    "schema list",
    "schema show",
    "TASK list",
    "-C . task list",
    "check",
    "check --strict",
    "check records",
    "check --at HEAD",
)


@pytest.mark.parametrize("line", LINES)
def test_plain_answer_is_the_parsers(tasks: Program, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    tasks("context", "set", "wmsgit", code=None)
    words = line.split(" ")
    ours = tasks(*words, code=None, COLUMNS="90")
    monkeypatch.setattr(plain, "answer", lambda *_: None)
    theirs = tasks(*words, code=None, COLUMNS="90")
    assert (ours.returncode, ours.stdout, ours.stderr) == (theirs.returncode, theirs.stdout, theirs.stderr)


WRITES = (
    "task set WS-TASK-001 next_step=x",
    "task set 1 ws-task-3 priority=low labels+=a notes=",
    "TASK set WS-TASK-001 next_step=x",
    "tasks set WS-TASK-001 next_step=x",
    "task set WS-TASK-001 status=pending",
    "task set WS-TASK-001 status=nothing",
    "task set WS-TASK-001 status=completed",
    "task set WS-TASK-001 id=WS-TASK-9",
    "task set WS-TASK-001 nothing=1",
    "task set WS-TASK-001 next-step=@me",
    "task set WS-TASK-001 next_step=@nowhere",
    "task set WS-TASK-001 =x",
    "task set WS-TASK-999 next_step=x",
    "task set ADR-001 next_step=x",
    "task set next_step=x",
    "task set WS-TASK-001",
    "task set",
    "task set WS-TASK-001 next_step=x --no-commit",
    "task set WS-TASK-001 next_step=x -m why",
    "task set -m a=b 1 next_step=x",
    "task set WS-TASK-001 next_step=x -m a -m b",
    "task set WS-TASK-001 -m next_step=x",
    "task set WS-TASK-001 next_step=x -m",
    "task set WS-TASK-001 next_step=x -m -x",
    "task set WS-TASK-001 next_step=x -m ",
    "task set WS-TASK-001 --next-step x",
    "task set WS-TASK-001 next_step=x --at HEAD",
    "task set WS-TASK-001 next_step=x --dry-run",
    "task set -- WS-TASK-001 next_step=x",
    "task set - next_step=x",
    "set WS-TASK-001 next_step=x",
    "set set WS-TASK-001 next_step=x",
    "decision set ADR-001 title=x",
    "context set next_step=x",
    "-C . task set WS-TASK-001 next_step=x",
)


@pytest.mark.parametrize("line", WRITES)
def test_plain_write_is_the_parsers(tasks: Program, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    before = tasks.git("rev-parse", "HEAD").strip()
    outcomes = []
    for answered in (plain.answer, lambda *_: None):
        monkeypatch.setattr(plain, "answer", answered)
        done = tasks(*line.split(" "), code=None, stdin="WS-TASK-001\n")
        commit = tasks.git("rev-parse", "HEAD")[:10]
        left = tasks.git("log", "--format=%T %B", f"{before}.."), tasks.git("status", "--porcelain"), tasks.git("diff")
        outcomes.append((done.returncode, done.stdout, done.stderr.replace(commit, "COMMIT"), *left))
        tasks.git("reset", "--quiet", "--hard", before)
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize(
    "line",
    [
        "show WS-TASK-001", "task list", "task show 1", "task list --at HEAD", "decision list --format ids", "check",
        "task set WS-TASK-001 WS-TASK-003 next_step=x notes=", "task set WS-TASK-001 next_step=x -m why",
    ],
)  # fmt: skip
def test_everyday_forms_are_plain(tasks: Program, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setattr("wmsgit.cli.invocation.invoke", lambda *_: pytest.fail("the parser was asked"))
    tasks(*line.split(" "))


def test_a_field_of_a_name_of_an_option_is_left_to_it(tasks: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tasks.folder / "schemas" / "task.schema.json"
    path.write_text(
        path.read_text().replace('"notes":', '"limit": {"type": "string"}, "all": {"type": "string"}, "notes":', 1)
    )
    for words in (("--limit", "1"), ("--all",), ("--all", "x"), ("limit=1",)):
        with monkeypatch.context() as patch:
            ours = tasks("task", "list", *words, code=None)
            patch.setattr(plain, "answer", lambda *_: None)
            assert ours == tasks("task", "list", *words, code=None)


@pytest.mark.parametrize(
    "line",
    [
        "wmsgit show ", "wmsgit show ws-", "wmsgit task show WS-TASK-00", "wmsgit set WS-", "wmsgit task set ",
        "wmsgit task rm x", "wmsgit decision edit ", "wmsgit session show ", "wmsgit task note WS-TASK-001 ",
        "wmsgit task set status=", "wmsgit task show --", "wmsgit task show @", "wmsgit tusk show ",
        "wmsgit drift show ", "wmsgit repo show ", "wmsgit show WS-TASK-001 ", "wmsgit note ",
        "wmsgit task show 1", "wmsgit show 2", "wmsgit task set WS-TASK-001 ", "wmsgit task set 1 status=",
        "wmsgit task list ", "wmsgit task list assigned_to=", "wmsgit task add x mile", "wmsgit task complete ",
        "wmsgit task reopen 2", "wmsgit task complete 1 assigned_to=@", "wmsgit diff ", "wmsgit diff ma",
        "wmsgit diff HEAD..ma", "wmsgit diff HEAD WS-", "wmsgit log ", "wmsgit log WS-TASK-001 ", "wmsgit blame ws",
        "wmsgit task tick ", "wmsgit repo list ", "wmsgit drift list sta", "wmsgit context set ", "wmsgit diff @",
        "wmsgit log @", "wmsgit set 1 status=",
    ],
)  # fmt: skip
def test_plain_completion_is_the_parsers(tasks: Program, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    asked = {"_TYPER_COMPLETE_ARGS": line, "_WMSGIT_COMPLETE": "complete_fish"}
    ours = tasks(code=None, **asked)
    monkeypatch.setattr(plain_completion, "plain_candidates", lambda *_: None)
    assert ours.stdout == tasks(code=None, **asked).stdout


def test_a_broken_schema_is_worded_as_by_the_parser(tasks: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    (tasks.folder / "schemas" / "issue.schema.json").write_text("{")
    results = []
    for answered in (plain.answer, lambda *_: None):
        monkeypatch.setattr(plain, "answer", answered)
        results.append([tasks(*words, code=None) for words in (("issue", "list"), ("task", "list"), ("show", "x"))])
    assert results[0] == results[1]


@pytest.mark.parametrize(
    "words",
    [
        ("context", "show", "--format", "prompt"), ("task", "list"), ("show", "WS-TASK-001"), ("check",),
        ("task", "set", "WS-TASK-001", "next_step=x"),
    ],
)  # fmt: skip
def test_plain_forms_load_no_parser(tasks: Program, words: tuple[str, ...]) -> None:
    script = (
        "import sys\nfrom wmsgit.cli.main import main\ntry:\n    main()\nfinally:\n    print('typer' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=tasks.folder, env=dict(tasks.environ), capture_output=True, check=True, text=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "False"
