"""Fetching and pulling members, side by side; a pull only ever moves a branch forward."""

from collections.abc import Sequence
from dataclasses import dataclass

from wmsgit.errors import WmsgitError
from wmsgit.model.record import Record
from wmsgit.vcs.locate import repository_at
from wmsgit.vcs.member_remotes import fast_forward_to_upstream, fetch_all
from wmsgit.vcs.members import member_state
from wmsgit.workspace.member_places import MemberPlace, member_places
from wmsgit.workspace.members import map_in_threads
from wmsgit.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class MemberResult:
    """What came of a member: what was done, in words; or why not. Both are empty where there was nothing to do."""

    name: str
    done: str = ""
    problem: str = ""
    is_absent: bool = False


def fetch_members(ws: Workspace, records: Sequence[Record]) -> list[MemberResult]:
    """Fetch from all remotes of each member."""
    return map_in_threads(member_places(ws, records), _fetched)


def pull_members(ws: Workspace, records: Sequence[Record]) -> list[MemberResult]:
    """Fetch, and move each member's branch forward to its remote one; a branch that has gone its own way stays."""
    return map_in_threads(member_places(ws, records), _pulled)


def _fetched(place: MemberPlace) -> MemberResult:
    unusable = _unusable(place)
    if unusable:
        return unusable
    try:
        return MemberResult(place.name, "fetched" if fetch_all(place.path) else "")
    except WmsgitError as error:
        return MemberResult(place.name, problem="; ".join([error.message, *error.details[:1]]))


def _pulled(place: MemberPlace) -> MemberResult:
    fetched = _fetched(place)
    if fetched.problem:
        return fetched
    try:
        state = member_state(place.path)
        if state.detached or not state.upstream or state.upstream_gone:
            where = "no branch" if state.detached else f"{state.branch}, which follows no branch of a remote"
            return MemberResult(place.name, problem=f"is on {where}")
        if state.relation == "diverged":
            return MemberResult(place.name, problem=f"{state.branch} has diverged: +{state.ahead} -{state.behind}")
        if not state.behind:
            return MemberResult(place.name)
        fast_forward_to_upstream(place.path)
    except WmsgitError as error:
        return MemberResult(place.name, problem="; ".join([error.message, *error.details[:1]]))
    return MemberResult(place.name, f"{state.branch} moved forward by {state.behind}")


def _unusable(place: MemberPlace) -> MemberResult | None:
    if place.is_vacant:
        return MemberResult(place.name, problem="it is not on this machine", is_absent=True)
    if place.refusal:
        return MemberResult(place.name, problem=place.refusal)
    if repository_at(place.path) is None:
        return MemberResult(place.name, problem="it is not a Git repository with files")
    return None
