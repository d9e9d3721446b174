"""`drift waive`: lets findings be until a day, with an owner and a reason."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Where, Write, writes
from wmsgit.errors import UsageError

EXAMPLES = (
    "wmsgit drift waive DRIFT-3f9a1c2b --owner @me --expires +30d -m 'goes with WS-TASK-012'",
    "wmsgit drift waive 3f9a1c2b 77b0 --owner 'Ann Lee' --expires 2027-01-31 -m 'until the port is done'",
)
DETAILS = (
    "A finding is named by its record's id, or by a fingerprint of 'drift scan' or the beginning of one; a new one"
    " is recorded with it. '-' reads from standard input. All changes are one commit. When the day is over, the"
    " finding is open again. What -m says stands in the waiver, too."
)
COMPLETERS = {"findings": complete_ids("drift")}


@writes("format")
def run(
    write: Write,
    *,
    findings: Annotated[list[str] | None, typer.Argument(metavar="FINDING...")] = None,
    owner: Annotated[str, typer.Option("--owner", metavar="WHO", help="Who answers for it; @me is you.")] = "",
    expires: Annotated[
        str, typer.Option("--expires", metavar="DATE", help="The last day: 2027-01-31, +30d, tomorrow.")
    ] = "",
    where: Where = None,
) -> None:
    """Waive the findings."""
    from wmsgit.cli.input.findings import chosen_findings
    from wmsgit.cli.values import require_text
    from wmsgit.features.drift.actions.handle import Waiver, waive, waiver_fields

    for name, value in (("--owner", owner), ("--expires", expires), ("-m", write.message)):
        if not value.strip():
            raise UsageError(f"a waiver needs {name}", hint="--owner WHO --expires DATE -m REASON")
    waiver = Waiver(require_text(owner), require_text(write.message), require_text(expires))
    waiver_fields(write.workspace, waiver)
    write.report(waive(write.workspace, chosen_findings(write.run, findings or (), where), waiver, how=write.how))
