"""`autoclose`: closes records whose work is on the default branch of all of their repositories."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import DryRun, Message, NoCommit, ResultFormat, how

EXAMPLES = ("wmsgit autoclose --dry-run", "wmsgit autoclose api web")
DETAILS = (
    "A record closes when its work has reached the default branch, as last fetched, of every repository that it names: "
    "by a trailer such as 'Closes: ID', or by its branch (merge, rebase or squash). What is older than the commit "
    "autoclose_from of a member's record, or than the record that it names, closes nothing, and each commit acts once: "
    "closed_by remembers it. Records that wait for a repository are listed with the reason, and so are reverts. More "
    "than 20 need --yes. 'autoclose: merged|trailer|never' in records/workspace.yaml says what counts."
)
COMPLETERS = {"repos": complete_ids("repo")}


def run(
    ctx: typer.Context,
    *,
    repos: Annotated[list[str] | None, typer.Argument(metavar="[REPO]...")] = None,
    since: Annotated[
        str, typer.Option("--since", metavar="REF", help="Begin at this revision of each member.", show_default=False)
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Also more than 20 records.")] = False,
    message: Message = "",
    dry_run: DryRun = False,
    no_commit: NoCommit = False,
    format: ResultFormat = None,  # noqa: A002
) -> None:
    """Close them."""
    from wmsgit.cli.messages import one_line, say
    from wmsgit.cli.output.outcome import report
    from wmsgit.cli.run import run_of
    from wmsgit.cli.values import require_text
    from wmsgit.features.closing.actions.autoclose import autoclose

    run = run_of(ctx)
    run.workspace.require_dirs()
    landing = how(message, no_commit=no_commit, dry_run=dry_run)
    done = autoclose(run.workspace, repos or (), since=require_text(since), yes=yes, how=landing)
    say(*map(one_line, done.lines))
    report(run, done.result, format=format, dry_run=dry_run)
