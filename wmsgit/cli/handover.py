"""The handover: a program of the user's takes this process's place."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

_NOT_FOUND = 127
_NOT_STARTED = 126


def hand_over(path: Path, command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Let a command take this process's place: no one stands between it and whoever waits for it or ends it.

    Args:
        path: the folder that it runs in.
        command: the program, by path or to be found on PATH, and its arguments.
        environ: its whole environment.

    Returns:
        The exit code where it could not be started, as a shell has it: 127 when there is none, 126 otherwise.
    """
    from wmsgit.cli.messages import say

    sys.stdout.flush()
    sys.stderr.flush()
    try:
        _become(path, command, environ)
    except FileNotFoundError:
        say(f"wmsgit: there is no command {command[0]!r}")
        return _NOT_FOUND
    except OSError as error:
        say(f"wmsgit: {command[0]}: {error.strerror}")
        return _NOT_STARTED


def _become(path: Path, command: Sequence[str], environ: Mapping[str, str]) -> NoReturn:
    if sys.platform == "win32":  # there, a process cannot be replaced
        import subprocess

        sys.exit(subprocess.run(list(command), cwd=path, env=dict(environ), check=False).returncode)
    import signal

    numbers = (signal.SIGPIPE, signal.SIGXFSZ)  # Python ignores these, and a command would inherit that
    former = [signal.signal(number, signal.SIG_DFL) for number in numbers]
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(path)
        os.execvpe(command[0], list(command), dict(environ))  # noqa: S606 (no shell is wanted)
    finally:  # it could not be started: what goes on is this program
        os.fchdir(here)
        os.close(here)
        for number, handler in zip(numbers, former, strict=True):
            signal.signal(number, handler)
