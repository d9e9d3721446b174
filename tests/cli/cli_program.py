"""Runs the real program, as a user types it, in an environment of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from git_environment import git_environment
from in_process import Result, run_here
from template_copies import after, copy_of, slimmed
from warm_program import fork_program


@dataclass
class Program:
    """The program in a folder.

    Attributes:
        folder: where it runs.
        environ: its whole environment.
    """

    folder: Path
    environ: Mapping[str, str] = field(default_factory=dict)

    def __call__(
        self,
        *arguments: str,
        code: int | None = 0,
        stdin: str | bytes = "",
        cwd: Path | None = None,
        **extra: str,
    ) -> Result:
        """Run `wmsgit ARGUMENTS` inside this process and check its exit code; None does not check."""
        result = run_here(arguments, cwd or self.folder, {**self.environ, **extra}, stdin)
        if code is not None:
            assert result.returncode == code, f"{arguments}\n{result.stdout}\n{result.stderr}"
        return result

    def start(self, *arguments: str, **options: Any) -> "subprocess.Popen[bytes]":
        """Start the program as a process of its own."""
        extra = options.pop("environ", {})
        return subprocess.Popen(
            [sys.executable, "-m", "wmsgit", *arguments],
            cwd=self.folder,
            env={**self.environ, **extra},
            **options,
        )

    def git(self, *arguments: str) -> str:
        """What a git command prints."""
        return subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env=dict(self.environ),
            capture_output=True,
            check=True,
            text=True,
        ).stdout

    def on_terminal(
        self, *arguments: str, code: int | None = 0, columns: int = 100, typed: bytes = b"", **extra: str
    ) -> str:
        """What the program shows on a terminal of this width."""
        import pty

        leader, follower = pty.openpty()
        environ = {**self.environ, "TERM": "xterm-256color", "COLUMNS": str(columns), **extra}
        child = fork_program([arguments], self.folder, environ, (follower, follower, follower))
        os.close(follower)
        if typed:
            os.write(leader, typed)
        shown = _read_all(leader)
        returned = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.close(leader)
        text = shown.decode().replace("\r\n", "\n")
        assert "Traceback" not in text, text
        if code is not None:
            assert returned == code, text
        return text


def at_once(programs: Sequence[Program], *commands: tuple[str, ...]) -> list[Result]:
    """How these commands end, one after another, in each program; the programs run at once, each in its process."""
    running = [_begun(program, commands) for program in programs]
    results = []
    for child, out, err in running:
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        results.append(Result(code, out.read_text(), err.read_text()))
        shutil.rmtree(out.parent)
    return results


def _begun(program: Program, commands: Sequence[tuple[str, ...]]) -> tuple[int, Path, Path]:
    """A child that runs the commands up to the first that fails, and what it writes its streams to."""
    folder = Path(tempfile.mkdtemp())
    out, err = folder / "out", folder / "err"
    with out.open("wb") as written, err.open("wb") as said_beside:
        streams = (written.fileno(), written.fileno(), said_beside.fileno())
        return fork_program(commands, program.folder, program.environ, streams), out, err


def _read_all(descriptor: int) -> bytes:
    parts: list[bytes] = []
    while True:
        try:
            part = os.read(descriptor, 65536)
        except OSError:  # what Linux says when the other end is closed
            break
        if not part:
            break
        parts.append(part)
    return b"".join(parts)


def copied_program(template: Path, folder: Path, *commands: tuple[str, ...]) -> Program:
    """The program in a copy of a template, after these commands."""
    return Program(copy_of(after(template, *commands), folder), environment(folder / "home"))


def made_once(factory: pytest.TempPathFactory, template: Path, make: Callable[[Program], object]) -> Path:
    """A template that is made of another one, for tests to copy."""
    program = copied_program(template, factory.mktemp("made"))
    make(program)
    return slimmed(program.folder, program.environ)


def environment(home: Path) -> dict[str, str]:
    """An environment with a home of its own, one identity, one time zone."""
    kept = git_environment(home)
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "EDITOR", "VISUAL", "COLUMNS", "LINES", "PAGER", "LESS"):
        kept.pop(name, None)
    return kept
