"""Plug-ins: an executable `wmsgit-NAME` on the user's PATH is `wmsgit NAME`, where nothing of ours has that name.

PATH is looked through only for a name that is nobody else's, and for the help. What a repository of the workspace
brought is never run, nor what a folder of PATH that is not absolute has: that would depend on where one stands.
"""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import typer
import typer.core

from wmsgit.cli.messages import one_line
from wmsgit.cli.run import Run
from wmsgit.errors import NotFoundError, UsageError

_PREFIX = "wmsgit-"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
OWN_PROGRAMS = frozenset({"merge"})
"""What wmsgit itself installs under such a name: `wmsgit-merge` is Git's merge driver."""


class PluginCommand(typer.core.TyperCommand):
    """A plug-in as a command: all that stands after its name is the program's, `--help` too.

    Attributes:
        path: the program.
    """

    path: Path

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the arguments as they are."""
        ctx.args = list(args)
        return args

    def invoke(self, ctx: Any) -> Any:
        """Let the program take this process's place, with the workspace in its environment."""
        from wmsgit.cli.handover import hand_over

        run: Run = ctx.obj
        root = _root(run)
        environ = {**run.environ, "WMSGIT_WORKSPACE": str(root)} if root else dict(run.environ)
        return hand_over(Path.cwd(), [str(self.path), *ctx.args], environ)


def plugin_command(run: Run, name: str) -> PluginCommand | None:
    """The plug-in of a name; None where there is none.

    Raises:
        UsageError: when the only one is a repository's.
        WmsgitError: when the workspace or its members cannot be read.
    """
    paths = [path for path in (folder / f"{_PREFIX}{name}" for folder in _folders(run)) if _is_program(path)]
    if not paths or name in OWN_PROGRAMS or not _NAME.fullmatch(name):
        return None
    owners = _owners(run, paths)
    path = next((path for path in paths if not owners[path]), None)
    if path is None:
        raise UsageError(
            f"{one_line(str(paths[0]))} is of the repository {owners[paths[0]]}: no plug-in is run from a repository",
            hint="copy it to a folder of your own that is on PATH, if you trust it",
        )
    return _command(name, path)


def plugin_summaries(run: Run) -> dict[str, str]:
    """Name → one line for the help, by name; without those that would not be run."""
    from wmsgit.errors import WmsgitError

    programs = [program for folder in _folders(run) for program in _programs(folder)]
    try:
        owners = _owners(run, [path for _, path in programs])
    except WmsgitError:  # help must not fail; what cannot be judged is not run, and not offered
        return {}
    result: dict[str, str] = {}
    for name, path in programs:
        if name not in OWN_PROGRAMS and not owners[path]:
            result.setdefault(name, _summary(path))
    return dict(sorted(result.items()))


def _command(name: str, path: Path) -> PluginCommand:
    command = PluginCommand(name, help=_summary(path), rich_markup_mode=None)
    command.path = path
    return command


def _summary(path: Path) -> str:
    return one_line(f"Your program {path}.")


def _folders(run: Run) -> Iterator[Path]:
    """The folders of PATH that are named from the root."""
    for text in dict.fromkeys(run.environ.get("PATH", "").split(os.pathsep)):
        if os.path.isabs(text):  # noqa: PTH117 - it takes text that is no path
            yield Path(text)


def _programs(folder: Path) -> Iterator[tuple[str, Path]]:
    try:
        names = sorted(name for name in os.listdir(folder) if name.startswith(_PREFIX))
    except OSError:
        return
    for name in names:
        if _NAME.fullmatch(name.removeprefix(_PREFIX)) and _is_program(folder / name):
            yield name.removeprefix(_PREFIX), folder / name


def _is_program(path: Path) -> bool:
    try:
        return path.is_file() and os.access(path, os.X_OK)
    except OSError:
        return False


def _owners(run: Run, paths: Sequence[Path]) -> dict[Path, str]:
    """The repository of the workspace that each program lies in, links followed; empty for one that may be run.

    A program beside the interpreter that runs wmsgit was installed as wmsgit was, wherever that lies.
    """
    folders = {path: path.resolve().parent for path in paths}
    doubtful = set(folders.values()) - {Path(sys.executable).parent.resolve()}
    owners: dict[Path, str] = {}
    if doubtful and _root(run) is not None:
        from wmsgit.features.repos.actions.owning import owners_of

        owners = owners_of(run.present, doubtful)
    return {path: owners.get(folder, "") for path, folder in folders.items()}


def _root(run: Run) -> Path | None:
    """The workspace; None where the user named none and stands in none."""
    try:
        return run.present.root
    except NotFoundError:
        if run.directory or run.environ.get("WMSGIT_WORKSPACE"):
            raise
        return None
