"""`schema rename-kind`: gives a kind of the workspace's own another name, with its records and all that names it."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_kinds
from wmsgit.cli.input.options import DryRun, Message, NoCommit, how

EXAMPLES = ("wmsgit schema rename-kind person colleague",)
DETAILS = (
    "The schema, the folder of the records, references in other schemas, the settings and the editors' files change "
    "in one commit; the records keep their ids. A folder or table that is not named after the kind stays."
)
COMPLETERS = {"old": complete_kinds}


def run(
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD")],
    new: Annotated[str, typer.Argument(metavar="NEW")],
    *,
    message: Message = "",
    dry_run: DryRun = False,
    no_commit: NoCommit = False,
) -> None:
    """Rename the kind."""
    from wmsgit.cli.messages import say, warn
    from wmsgit.cli.run import run_of
    from wmsgit.features.setup.actions.renaming import rename_kind
    from wmsgit.model.text import counted

    run = run_of(ctx)
    landing = how(message, no_commit=no_commit, dry_run=dry_run)
    outcome, count = rename_kind(run.workspace, old, new, how=landing)
    warn(outcome.warnings)
    state = (
        "dry run, nothing written" if dry_run else f"committed {outcome.commit[:10]}" if outcome.commit else "written"
    )
    say(f"{state}: the kind {old} is {new}, with {counted(count, 'file')} of its records")
