"""`sync`: makes this branch and the remote's the same."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from wmsgit.cli.messages import one_line, say, warn
from wmsgit.cli.run import Run
from wmsgit.errors import GitError, UsageError
from wmsgit.model.text import counted

if TYPE_CHECKING:
    from wmsgit.features.sync.actions.sync import Synced

EXAMPLES = ("wmsgit sync", "wmsgit sync --open", "wmsgit sync --pr ann/signing-keys")
DETAILS = (
    "Fetch, give our new records whose ids the remote has taken other ones, merge, check the result, push; again when "
    "the remote moved in between. Where a person must decide the merge is left in progress for 'wmsgit merge', and the "
    "exit code is 5. Nothing is ever forced. Records whose work is merged everywhere are counted; with 'git config "
    "wmsgit.autoclose sync' they are closed, and sent as well. With 'review:' in the settings, what is "
    "listed there comes last and goes to the branch plane/USER, for a pull request, which --open, or 'git config "
    "wmsgit.review open', opens by the host's program."
)


def run(
    run: Run,
    *,
    rebase: Annotated[
        bool, typer.Option("--rebase/--merge", help="Put our commits on top of theirs, or merge (the default).")
    ] = False,
    no_push: Annotated[
        bool, typer.Option("--no-push", help="Take in what the remote has, and keep ours here.")
    ] = False,
    pr: Annotated[
        str, typer.Option("--pr", metavar="BRANCH", help="Push to this branch, for a pull request.", show_default=False)
    ] = "",
    remote: Annotated[str, typer.Option("--remote", metavar="NAME", help="Use this remote.", show_default=False)] = "",
    opens: Annotated[
        bool, typer.Option("--open", help="Open a pull request for what waits for review, by the host's program.")
    ] = False,
) -> None:
    """Sync."""
    from wmsgit.features.sync.actions.closing import sync_with_closing
    from wmsgit.features.sync.actions.review_request import OPENS, SETTING
    from wmsgit.features.sync.actions.sync import SyncOptions

    if pr and no_push:
        raise UsageError("--pr pushes, and --no-push does not")
    always = run.workspace.config.get(SETTING) == OPENS
    terms = SyncOptions(rebase=rebase, push=not no_push, pr=pr, remote=remote, opens=opens or always)
    tell = (lambda step: say(f"{step} …")) if sys.stderr.isatty() else (lambda _: None)
    results, lines = sync_with_closing(run.workspace, terms, tell)
    for done in results:
        warn(done.warnings)
        say(*_lines(done))
    say(*map(one_line, lines))
    problems = [f"no pull request was opened for {done.review}: {done.problem}" for done in results if done.problem]
    if problems and opens:
        raise GitError(problems[0])
    warn(map(one_line, problems))


def _lines(done: "Synced") -> list[str]:
    lines = [f"renumbered {old} → {new}" for old, new in done.renumbered]
    if done.received:
        lines.append(f"received {counted(done.received, 'commit')} from {done.upstream}")
    if done.pushed_to:
        lines.append(f"sent {counted(done.sent, 'commit')} to {done.pushed_to}")
    if done.held:
        verb = "waits" if done.held == 1 else "wait"
        where = one_line(done.request) or "open a pull request for it"
        lines.append(f"{counted(done.held, 'commit')} {verb} for review on {done.review}: {where}")
    return lines or [f"up to date with {done.upstream}"]
