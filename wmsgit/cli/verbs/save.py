"""`save`: commits what was edited by hand, after checking it."""

from typing import Annotated

import typer

from wmsgit.cli.input.options import DryRun, Message, NoCommit, Override, how

EXAMPLES = ('wmsgit save -m "Reviewed in the weekly meeting."',)
DETAILS = (
    "Every changed file under records/ and schemas/ is checked first; one that is not valid stops the "
    "whole commit. The subject says what changed. With PATH, only these files."
)


def run(
    ctx: typer.Context,
    *,
    paths: Annotated[list[str] | None, typer.Argument(metavar="[PATH]...")] = None,
    message: Message = "",
    dry_run: DryRun = False,
    no_commit: NoCommit = False,
    override: Override = False,
) -> None:
    """Commit the hand edits."""
    from wmsgit.cli.input.paths import inside_workspace
    from wmsgit.cli.output.outcome import report
    from wmsgit.cli.run import run_of
    from wmsgit.features.records.actions.edit import save

    run = run_of(ctx)
    named = [inside_workspace(run, path) for path in paths or ()]
    landing = how(message, no_commit=no_commit, dry_run=dry_run, override=override)
    report(run, save(run.workspace, named, how=landing), dry_run=dry_run)
