"""`drift promote`: makes an issue of findings, linked both ways."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Where, Write, writes
from wmsgit.errors import UsageError

EXAMPLES = (
    "wmsgit drift promote DRIFT-3f9a1c2b",
    "wmsgit drift promote --rule ADR-001/no-pandas --repo core --title 'pandas leaves core'",
)
DETAILS = (
    "One issue for all that are named, or for what a rule finds in one repository; new findings are recorded with it,"
    " in the same commit. A scan with --record that resolves the last of them resolves the issue; a finding that"
    " returns reopens it. Resolving the issue does not hide a finding that is still there: the scan says so."
)
COMPLETERS = {"findings": complete_ids("drift"), "repo": complete_ids("repo")}


@writes("format")
def run(
    write: Write,
    *,
    findings: Annotated[list[str] | None, typer.Argument(metavar="[FINDING]...")] = None,
    rule: Annotated[str, typer.Option("--rule", metavar="RULE", help="What this rule finds in --repo.")] = "",
    repo: Annotated[str, typer.Option("--repo", metavar="REPO", help="The repository, with --rule.")] = "",
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="The issue's title.")] = "",
    where: Where = None,
) -> None:
    """Make the issue."""
    from wmsgit.cli.input.findings import chosen_findings
    from wmsgit.cli.values import require_text
    from wmsgit.features.drift.actions.promote import of_rule, promote

    if bool(rule) != bool(repo):
        raise UsageError("--rule and --repo go together", hint="--rule ADR-001/no-pandas --repo core")
    if rule and (findings or where is not None):
        raise UsageError("name findings, or a rule and a repository")
    if rule:
        chosen = of_rule(write.workspace, require_text(rule), require_text(repo))
    else:
        chosen = chosen_findings(write.run, findings or (), where)
    write.report(promote(write.workspace, chosen, title=require_text(title), how=write.how))
