"""`set`: changes the fields that are named, and no others."""

from typing import Annotated

import typer

from wmsgit.cli.command import Built
from wmsgit.cli.input import examples
from wmsgit.cli.input.completers import complete_ids_and_assignments
from wmsgit.cli.input.fields import split_assignments
from wmsgit.cli.input.options import DryRun, Message, NoCommit, Override, ResultFormat, Where, how
from wmsgit.cli.run import run_of
from wmsgit.errors import UsageError
from wmsgit.schema.kind import Kind

DETAILS = (
    "FIELD=VALUE sets a field, FIELD= removes it, FIELD+=ITEM and FIELD-=ITEM change a list, and a dotted"
    " name reaches a nested field. A value may be @FILE, or @- for standard input; @@ stands for one @. "
    "'-' reads ids from standard input. All changes are one commit."
)


def build(kind: Kind | None) -> Built:
    """The function for a kind."""

    def run(
        ctx: typer.Context,
        *,
        arguments: Annotated[list[str] | None, typer.Argument(metavar="ID... FIELD=VALUE...")] = None,
        where: Where = None,
        patch: Annotated[
            str | None,
            typer.Option("--patch", metavar="FILE", help="Apply a YAML merge patch; '-' reads it."),
        ] = None,
        message: Message = "",
        dry_run: DryRun = False,
        no_commit: NoCommit = False,
        override: Override = False,
        format: ResultFormat = None,  # noqa: A002
    ) -> None:
        from wmsgit.cli.input.patch import read_patch
        from wmsgit.cli.input.targets import targets
        from wmsgit.cli.output.outcome import report
        from wmsgit.features.records.actions.write import set_fields

        run = run_of(ctx)
        ids, assignments = split_assignments(arguments or (), run.stdin)
        if not assignments and patch is None:
            raise UsageError("nothing is to be set", hint=f"such as: {example}")
        places = targets(run, kind, ids, where)
        patched = None
        if patch is not None and places:
            patched = read_patch(patch, run.workspace.kind(places[0].kind), run.stdin)
        landing = how(message, no_commit=no_commit, dry_run=dry_run, override=override)
        outcome = set_fields(run.workspace, places, assignments, patch=patched, how=landing)
        report(run, outcome, format=format, dry_run=dry_run)

    example = f"wmsgit {examples.noun(kind)}set {examples.example_id(kind)} {examples.example_assignment(kind)}"
    return Built(run, (example,), {"arguments": complete_ids_and_assignments(kind)})
