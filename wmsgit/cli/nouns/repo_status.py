"""`repo status`: the Git state of the members."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Format

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from wmsgit.model.member_state import MemberState

EXAMPLES = ("wmsgit repo status --tag backend",)
DETAILS = (
    "All members, or those that are named or carry a tag. MARKS are as in gita: + staged, * changed, ? unknown files,"
    " $ a stash. REMOTE is the branch against its remote one as last fetched. A member that is not on this machine,"
    " is bare, or cannot be read is listed, too."
)
COMPLETERS = {"names": complete_ids("repo")}
_COLUMNS = ["id", "branch", "marks", "remote", "state", "age", "subject", "path"]


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
    from wmsgit.cli.output.data import print_rows
    from wmsgit.cli.run import run_of
    from wmsgit.workspace.members import member_states, members

    run = run_of(ctx)
    states = member_states(run.workspace, members(run.workspace, names or (), tag or ()))
    rows = [_row(name, state, run.workspace.now()) for name, state in states]
    if format == "table":
        rows = [row | {"path": _near(row["path"], run.start)} for row in rows]
    print_rows(run, _COLUMNS, rows, format, lead="state")


def _near(path: str, start: "Path") -> str:
    """A path as it is reached from the current directory, where that is shorter."""
    import os

    try:
        return min(os.path.relpath(path, start), path, key=len)
    except (OSError, ValueError):  # another drive
        return path


def _row(name: str, state: "MemberState", now: "datetime") -> dict[str, Any]:
    from wmsgit.model.times import age, format_time

    return {
        "id": name,
        "branch": "(detached)" if state.detached else state.branch,
        "marks": _marks(state),
        "remote": _remote(state),
        "state": _state(state),
        "upstream": state.upstream,
        "ahead": state.ahead,
        "behind": state.behind,
        "head": state.head,
        "last_commit": format_time(state.last_commit) if state.last_commit else None,
        "age": age(state.last_commit, now) if state.last_commit else None,
        "subject": state.subject,
        "path": str(state.path),
    }


def _counts(state: "MemberState") -> dict[str, tuple[str, int]]:
    """What there is of each sort, with its mark."""
    return {
        "staged": ("+", state.staged),
        "modified": ("*", state.modified),
        "untracked": ("?", state.untracked),
        "stashed": ("$", state.stashed),
    }


def _marks(state: "MemberState") -> str:
    return "".join(mark for mark, count in _counts(state).values() if count)


def _remote(state: "MemberState") -> str:
    """The branch against its remote one in words, with the counts; `none` where it has none."""
    counts = {"ahead": f" {state.ahead}", "behind": f" {state.behind}", "diverged": f" +{state.ahead} -{state.behind}"}
    if not state.is_repository:
        return ""
    return state.relation + counts.get(state.relation, "") if state.relation else "none"


def _state(state: "MemberState") -> str:
    if not state.exists:
        return "not on this machine"
    if state.problem:
        return state.problem
    if not state.is_repository:
        return "bare: it has no files here" if state.is_bare else "not a repository"
    words = [f"{count} {what}" for what, (_, count) in _counts(state).items() if count]
    return ", ".join([*([state.in_progress] if state.in_progress else []), *words]) or "clean"
