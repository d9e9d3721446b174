"""`context exec`: runs a command in the repository that you work in."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

EXAMPLES = ("wmsgit context exec -- git status --short",)
DETAILS = (
    "The command takes this program's place: what it reads and prints, its exit code and the signals that it gets "
    "are its own. The exit code is 127 when there is no such command, 126 when it cannot be started."
)
_NOT_FOUND = 127
_NOT_STARTED = 126


def run(
    ctx: typer.Context,
    *,
    command: Annotated[list[str] | None, typer.Argument(metavar="-- COMMAND...")] = None,
) -> int:
    """Run the command; the exit code is its own."""
    from wmsgit.cli.run import run_of
    from wmsgit.errors import NotFoundError, UsageError
    from wmsgit.features.sessions.actions.context import require_context
    from wmsgit.features.sessions.actions.switches import is_there
    from wmsgit.workspace.member_places import member_place
    from wmsgit.workspace.members import members, require_safe_place

    if not command:
        raise UsageError("there is no command to run", hint=f"such as: {EXAMPLES[0]}")
    run = run_of(ctx)
    switch = require_context(run.workspace, run.environ.get("WMSGIT_CONTEXT", ""))
    path = Path(switch.path or member_place(run.workspace, members(run.workspace, [switch.repo])[0]).require())
    if not is_there(switch) or not path.is_dir():
        hint = f"'git config wmsgit.repo.{switch.repo}.path PATH' says where it is on this machine"
        raise NotFoundError(f"the repository {switch.repo} is not there", where=str(path), hint=hint)
    require_safe_place(run.workspace, path)
    return _replace(path, command, run.environ)


def _replace(path: Path, command: Sequence[str], environ: Mapping[str, str]) -> int:
    from wmsgit.cli.messages import say
    from wmsgit.features.sessions.actions.context import outside_hooks

    sys.stdout.flush()
    sys.stderr.flush()
    try:
        _become(path, command, {**outside_hooks(environ), "PWD": str(path)})
    except FileNotFoundError:
        say(f"wmsgit: there is no command {command[0]!r}")
        return _NOT_FOUND
    except OSError as error:
        say(f"wmsgit: {command[0]}: {error.strerror}")
        return _NOT_STARTED


def _become(path: Path, command: Sequence[str], environ: Mapping[str, str]) -> NoReturn:
    """Let the command take this process: no one stands between it and whoever waits for it or ends it."""
    if sys.platform == "win32":  # there, a process cannot be replaced
        import subprocess

        sys.exit(subprocess.run(list(command), cwd=path, env=dict(environ), check=False).returncode)
    import signal

    for name in ("SIGPIPE", "SIGXFSZ"):  # Python ignores these, and a command would inherit that
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    os.chdir(path)
    os.execvpe(command[0], list(command), dict(environ))  # noqa: S606 (no shell is wanted)
