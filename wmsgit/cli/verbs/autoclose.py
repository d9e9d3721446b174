"""`autoclose`: closes records whose work is on the default branch of all of their repositories."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Write, writes

EXAMPLES = ("wmsgit autoclose --dry-run", "wmsgit autoclose api web")
DETAILS = (
    "A record closes when its work has reached the default branch, as last fetched, of every repository that it names: "
    "by a trailer such as 'Closes: ID', or by its branch (merge, rebase or squash). What is older than the commit "
    "autoclose_from of a member's record, or than the record that it names, closes nothing, and each commit acts once: "
    "closed_by remembers it. Records that wait for a repository are listed with the reason, and so are reverts. More "
    "than 20 need --yes. 'autoclose: merged|trailer|never' in records/workspace.yaml says what counts."
)
COMPLETERS = {"repos": complete_ids("repo")}


@writes("format")
def run(
    write: Write,
    *,
    repos: Annotated[list[str] | None, typer.Argument(metavar="[REPO]...")] = None,
    since: Annotated[
        str, typer.Option("--since", metavar="REF", help="Begin at this revision of each member.", show_default=False)
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Also more than 20 records.")] = False,
) -> None:
    """Close them."""
    from wmsgit.cli.messages import one_line, say
    from wmsgit.cli.values import require_text
    from wmsgit.features.closing.actions.autoclose import autoclose

    write.workspace.require_dirs()
    done = autoclose(write.workspace, repos or (), since=require_text(since), yes=yes, how=write.how)
    say(*map(one_line, done.lines))
    write.report(done.result)
