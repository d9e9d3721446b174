"""`rm`: removes records, unless others refer to them."""

from typing import Annotated

import typer

from wmsgit.cli.command import Built
from wmsgit.cli.input import examples
from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import DryRun, Message, NoCommit, Override, Where, how
from wmsgit.cli.run import run_of
from wmsgit.schema.kind import Kind

DETAILS = "A record that others refer to is not removed, unless --unlink takes the references out, too. One commit."


def build(kind: Kind | None) -> Built:
    """The function for a kind."""

    def run(
        ctx: typer.Context,
        *,
        ids: Annotated[list[str] | None, typer.Argument(metavar="ID...")] = None,
        where: Where = None,
        unlink: Annotated[
            bool, typer.Option("--unlink", help="Take the references out of the records that have them.")
        ] = False,
        message: Message = "",
        dry_run: DryRun = False,
        no_commit: NoCommit = False,
        override: Override = False,
    ) -> None:
        from wmsgit.cli.input.targets import targets
        from wmsgit.cli.output.outcome import report
        from wmsgit.features.records.actions.write import remove

        run = run_of(ctx)
        places = targets(run, kind, ids or (), where)
        landing = how(message, no_commit=no_commit, dry_run=dry_run, override=override)
        report(run, remove(run.workspace, places, unlink=unlink, how=landing), dry_run=dry_run)

    example = f'wmsgit {examples.noun(kind)}rm {examples.example_id(kind)} -m "Entered twice."'
    return Built(run, (example,), {"ids": complete_ids(kind)})
