"""Completion: what a shell gets when it asks, and that it never gets an error."""

import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from cli_program import Program


def bash(program: Program, line: str) -> list[str]:
    """What bash is offered at the end of a line; it takes words apart at `=`."""
    words = line.replace("=", " = ").split() + ([""] if line.endswith((" ", "=")) and not line.endswith("=") else [])
    done = program(COMP_WORDS="\n".join(words), COMP_CWORD=str(len(words) - 1), _WMSGIT_COMPLETE="complete_bash")
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.fixture
def busy(tasks: Program) -> Program:
    """The three tasks, of which two people have one each, and a tag."""
    for name, owner in (("1", "Ann"), ("3", "Bob"), ("2", "Ann")):
        file = tasks.folder / f"records/tasks/WS-TASK-00{name}.yaml"
        file.write_text(f"{file.read_text()}assigned_to: {owner}\nlabels: [ops]\n")
    tasks.git("tag", "v1")
    return tasks


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("wmsgit ta", ["task"]),
        ("wmsgit task co", ["complete"]),
        ("wmsgit schema ", ["list", "show", "upgrade", "rename-kind"]),
        ("wmsgit task show WS-TASK-00", ["WS-TASK-001", "WS-TASK-003", "WS-TASK-002"]),
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
        ("wmsgit task list --columns id,sta", ["id,status", "id,state", "id,started_at"]),
        ("wmsgit log WS-TASK-001 --field prio", ["priority"]),
        ("wmsgit blame WS-TASK-001 --field prio", ["priority"]),
        ("wmsgit diff HE", ["HEAD"]),
        ("wmsgit diff HEAD..ma", ["HEAD..main"]),
        ("wmsgit diff main...v", ["main...v1"]),
        ("wmsgit diff v1 WS-TASK-001", ["WS-TASK-001"]),
        ("wmsgit task list assigned_to=A", ["Ann"]),
        ("wmsgit task list --assigned-to ", ["@me", "Ann", "Bob"]),
        ("wmsgit task list labels=", ["ops"]),
        ("wmsgit task set WS-TASK-001 assigned_to=@m", ["@me"]),
        ("wmsgit task set WS-TASK-001 notes=@rec", ["@records/"]),
        ("wmsgit task add x --description @records/w", ["@records/workspace.yaml"]),
        ("wmsgit note WS-TASK-001 @sch", ["@schemas/"]),
        ("wmsgit nonsense ", []),
        ("wmsgit task nonsense ", []),
        ("wmsgit task set WS-TASK-404 status=", []),
        ("wmsgit -C /nowhere task show ", []),
    ],
)
def test_bash_is_offered_what_fits(busy: Program, line: str, expected: list[str]) -> None:
    assert bash(busy, line) == expected


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
    assert bash(tasks, "wmsgit task show ") == ["WS-TASK-003", "WS-TASK-002"]
    assert bash(tasks, "wmsgit issue show ") == []


def test_scripts_name_both_programs(outside: Program) -> None:
    for shell in ("bash", "zsh", "fish"):
        shown = outside("--show-completion", shell).stdout
        assert "wms" in shown.replace("wmsgit", "")
        assert f"_WMSGIT_COMPLETE=complete_{shell}" in shown


def test_bash_script_is_taken_by_bash(tasks: Program, tmp_path: object) -> None:
    script = tasks("--show-completion", "bash").stdout
    subprocess.run(["bash", "--norc", "-n"], input=script.encode(), check=True, capture_output=True)


OF_ITS_OWN = """\
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""Starts a program in a session of its own, whose terminal its standard input is."""


def in_shell(program: Program, command: list[str], typed: str, awaited: str, folder: Path) -> str:
    """What a shell shows once `typed` is typed into it, up to the text that is awaited, without colours."""
    programs = folder / "bin"
    programs.mkdir()
    (programs / "wmsgit").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m wmsgit "$@"\n')
    (programs / "wmsgit").chmod(0o755)
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    environ = {**program.environ, "PATH": f"{programs}:{program.environ['PATH']}", "TERM": "xterm", "PS1": "$ "}
    process = subprocess.Popen(
        [sys.executable, "-c", OF_ITS_OWN, *command],
        cwd=program.folder,
        env=environ,
        stdin=follower,
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    os.write(leader, typed.encode())
    shown = ""
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            is_there = awaited in shown
            if not select.select([leader], [], [], 0.3 if is_there else 1)[0]:
                if is_there:
                    break
            else:
                shown += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", os.read(leader, 65536).decode("utf-8", "replace"))
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(leader)
    return shown


SHELLS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "--interactive"],
}


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_itself_lists_titles_and_open_records_first(tasks: Program, tmp_path: Path, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not on this machine")
    script = tmp_path / f"completion.{shell}"
    script.write_text(tasks("--show-completion", shell).stdout)
    first = "autoload -U compinit; compinit -u -D; " if shell == "zsh" else ""
    typed = f"{first}source {script}\nwmsgit task show WS-TASK-00\t\t"
    shown = in_shell(tasks, SHELLS[shell], typed, "Clean up", tmp_path)
    assert shown.rindex("Rotate the keys") < shown.rindex("Clean up"), shown
    assert shown.rindex("Ship it") < shown.rindex("Clean up"), shown


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("wmsgit task show ws-task-001\t", "task show WS-TASK-001"),
        ("wmsgit task set WS-TASK-001 notes=@records/w\t", "notes=@records/workspace.yaml"),
        ("wmsgit task add x --description @records/w\t", "--description @records/workspace.yaml"),
        ("wmsgit task set WS-TASK-001 'priority=H\t", "priority=HIGH"),
        ("wmsgit diff HEAD..ma\t", "diff HEAD..main"),
    ],
)
def test_bash_inserts_what_is_meant(tasks: Program, tmp_path: Path, line: str, expected: str) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(tasks("--show-completion", "bash").stdout)
    shown = in_shell(tasks, SHELLS["bash"], f"source {script}\n{line}\x01echo RESULT:\n", "RESULT:wmsgit", tmp_path)
    assert expected in shown.rpartition("RESULT:wmsgit")[2]


def test_a_completion_loads_no_more_than_it_needs(tasks: Program) -> None:
    tasks("task", "list")
    script = (
        "import sys\nfrom wmsgit.cli.main import main\n"
        "try:\n    main([])\nexcept SystemExit:\n    print(*sys.modules, file=sys.stderr)"
    )
    for line in ("wmsgit task show WS-", "wmsgit task list --columns ", "wmsgit task list assigned_to="):
        asked = {"COMP_LINE": line, "_WMSGIT_COMPLETE": "complete_bash"}
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=tasks.folder,
            env={**tasks.environ, **asked},
            capture_output=True,
            check=True,
        )
        loaded = set(done.stderr.decode().split())
        assert (
            loaded & {"git", "jsonschema", "yaml", "rich", "asyncio", "wmsgit.features.records.actions.write"} == set()
        )
