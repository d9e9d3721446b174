"""`session log`: writes down what was done."""

from typing import Annotated

import typer

from wmsgit.cli.input.options import Message, NoCommit, how

EXAMPLES = ('wmsgit session log code "Rotated the keys of the staging environment" --modified deploy/keys.yaml',)
DETAILS = "TEXT may be @FILE, or @- for standard input. WMSGIT_SESSION names another session than this worktree's."
_FILES = "A file that it {}; repeatable."


def run(
    ctx: typer.Context,
    *,
    activity_type: Annotated[str, typer.Argument(metavar="TYPE", help="Such as code, review, decision.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What was done.")],
    created: Annotated[
        list[str] | None, typer.Option("--created", metavar="FILE", help=_FILES.format("created"))
    ] = None,
    modified: Annotated[
        list[str] | None, typer.Option("--modified", "--file", metavar="FILE", help=_FILES.format("changed"))
    ] = None,
    outcome: Annotated[str, typer.Option("--outcome", metavar="TEXT", help="What came of it.")] = "",
    message: Message = "",
    no_commit: NoCommit = False,
) -> None:
    """Write the activity down."""
    from wmsgit.cli.output.outcome import report
    from wmsgit.cli.run import run_of
    from wmsgit.cli.values import require_text, value_of
    from wmsgit.features.sessions.actions.sessions import log_activity

    run = run_of(ctx)
    result = log_activity(
        run.workspace,
        require_text(activity_type),
        value_of(text, run.stdin),
        files_created=[require_text(name) for name in created or ()],
        files_modified=[require_text(name) for name in modified or ()],
        outcome=value_of(outcome, run.stdin),
        session=run.environ.get("WMSGIT_SESSION", ""),
        how=how(message, no_commit=no_commit),
    )
    report(run, result)
