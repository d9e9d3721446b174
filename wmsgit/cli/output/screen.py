"""The screen: what a command prints on a terminal, through a pager, with a word while it is still at it."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from wmsgit.cli.run import Run

_HELP = frozenset({"--help", "-h"})


@contextmanager
def shown(run: Run, name: str, *, pages: bool, waits: bool, writes: bool = False) -> Iterator[None]:
    """Run a command whose output may be longer than the screen, or that may take long; nothing changes in a pipe.

    Where a command writes and commits are signed, Git may ask for a passphrase in the terminal: no line is in its way.
    """
    if not (sys.stdout.isatty() or sys.stderr.isatty()):
        yield
        return
    from wmsgit.cli.output.pager import paged
    from wmsgit.cli.output.waiting import waiting_line

    with paged(run.environ, lambda: _configured(run), is_wanted=pages and run.uses_pager):
        if not waits or (writes and _signs(run)):
            yield
            return
        with waiting_line(run, name):
            yield


@contextmanager
def help_shown(environ: Mapping[str, str], args: Sequence[str]) -> Iterator[None]:
    """The same for the help, which is printed while the command line is still read."""
    if _HELP.isdisjoint(args) or "--no-pager" in args or not sys.stdout.isatty():
        yield
        return
    from wmsgit.cli.output.pager import paged

    with paged(environ, lambda: ""):
        yield


def _signs(run: Run) -> bool:
    from wmsgit.errors import WmsgitError

    try:
        return run.present.config.flag("commit.gpgsign")
    except WmsgitError:
        return True


def _configured(run: Run) -> str:
    from wmsgit.errors import WmsgitError

    try:
        return run.workspace.config.get("core.pager") or ""
    except WmsgitError:
        return ""
