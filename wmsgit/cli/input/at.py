"""`--at`: the revision that a reading command looks at, one option for all of them."""

from collections.abc import Sequence
from typing import Any

import typer
import typer.core

from wmsgit.cli.run import Run, run_of
from wmsgit.errors import UsageError

OPTION = "--at"
_NAME = "at"
_HELP = "Look at the records as they were at a commit, branch or tag, or at the end of a day."


def asked_revision(args: Sequence[str]) -> str:
    """What `--at` is given among arguments that are not parsed yet; empty when it is not there.

    A noun's kind, its fields and its folder are those of the revision, so this must be known before the noun is.
    """
    removeprefix = ""
    for position, argument in enumerate(args):
        if argument == "--":
            break
        if argument.startswith(f"{OPTION}="):
            removeprefix = argument.removeprefix(f"{OPTION}=")
        elif argument == OPTION and position + 1 < len(args):
            removeprefix = args[position + 1]
    return removeprefix


def add_at_option(command: Any) -> None:
    """Give a command the option; its function sees the workspace of the revision and nothing of the option."""
    from wmsgit.cli.input.completers import complete_refs

    option = typer.core.TyperOption(
        param_decls=[OPTION, _NAME],
        type=str,
        metavar="REF|DATE",
        help=_HELP,
        callback=_taken,
        expose_value=False,
    )
    command.params.append(option)
    command.completers = {**command.completers, _NAME: complete_refs}


def _taken(ctx: typer.Context, _param: Any, value: str | None) -> None:
    if ctx.resilient_parsing:
        return
    if value == "" or (value or "") != run_of(ctx).at:
        raise UsageError(
            f"{OPTION} needs a commit, a branch, a tag or a date after it", hint=f"such as: {OPTION} HEAD~3"
        )


def commit_asked(run: Run) -> str | None:
    """The commit that `--at` means; None where it was not given.

    Raises:
        NotFoundError, IncompleteError: when there is no such revision, or it cannot be known.
    """
    from wmsgit.workspace.revisions.workspace_at import PastWorkspace

    return run.workspace.revision.commit if isinstance(run.workspace, PastWorkspace) else None
