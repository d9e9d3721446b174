"""`schema upgrade`: brings this release's schemas in, and keeps what was changed here."""

from wmsgit.cli.input.options import Write, writes

EXAMPLES = ("wmsgit schema upgrade --dry-run",)
DETAILS = (
    "A three-way merge: what only this release changed comes in, what only the workspace changed stays, "
    "and where both changed the same place the workspace's stays and is named. The editors' files of `init` (.vscode, "
    ".idea) learn of the kinds that are your own."
)


@writes()
def run(write: Write) -> None:
    """Upgrade the schemas."""
    from wmsgit.cli.messages import say
    from wmsgit.features.setup.actions.schemas import plan_upgrade, upgrade_schemas

    upgrade = plan_upgrade(write.workspace)
    for path, places in upgrade.conflicts.items():
        say(f"{path}: changed here and in this release, kept as it is here: {', '.join(places)}")
    say(*(f"{path}: left out: {reason}" for path, reason in upgrade.left_out.items()))
    say(*(f"upgrade {path}" for path in upgrade.files))
    if not upgrade.files:
        say("nothing changed: the schemas are those of this release")
    elif not write.dry_run:
        write.report(upgrade_schemas(write.workspace, upgrade, how=write.how))
