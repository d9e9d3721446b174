"""`redo`: takes back the last undo."""

from wmsgit.cli.input.options import Write, writes

EXAMPLES = ("wmsgit redo", "wmsgit redo --dry-run")
DETAILS = (
    "It takes your newest undo, as long as no other operation of yours came after it in this worktree. After several "
    "undos, each redo goes one step forward."
)


@writes()
def run(write: Write) -> None:
    """Take back the last undo."""
    from wmsgit.features.records.actions.undo import redo

    write.report(redo(write.workspace, how=write.how))
