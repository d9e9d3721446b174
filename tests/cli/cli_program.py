"""Runs the real program, as a user types it, in an environment of its own."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wmsgit.cli.main import main

GITCONFIG = "[user]\n\tname = Ann Lee\n\temail = ann@example.org\n[init]\n\tdefaultBranch = main\n"


@dataclass(frozen=True)
class Result:
    """How a run ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


@contextmanager
def _streams(stdin: bytes) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    before = sys.stdin, sys.stdout, sys.stderr
    out, err = io.BytesIO(), io.BytesIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    sys.stdout, sys.stderr = io.TextIOWrapper(out, encoding="ascii"), io.TextIOWrapper(err, encoding="ascii")
    kept = sys.stdout, sys.stderr
    try:
        yield out, err
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        for stream in kept:
            stream.flush()
            stream.detach()


@contextmanager
def _surroundings(folder: Path, environ: Mapping[str, str]) -> Iterator[None]:
    before, was_in = dict(os.environ), Path.cwd()
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(was_in)
        os.environ.clear()
        os.environ.update(before)


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
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        with _streams(raw) as (out, err), _surroundings(cwd or self.folder, {**self.environ, **extra}):
            try:
                main(list(arguments))
            except SystemExit as ended:
                returned = ended.code if isinstance(ended.code, int) else 0
        result = Result(returned, out.getvalue().decode(), err.getvalue().decode())
        assert "Traceback" not in result.stderr, result.stderr
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
        process = subprocess.Popen(
            [sys.executable, "-m", "wmsgit", *arguments],
            cwd=self.folder,
            env={**self.environ, "TERM": "xterm-256color", "COLUMNS": str(columns), **extra},
            stdin=follower,
            stdout=follower,
            stderr=follower,
            close_fds=True,
        )
        os.close(follower)
        if typed:
            os.write(leader, typed)
        shown = _read_all(leader)
        returned = process.wait(timeout=300)
        os.close(leader)
        text = shown.decode().replace("\r\n", "\n")
        assert "Traceback" not in text, text
        if code is not None:
            assert returned == code, text
        return text


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


def environment(home: Path) -> dict[str, str]:
    """An environment with a home of its own, one identity, one time zone."""
    home.mkdir(exist_ok=True)
    (home / ".gitconfig").write_text(GITCONFIG)
    unwanted = ("GIT_", "WMSGIT_", "_WMSGIT", "COMP_", "_TYPER", "LC_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    for name in ("NO_COLOR", "FORCE_COLOR", "EDITOR", "VISUAL", "COLUMNS"):
        kept.pop(name, None)
    return kept | {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "TZ": "UTC", "LANG": "C.UTF-8"}
