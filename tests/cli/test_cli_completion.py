"""Completion: what a shell gets when it asks, and that it never gets an error."""

import pytest
from cli_program import Program


def bash(program: Program, line: str) -> list[str]:
    """What bash is offered at the end of a line; it takes words apart at `=`."""
    words = line.replace("=", " = ").split() + ([""] if line.endswith((" ", "=")) and not line.endswith("=") else [])
    done = program(COMP_WORDS="\n".join(words), COMP_CWORD=str(len(words) - 1), _WMSGIT_COMPLETE="complete_bash")
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("wmsgit ta", ["task"]),
        ("wmsgit task co", ["complete"]),
        ("wmsgit schema ", ["list", "show", "upgrade", "rename-kind"]),
        ("wmsgit task show WS-TASK-00", ["WS-TASK-001", "WS-TASK-002", "WS-TASK-003"]),
        ("wmsgit task show ws-task-001", ["WS-TASK-001"]),
        ("wmsgit show WS-TASK-001 WS-TASK-003", ["WS-TASK-003"]),
        ("wmsgit task reopen ", ["WS-TASK-002"]),
        ("wmsgit task list --prio", ["--priority"]),
        ("wmsgit task list --priority ", ["CRITICAL", "HIGH", "MEDIUM", "LOW"]),
        ("wmsgit task list --priority=H", ["HIGH"]),
        ("wmsgit task list --format js", ["json", "jsonl"]),
        ("wmsgit task list mile", ["milestone="]),
        ("wmsgit task list priority=", ["CRITICAL", "HIGH", "MEDIUM", "LOW"]),
        ("wmsgit task set WS-TASK-001 prio", ["priority="]),
        ("wmsgit task set WS-TASK-001 priority=H", ["HIGH"]),
        ("wmsgit task set WS-TASK-002 status=", ["pending"]),
        ("wmsgit set WS-TASK-002 status=", ["pending"]),
        ("wmsgit task add New dependencies+=WS-TASK-001", ["WS-TASK-001"]),
        ("wmsgit task block WS-TASK-001 --on WS-TASK-003", ["WS-TASK-003"]),
        ("wmsgit search x --kind deci", []),
        ("wmsgit search x --kind dri", ["drift"]),
        ("wmsgit nonsense ", []),
        ("wmsgit task nonsense ", []),
        ("wmsgit task set WS-TASK-404 status=", []),
        ("wmsgit -C /nowhere task show ", []),
    ],
)
def test_bash_is_offered_what_fits(tasks: Program, line: str, expected: list[str]) -> None:
    assert bash(tasks, line) == expected


def test_zsh_and_fish_get_titles_without_what_a_shell_would_eat(tasks: Program) -> None:
    tasks("task", "set", "1", 'title=It\'s $(rm) `x` "q" [bold] a:b \\ (c)')
    line = "wmsgit task show WS-TASK-001"
    zsh = tasks(_WMSGIT_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS=line).stdout
    assert zsh.startswith('_arguments \'*: :(("WS-TASK-001":"It')
    inner = zsh.removeprefix("_arguments '").rstrip().removesuffix("'")
    assert not set(inner) & set("'$`\\")
    fish = tasks(
        _WMSGIT_COMPLETE="complete_fish", _TYPER_COMPLETE_ARGS=line, _TYPER_COMPLETE_FISH_ACTION="get-args"
    ).stdout
    assert fish.startswith("WS-TASK-001\tIt's $(rm)")
    for words, code in ((line, 0), ("wmsgit nonsense ", 1)):
        asked = {"_TYPER_COMPLETE_ARGS": words, "_TYPER_COMPLETE_FISH_ACTION": "is-args"}
        tasks(code=code, _WMSGIT_COMPLETE="complete_fish", **asked)


@pytest.mark.parametrize(
    "environ",
    [
        {"_WMSGIT_COMPLETE": "complete_bash"},
        {"_WMSGIT_COMPLETE": "complete_bash", "COMP_WORDS": "wmsgit 'task", "COMP_CWORD": "x"},
        {"_WMSGIT_COMPLETE": "complete_tcsh", "_TYPER_COMPLETE_ARGS": "wmsgit ta"},
        {"_WMSGIT_COMPLETE": "nonsense"},
        {"_WMS_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "wms 'ta"},
    ],
)
def test_odd_questions_get_no_error(outside: Program, environ: dict[str, str]) -> None:
    assert outside(**environ).stderr == ""


def test_broken_workspace_gets_no_error(tasks: Program) -> None:
    (tasks.folder / "records/tasks/WS-TASK-001.yaml").write_bytes(b"\xff: [")
    (tasks.folder / "schemas/issue.schema.json").write_text("{")
    assert bash(tasks, "wmsgit task show ") == ["WS-TASK-002", "WS-TASK-003"]
    assert bash(tasks, "wmsgit issue show ") == []


def test_scripts_name_both_programs(outside: Program) -> None:
    for shell in ("bash", "zsh", "fish"):
        shown = outside("--show-completion", shell).stdout
        assert "wms" in shown.replace("wmsgit", "")
        assert f"_WMSGIT_COMPLETE=complete_{shell}" in shown


def test_bash_script_is_taken_by_bash(tasks: Program, tmp_path: object) -> None:
    import subprocess

    script = tasks("--show-completion", "bash").stdout
    subprocess.run(["bash", "--norc", "-n"], input=script.encode(), check=True, capture_output=True)
