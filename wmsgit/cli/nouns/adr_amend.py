"""`adr amend`: changes what an accepted decision says, and notes why."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Write, writes
from wmsgit.cli.values import split_assignments
from wmsgit.errors import UsageError

EXAMPLES = ("wmsgit adr amend ADR-001 -m 'the vendor renamed it' decision=@decision.md",)
DETAILS = (
    "Each field that is named changes, and the record's 'amendments' gain an entry with the time, who, why and which"
    " fields. Without FIELD=VALUE, what the file has changed by hand since the last commit is amended. 'check --base'"
    " tells it as the warning AMENDED, where the change alone would be the error FROZEN or RULE-WEAKENED."
)
COMPLETERS = {"arguments": complete_ids("adr")}


@writes()
def run(
    write: Write,
    *,
    arguments: Annotated[list[str] | None, typer.Argument(metavar="ID [FIELD=VALUE]...")] = None,
) -> None:
    """Change the fields, and say why."""
    from wmsgit.features.records.actions.amend import amend

    ids, assignments = split_assignments(arguments or (), write.run.stdin)
    if len(ids) != 1:
        raise UsageError("one decision is amended at a time", hint=EXAMPLES[0])
    [place] = write.workspace.places(ids, write.workspace.kind("adr"))
    write.report(amend(write.workspace, place, write.message, assignments, how=write.how))
