"""`repo status`: the Git state of the members."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from wmsgit.cli.completers import complete_ids
from wmsgit.cli.options import Format

if TYPE_CHECKING:
    from wmsgit.vcs.members import MemberState

EXAMPLES = ("wmsgit repo status --tag backend",)
DETAILS = "All members, or those that are named or carry a tag. A member that is not on this machine is listed, too."
COMPLETERS = {"names": complete_ids("repo")}
_COLUMNS = ["id", "branch", "state", "ahead", "behind", "head", "last_commit", "path"]


def run(
    ctx: typer.Context,
    *,
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...")] = None,
    tag: Annotated[
        list[str] | None, typer.Option("--tag", metavar="TAG", help="Members with this tag; repeatable.")
    ] = None,
    format: Format = "table",  # noqa: A002
) -> None:
    """Print the states."""
    from wmsgit.cli.output import print_rows
    from wmsgit.cli.run import run_of
    from wmsgit.workspace.members import member_states, members

    run = run_of(ctx)
    states = member_states(run.workspace, members(run.workspace, names or (), tag or ()))
    print_rows(run, _COLUMNS, [_row(name, state) for name, state in states], format)


def _row(name: str, state: "MemberState") -> dict[str, Any]:
    from wmsgit.model.times import format_time

    return {
        "id": name,
        "branch": "(detached)" if state.detached else state.branch,
        "state": _state(state),
        "ahead": state.ahead,
        "behind": state.behind,
        "head": state.head,
        "last_commit": format_time(state.last_commit) if state.last_commit else None,
        "path": str(state.path),
    }


def _state(state: "MemberState") -> str:
    if not state.exists:
        return "not on this machine"
    if not state.is_repository:
        return "not a repository"
    counts = {"staged": state.staged, "modified": state.modified, "untracked": state.untracked}
    words = [f"{count} {what}" for what, count in counts.items() if count]
    return ", ".join([*([state.in_progress] if state.in_progress else []), *words]) or "clean"
