"""`drift import sarif`: takes in what another tool found, as findings under the rule of a decision."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Write, writes
from wmsgit.errors import IncompleteError

EXAMPLES = ("wmsgit drift import sarif leaks.sarif --repo api",)
DETAILS = (
    "A rule such as {id: no-secrets, kind: sarif, tool: gitleaks} takes the results of a tool. What is new is recorded,"
    " what the tool no longer finds is resolved, what it finds again is reopened, in one commit; what it has suppressed"
    " does not count. A run that did not end well resolves nothing. A scan tells what was recorded last. Exit code 1"
    " when something fails, 7 when a run was not whole."
)
COMPLETERS = {"repo": complete_ids("repo")}


@writes()
def run(
    write: Write,
    *,
    form: Annotated[Literal["sarif"], typer.Argument(metavar="FORMAT")],
    file: Annotated[str, typer.Argument(metavar="FILE")],
    repo: Annotated[str, typer.Option("--repo", metavar="REPO", help="The repository that the tool looked at.")],
) -> int:
    """Take in the file; 1 when something of it fails, 7 when a run was not whole."""
    from wmsgit.cli.messages import say, warn
    from wmsgit.features.drift.actions.import_sarif import import_sarif
    from wmsgit.features.drift.findings import counts
    from wmsgit.render.drift_rows import sums

    assert form == "sarif"  # the parser admits nothing else
    done = import_sarif(write.workspace, Path(file), repo, how=write.how)
    if done.left:
        warn([f"no rule in force means {', '.join(done.left)}"])
    warn([f"unknown: {item.rule}: {item.reason}" for item in done.report.unknowns])
    say(sums(counts(done.report.findings, done.report.unknowns)))
    write.report(done.outcome)
    if done.report.unknowns:
        return IncompleteError.exit_code
    return 1 if any(finding.gates for finding in done.report.findings) else 0
