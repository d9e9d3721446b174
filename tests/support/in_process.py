"""The program run inside the process of the tests: as a user's command in all but its start and its end."""

import io
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wmsgit.cli.main import main


@dataclass(frozen=True)
class Result:
    """How a run ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def run_here(arguments: tuple[str, ...], folder: Path, environ: Mapping[str, str], stdin: str | bytes = "") -> Result:
    """Run `wmsgit ARGUMENTS` in a folder, with these environment variables and no others."""
    raw = stdin.encode() if isinstance(stdin, str) else stdin
    returned = 0
    with _streams(raw) as (out, err), surroundings(folder, environ):
        try:
            main(list(arguments))
        except SystemExit as ended:
            returned = ended.code if isinstance(ended.code, int) else 0
    result = Result(returned, out.getvalue().decode(), err.getvalue().decode())
    assert "Traceback" not in result.stderr, result.stderr
    return result


def wms(root: Path, *arguments: str) -> str:
    """What a command prints in a workspace, which must succeed, with the environment of this process."""
    result = run_here(arguments, root, dict(os.environ))
    assert result.returncode == 0, result.stderr
    return result.stdout


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
def surroundings(folder: Path, environ: Mapping[str, str]) -> Iterator[None]:
    """This process in a folder, with these environment variables and no others."""
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
