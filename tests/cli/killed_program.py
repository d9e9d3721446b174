"""The program in a process of its own that a hook, or a signal, kills."""

import os
import tempfile
from pathlib import Path

from cli_program import Program
from warm_program import fork_program

KILL_BOTH = "kill -9 $(ps -o ppid= -p $PPID) $PPID"
KILL_GIT = "kill -9 $PPID"


def hook(program: Program, name: str, body: str) -> Path:
    path = program.folder / ".git/hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def run(program: Program, *arguments: str) -> tuple[int, str]:
    """The exit code and standard error of a process of its own; the code is negative where a signal ended it."""
    with tempfile.TemporaryFile() as error, open(os.devnull, "r+b") as nothing:  # noqa: PTH123
        child = start(program, *arguments, nothing=nothing.fileno(), error=error.fileno())
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        error.seek(0)
        return code, error.read().decode()


def start(program: Program, *arguments: str, nothing: int, error: int) -> int:
    return fork_program([arguments], program.folder, program.environ, (nothing, nothing, error))
