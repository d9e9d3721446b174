"""`schema upgrade`: brings this release's schemas in, and keeps what was changed here."""

import typer

from wmsgit.cli.input.options import DryRun, Message, NoCommit, how

EXAMPLES = ("wmsgit schema upgrade --dry-run",)
DETAILS = (
    "A three-way merge: what only this release changed comes in, what only the workspace changed stays, "
    "and where both changed the same place the workspace's stays and is named. The editors' files of `init` (.vscode, "
    ".idea) learn of the kinds that are your own."
)


def run(
    ctx: typer.Context,
    *,
    message: Message = "",
    dry_run: DryRun = False,
    no_commit: NoCommit = False,
) -> None:
    """Upgrade the schemas."""
    from wmsgit.cli.messages import say
    from wmsgit.cli.output.outcome import report
    from wmsgit.cli.run import run_of
    from wmsgit.features.setup.actions.schemas import plan_upgrade, upgrade_schemas

    run = run_of(ctx)
    upgrade = plan_upgrade(run.workspace)
    for path, places in upgrade.conflicts.items():
        say(f"{path}: changed here and in this release, kept as it is here: {', '.join(places)}")
    say(*(f"{path}: left out: {reason}" for path, reason in upgrade.left_out.items()))
    say(*(f"upgrade {path}" for path in upgrade.files))
    if not upgrade.files:
        say("nothing changed: the schemas are those of this release")
    elif not dry_run:
        report(run, upgrade_schemas(run.workspace, upgrade, how=how(message, no_commit=no_commit)))
