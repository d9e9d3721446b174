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
    (tasks.folder / "records/issues").mkdir()
    for name in ("ISSUE-001", "ISSUE-004"):
        issue = f"id: {name}\ntitle: Slow\nseverity: LOW\nstatus: open\n"
        (tasks.folder / f"records/issues/{name}.yaml").write_text(issue)
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
        ("wmsgit task show 1", ["WS-TASK-001"]),
        ("wmsgit task show 01", ["WS-TASK-001"]),
        ("wmsgit show task-3", ["WS-TASK-003"]),
        ("wmsgit show 2", ["WS-TASK-002"]),
        ("wmsgit show 1", ["ISSUE-001", "WS-TASK-001"]),
        ("wmsgit show 4", ["ISSUE-004"]),
        ("wmsgit task complete 2", []),
        ("wmsgit task set 1 dependencies+=3", ["WS-TASK-003"]),
        ("wmsgit task show 9", []),
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


HOSTILE = 'It\'s <b>[x]</b> $(rm) `x` "q" a:b \\ (c) 100% {y} ~ # ! | &'


def test_fish_gets_titles_as_they_are(tasks: Program) -> None:
    tasks("task", "set", "1", f"title={HOSTILE}")
    line = "wmsgit task show WS-TASK-001"
    fish = tasks(
        _WMSGIT_COMPLETE="complete_fish", _TYPER_COMPLETE_ARGS=line, _TYPER_COMPLETE_FISH_ACTION="get-args"
    ).stdout
    assert fish == f"WS-TASK-001\t{HOSTILE}\n"
    for words, code in ((line, 0), ("wmsgit nonsense ", 1)):
        asked = {"_TYPER_COMPLETE_ARGS": words, "_TYPER_COMPLETE_FISH_ACTION": "is-args"}
        tasks(code=code, _WMSGIT_COMPLETE="complete_fish", **asked)


@pytest.mark.parametrize("called", ['eval "$(asked)"', "eval $(asked)"], ids=["script of today", "an older script"])
def test_zsh_evaluates_titles_to_what_they_are(tasks: Program, called: str) -> None:
    if shutil.which("zsh") is None:
        pytest.skip("zsh is not on this machine")
    tasks("task", "set", "1", f"title={HOSTILE}")
    tasks("task", "set", "3", "title=Ship: $HOME")
    code = tasks(_WMSGIT_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS="wmsgit task show WS-TASK-00").stdout
    script = f"_describe() {{ print -rl -- $@ ${{(P)3}} }}; asked() {{ print -r -- $CODE }}; f() {{ {called} }}; f"
    shown = subprocess.run(
        ["zsh", "-f", "-c", script], env={**tasks.environ, "CODE": code}, capture_output=True, check=True
    )
    escaped = HOSTILE.replace("\\", "\\\\").replace(":", "\\:")
    records = [f"WS-TASK-001:{escaped}", "WS-TASK-003:Ship\\: $HOME", "WS-TASK-002:Clean up"]
    assert shown.stdout.decode().splitlines() == ["-V", "words", "words", "-U", *records]
    assert shown.stderr == b""


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


def sourced(program: Program, folder: Path, shell: str) -> str:
    """The line that makes a shell complete wmsgit's words."""
    script = folder / f"completion.{shell}"
    script.write_text(program("--show-completion", shell).stdout)
    return (
        f"bindkey -e; autoload -U compinit; compinit -u -D; source {script}" if shell == "zsh" else f"source {script}"
    )


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_itself_lists_titles_and_open_records_first(tasks: Program, tmp_path: Path, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not on this machine")
    typed = f"{sourced(tasks, tmp_path, shell)}\nwmsgit task show WS-TASK-00\t\t"
    shown = in_shell(tasks, SHELLS[shell], typed, "Clean up", tmp_path)
    assert shown.rindex("Rotate the keys") < shown.rindex("Clean up"), shown
    assert shown.rindex("Ship it") < shown.rindex("Clean up"), shown


@pytest.mark.parametrize(
    ("shell", "line", "expected"),
    [
        ("zsh", "wmsgit task set WS-TASK-001 prio\t", "priority="),
        ("zsh", "wmsgit task show 3\t", "task show WS-TASK-003"),
        ("fish", "wmsgit task show 3\t", "task show WS-TASK-003"),
        ("bash", "wmsgit task show 3\t", "task show WS-TASK-003"),
        ("bash", "wmsgit task show ws-task-001\t", "task show WS-TASK-001"),
        ("bash", "wmsgit task set WS-TASK-001 notes=@records/w\t", "notes=@records/workspace.yaml"),
        ("bash", "wmsgit task add x --description @records/w\t", "--description @records/workspace.yaml"),
        ("bash", "wmsgit task set WS-TASK-001 'priority=H\t", "priority=HIGH"),
        ("bash", "wmsgit diff HEAD..ma\t", "diff HEAD..main"),
    ],
)
def test_the_shell_inserts_what_is_meant(tasks: Program, tmp_path: Path, shell: str, line: str, expected: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not on this machine")
    typed = f"{sourced(tasks, tmp_path, shell)}\n{line}\x01echo RESULT:\n"
    shown = in_shell(tasks, SHELLS[shell], typed, "RESULT:wmsgit", tmp_path)
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


def test_bash_leaves_a_number_that_several_ids_have(busy: Program) -> None:
    """Bash puts what all candidates begin with in the place of the word: `WS-` here, and the number would be lost."""
    schema = busy.folder / "schemas" / "issue.schema.json"
    schema.write_text(schema.read_text().replace('"ISSUE-', '"WS-ISSUE-').replace("^ISSUE-", "^WS-ISSUE-"))
    for file in (busy.folder / "records/issues").iterdir():
        file.with_name(f"WS-{file.name}").write_text(file.read_text().replace("id: ", "id: WS-"))
        file.unlink()
    assert bash(busy, "wmsgit show 1") == ["1", "WS-ISSUE-001", "WS-TASK-001"]
