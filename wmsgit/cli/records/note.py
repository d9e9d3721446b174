"""`note`: adds a remark to a record's comments."""

from typing import Annotated

import typer

from wmsgit.cli.command import Built
from wmsgit.cli.input import examples
from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import DryRun, Message, NoCommit, Override, ResultFormat, how
from wmsgit.cli.run import run_of
from wmsgit.schema.kind import Kind

DETAILS = "The remark carries the time and your name. TEXT may be @FILE, or @- for standard input."


def build(kind: Kind | None) -> Built:
    """The function for a kind."""

    def run(
        ctx: typer.Context,
        *,
        record_id: Annotated[str, typer.Argument(metavar="ID")],
        text: Annotated[str, typer.Argument(metavar="TEXT")],
        message: Message = "",
        dry_run: DryRun = False,
        no_commit: NoCommit = False,
        override: Override = False,
        format: ResultFormat = None,  # noqa: A002
    ) -> None:
        from wmsgit.cli.input.targets import targets
        from wmsgit.cli.output.outcome import report
        from wmsgit.cli.values import value_of
        from wmsgit.features.records.actions.write import note

        run = run_of(ctx)
        words = value_of(text, run.stdin)
        places = targets(run, kind, [record_id])
        landing = how(message, no_commit=no_commit, dry_run=dry_run, override=override)
        report(run, note(run.workspace, places, words, how=landing), format=format, dry_run=dry_run)

    example = f'wmsgit {examples.noun(kind)}note {examples.example_id(kind)} "Waits for the new key server."'
    return Built(run, (example,), {"record_id": complete_ids(kind)})
