"""`repo status`: the Git state of the members."""

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Format, Members, States, Tags
from wmsgit.cli.messages import one_line, say
from wmsgit.cli.output.data import print_rows
from wmsgit.cli.run import Run
from wmsgit.model.times import age, format_time

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from wmsgit.features.forge.actions.ask import KnownRequests
    from wmsgit.model.member_state import MemberState

EXAMPLES = ("wmsgit repo status --tag backend", "wmsgit repo status dirty", "wmsgit repo status --task WS-TASK-001")
DETAILS = (
    "All members, or those that are named, carry a tag or are in a state: dirty, ahead, behind, stale, unpushed, "
    "branch=NAME. With --task, the branches of a task against the default branches, and their pull requests where a "
    "host is known, as last seen. MARKS are as in gita: + "
    "staged, * changed, ? unknown files, $ a stash. REMOTE is the branch against its remote one as last fetched. A "
    "member that is not on this machine, is bare, or cannot be read is listed, too."
)
COMPLETERS = {"names": complete_ids("repo"), "task": complete_ids("task")}
_COLUMNS = ["id", "branch", "marks", "remote", "state", "age", "subject", "path"]


def run(
    run: Run,
    *,
    names: Members = None,
    tag: Tags = None,
    state: States = None,
    task: Annotated[str, typer.Option("--task", metavar="ID", help="The branches of a task.", show_default=False)] = "",
    format: Format = "table",  # noqa: A002
) -> None:
    """Print the states."""
    from wmsgit.features.repos.actions.choose import chosen_members
    from wmsgit.workspace.chosen_members import is_wanted
    from wmsgit.workspace.members import member_states, members

    if task:
        _print_task(run, task, format)
        return
    chosen, looked = chosen_members(run.workspace, names or (), tag or (), state or ())
    states = list(looked.items()) or member_states(run.workspace, chosen)
    absent = {name for name, item in states if not item.exists} - set(names or ())
    unwanted = {item.id for item in chosen if item.id in absent and not is_wanted(run.workspace, item)}
    if not chosen:
        say("no member is in that state" if members(run.workspace) else "there are no members")
    if unwanted and format == "table":
        states = [(name, item) for name, item in states if name not in unwanted]
        say(f"{len(unwanted)} not on this machine")
    rows = [_row(name, state, run.workspace.now()) for name, state in states]
    if format == "table":
        rows = [row | {"path": _near(row["path"], run.start)} for row in rows]
    print_rows(run, _COLUMNS, rows, format, lead="state")


def _near(path: str, start: "Path") -> str:
    """A path as it is reached from the current directory, where that is shorter."""
    try:
        return min(os.path.relpath(path, start), path, key=len)
    except (OSError, ValueError):  # another drive
        return path


_REQUEST_COLUMNS = ("request", "review", "checks", "seen")
_TASK_COLUMNS = ["repo", "task", "branch", "ahead", "behind", "dirty", "pushed", "merged", "state"]


def _print_task(run: Run, task: str, format: str) -> None:  # noqa: A002
    """The branches of a task: one row each."""
    from wmsgit.features.branches.actions.pull_requests import task_requests
    from wmsgit.features.branches.actions.start import settle_interrupted
    from wmsgit.features.branches.actions.state import task_rows

    workspace = run.workspace
    settle_interrupted(workspace)
    (place,) = workspace.places([task], workspace.kind("task"))
    works, requests, problems = task_requests(workspace, place)
    rows = [
        {
            "repo": row.repo,
            "task": row.record,
            "branch": row.branch,
            "ahead": row.ahead,
            "behind": row.behind,
            "dirty": row.dirty,
            "pushed": {True: "yes", False: "no", None: ""}[row.pushed] if row.branch else "",
            "merged": row.merged,
            "state": row.problem,
            "folder": row.folder,
            **_request(requests.get((row.repo, row.branch)), workspace.now()),
        }
        for row in task_rows(works)
    ]
    columns = [name for name in _TASK_COLUMNS if name != "task" or any(row["task"] != place.id for row in rows)]
    say(*(one_line(problem) for problem in problems))
    print_rows(run, [*columns[:-1], *(_REQUEST_COLUMNS if requests else ()), columns[-1]], rows, format)


def _request(known: "KnownRequests | None", now: "datetime") -> dict[str, Any]:
    """What is known of a branch's pull request; nothing where no host is."""
    item = known.item if known else None
    shown = (
        {"url": item.url, "request": f"#{item.number} {item.state}", "review": item.review, "checks": item.checks}
        if item
        else {}
    )
    passed = age(known.at, now) if known and known.at else ""
    return {name: shown.get(name, "") for name in ("url", *_REQUEST_COLUMNS[:-1])} | {
        "seen": passed if passed in {"", "now"} else f"{passed} ago"
    }


def _row(name: str, state: "MemberState", now: "datetime") -> dict[str, Any]:
    return {
        "id": name,
        "branch": "(detached)" if state.detached else state.branch,
        "marks": _marks(state),
        "remote": _remote(state),
        "state": f"archived, {_state(state)}" if state.is_archived else _state(state),
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
        return "bare: no files" if state.is_bare else "not a repository"
    words = [f"{count} {what}" for what, (_, count) in _counts(state).items() if count]
    return ", ".join([*([state.in_progress] if state.in_progress else []), *words]) or "clean"
