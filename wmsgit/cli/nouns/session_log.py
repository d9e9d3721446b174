"""`session log`: writes down what was done."""

from typing import Annotated

import typer

from wmsgit.cli.input.options import Write, writes

EXAMPLES = ('wmsgit session log code "Rotated the keys of the staging environment" --modified deploy/keys.yaml',)
DETAILS = "TEXT may be @FILE, or @- for standard input. WMSGIT_SESSION names another session than this worktree's."
_FILES = "A file that it {}; repeatable."


@writes(tries=False)
def run(
    write: Write,
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
) -> None:
    """Write the activity down."""
    from wmsgit.cli.values import require_text, value_of
    from wmsgit.features.sessions.actions.sessions import log_activity

    result = log_activity(
        write.workspace,
        require_text(activity_type),
        value_of(text, write.run.stdin),
        files_created=[require_text(name) for name in created or ()],
        files_modified=[require_text(name) for name in modified or ()],
        outcome=value_of(outcome, write.run.stdin),
        session=write.run.environ.get("WMSGIT_SESSION", ""),
        how=write.how,
    )
    write.report(result)
