"""`drift ack`: notes that somebody knows of findings, new ones among them."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Where, Write, writes
from wmsgit.cli.values import split_assignments

EXAMPLES = ("wmsgit drift ack DRIFT-3f9a1c2b assigned_to=@me", "wmsgit drift ack --where \"repo = 'api'\" -m 'on it'")
DETAILS = (
    "A finding is named by its record's id, or by a fingerprint of 'drift scan' or the beginning of one; a new one"
    " is recorded with it. '-' reads from standard input. All changes are one commit."
)
COMPLETERS = {"findings": complete_ids("drift")}


@writes("format")
def run(
    write: Write,
    *,
    findings: Annotated[list[str] | None, typer.Argument(metavar="FINDING... [FIELD=VALUE]...")] = None,
    where: Where = None,
) -> None:
    """Acknowledge the findings."""
    from wmsgit.cli.input.findings import chosen_findings
    from wmsgit.features.drift.actions.handle import acknowledge

    words, assignments = split_assignments(findings or (), write.run.stdin)
    chosen = chosen_findings(write.run, words, where)
    write.report(acknowledge(write.workspace, chosen, assignments=assignments, how=write.how))
