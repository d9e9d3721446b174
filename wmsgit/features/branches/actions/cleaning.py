"""Which branches `clean` takes: those of some records, or of all whose work is merged."""

from collections.abc import Iterator, Sequence

from wmsgit.features.branches.actions.clean import expire
from wmsgit.features.branches.actions.places import Checkouts, TaskBranch
from wmsgit.features.branches.actions.removals import Removal, removal_of, removals
from wmsgit.features.closing.actions.host_merges import with_host_merges
from wmsgit.features.commits.actions.read import member_histories
from wmsgit.features.commits.links import NOT_HERE, MemberHistory
from wmsgit.features.commits.repositories import repositories_of
from wmsgit.schema.kind import Kind
from wmsgit.vcs.locate import repository_at
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace


def chosen_removals(ws: Workspace, kind: Kind, ids: Sequence[str]) -> list[Removal]:
    """The branches of some records of a kind, whatever state they are in.

    Raises:
        NotFoundError: when a record does not exist.
        ConflictError: when one names no repository, or not all of its repositories can be read.
    """
    chosen = [item for place in ws.places(ids, kind) for item in removals(ws, place)]
    _expire(ws, member_histories(ws))
    return list(dict.fromkeys(chosen))


def merged_removals(ws: Workspace) -> tuple[list[Removal], list[str]]:
    """The branches of all records that have been worked on and can be removed without losing anything.

    Returns:
        These, and in lines what is merged and stays, and where it is not known what is merged.
    """
    entries = {entry.id.lower(): entry for entry in ws.index().entries()}
    histories = with_host_merges(ws, member_histories(ws, ids=[entry.id for entry in entries.values()]))
    _expire(ws, histories)
    names = dict.fromkeys(name for history in histories for name in history.branches)
    places = [Place(entries[name].kind, entries[name].id, entries[name].path) for name in names]
    chosen = [removal_of(item) for item in _local_branches(ws, histories, places) if item.work.is_merged]
    problems = [(item.name, item.problem or item.default.problem) for item in histories]
    lines = [f"{name}: {problem}" for name, problem in problems if problem not in {"", NOT_HERE}]
    lines += [f"{item.record} stays: {line}" for item in chosen for line in item.why_not]
    return [item for item in chosen if not item.why_not], lines


def _local_branches(ws: Workspace, histories: Sequence[MemberHistory], places: Sequence[Place]) -> Iterator[TaskBranch]:
    members = {history.name: Checkouts(history) for history in histories}
    for place in places:
        in_use = [item.name for item in histories if not item.is_archived]
        named = repositories_of(ws.kind(place.kind), ws.record(place).data, in_use)
        works = (members[name].work_of(place.id) for name in named if name in members)
        yield from (item for work in works for item in work.branches if item.work.is_local)


def _expire(ws: Workspace, histories: Sequence[MemberHistory]) -> None:
    expire(ws, [item.path for item in histories if not item.problem and repository_at(item.path)])
