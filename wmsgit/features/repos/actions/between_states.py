"""Between two frozen states: the commits that each member gained, and those of the workspace that froze them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wmsgit.errors import NotFoundError, WmsgitError
from wmsgit.features.repos.actions.freeze import KIND as STATE
from wmsgit.vcs.history.commits import additions
from wmsgit.vcs.history.member_log import commits_between
from wmsgit.workspace.member_places import MemberPlace, member_places
from wmsgit.workspace.members import map_in_threads, members
from wmsgit.workspace.workspace import Workspace

_ONE, _BOTH = 1, 2


@dataclass(frozen=True, slots=True)
class BetweenStates:
    """What happened between two frozen states.

    Attributes:
        start, end: the commits of the workspace that recorded them.
        commits: member → (commit, subject), the newest first, without merges; a member that gained none is left out.
        unknown: member → why its commits are unknown.
    """

    start: str
    end: str
    commits: Mapping[str, Sequence[tuple[str, str]]]
    unknown: Mapping[str, str]


def frozen_rows(ws: Workspace, name: str) -> tuple[str, dict[str, Any]]:
    """The id of a state, and member → what was recorded of it, where a commit was.

    Raises:
        NotFoundError: when there is no such state, or it has no commits.
    """
    kind = ws.kind(STATE)
    record = ws.record(ws.locate(ws.numbered(kind, name), kind))
    commits = (record.data.get("state_data") or {}).get("commits")
    rows = commits if isinstance(commits, dict) else {}
    result = {member: row for member, row in rows.items() if isinstance(row, dict) and row.get("commit")}
    if not result:
        raise NotFoundError(f"{record.id} has no commits of members", hint="'wmsgit repo freeze NAME' records them")
    return record.id, result


def states_of(ws: Workspace, span: str) -> tuple[str, str] | None:
    """The two states that `A..B` names; None where it names something else, such as revisions."""
    first, dots, last = span.partition("..")
    kind = ws.kind(STATE)
    try:
        names = [ws.locate(ws.numbered(kind, name), kind).id for name in (first, last) if dots and name]
    except WmsgitError:
        return None
    return (names[0], names[1]) if len(names) == _BOTH else None


def between_states(ws: Workspace, first: str, last: str) -> BetweenStates:
    """The commits between two states that `repo freeze` recorded.

    Raises:
        NotFoundError: when one of them is not such a state, or is not committed.
    """
    (start, old), (end, new) = frozen_rows(ws, first), frozen_rows(ws, last)
    moved = {member: row for member, row in new.items() if (old.get(member) or {}).get("commit") != row["commit"]}
    known = {item.id: item for item in members(ws)}
    unknown = {member: "is no member any more" for member in moved if member not in known}
    places = member_places(ws, [known[member] for member in moved if member in known])
    commits = {}
    for place, gained in map_in_threads(places, lambda place: (place, _gained(place, old, new))):
        if isinstance(gained, str):
            unknown[place.name] = gained
        elif gained:
            commits[place.name] = gained
    return BetweenStates(_recorded(ws, start), _recorded(ws, end), commits, unknown)


def _gained(place: MemberPlace, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str]] | str:
    if place.refusal or place.is_vacant:
        return place.refusal or "is not on this machine"
    before = [str(old[place.name]["commit"])] if place.name in old else []
    try:
        gained = commits_between(place.path, [str(new[place.name]["commit"])], before)
    except WmsgitError:
        return "does not have the commits here ('wmsgit repo fetch' may bring them)"
    return [(commit.id, commit.subject) for commit in gained if len(commit.parents) <= _ONE]


def _recorded(ws: Workspace, name: str) -> str:
    """The commit of the workspace that recorded a state."""
    path = ws.locate(name, ws.kind(STATE), exact=True).path
    made = additions(ws.require_dirs().worktree, path)
    if not made:
        raise NotFoundError(f"{name} is not committed", hint=f"'wmsgit save {path}'")
    return made[0]
