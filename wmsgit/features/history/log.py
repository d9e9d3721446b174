"""The log: what each commit changed in the fields of a record, against every one of its parents."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from wmsgit.features.history.graph import CommitGraph
from wmsgit.features.history.record_paths import RecordPaths, RecordTouch, RecordVersions, Version
from wmsgit.model.change import FieldChange
from wmsgit.model.commit import Commit
from wmsgit.model.finding import Finding
from wmsgit.model.record import Data
from wmsgit.model.same import same

PATH = "record_path"
"""The name under which a move shows; the tables have a column of that name."""
ID = "id"
"""The field under which a renumbering shows."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """What one commit did to one record.

    Attributes:
        commit: the commit, without its files.
        id: the record's id after it.
        path: its file after it, or the one that was removed.
        change: `renumbered` stands at the id that was retired.
        fields: what changed.
    """

    commit: Commit
    id: str
    path: str
    change: Literal["added", "changed", "removed", "renumbered"]
    fields: tuple[FieldChange, ...]


def moments_of(lives: RecordPaths, graph: CommitGraph, record_id: str, order: Mapping[int, int]) -> list[RecordTouch]:
    """The touches of a record among some commits, those under its earlier ids with them, newest first.

    Args:
        lives: the files.
        graph: the commits.
        record_id: the record's id.
        order: the positions of a commit and of all that lead to it → their places in the order.
    """
    result: dict[RecordTouch, None] = {}
    waiting: list[tuple[str, Collection[int]]] = [(record_id, order)]
    while waiting:
        name, among = waiting.pop()
        for position in lives.touched(name):
            moment = RecordTouch(position, name)
            if position in among and moment not in result:
                result[moment] = None
                older = {earlier.id for earlier in lives.before(moment) if earlier} - {name}
                waiting += [(identifier, graph.leading_to(position) - {position}) for identifier in older]
    return sorted(result, key=lambda moment: order[moment.position])


def log(story: RecordVersions, graph: CommitGraph, moments: Sequence[RecordTouch]) -> Iterator[LogEntry]:
    """The entries of these moments, in their order.

    A commit whose parents are beyond the end of a shallow clone must not be among them.
    """
    with_parents = [earlier for moment in moments for earlier in story.lives.before(moment) if earlier]
    story.prepare([*moments, *with_parents])
    for moment in moments:
        entry = entry_of(story, graph, moment)
        if entry:
            yield entry


def entry_of(story: RecordVersions, graph: CommitGraph, moment: RecordTouch) -> LogEntry | None:
    """What a commit did to a record; None where it changed no field, or a merge took over what one parent had."""
    lives = story.lives
    version, earlier = lives.version(moment), lives.before(moment)
    versions = [lives.version(item) if item else None for item in earlier]
    if version in versions:
        return None
    path = next((held[0] for held in (version, *versions) if held), "")
    commit = graph.commit(moment.position)
    moved_to = lives.renumbered_to(moment)
    if moved_to:
        return LogEntry(commit, moment.id, path, "renumbered", (FieldChange(ID, moment.id, moved_to),))
    fields = changes_against([story.data(item) for item in earlier], story.data(moment))
    fields = (*_moves(moment, version, earlier, versions), *fields)
    change = _change(version, versions)
    return LogEntry(commit, moment.id, path, change, fields) if fields or change != "changed" else None


def changes_against(earlier: Iterable[Data | None], now: Data | None) -> tuple[FieldChange, ...]:
    """The fields whose value no earlier state has; the old value is the first one's.

    The order is that of the fields now, then of the earlier states. An `id` in the text is no field of its own.
    """
    olds = [old or {} for old in earlier] or [{}]
    new = now or {}
    if not any(olds):  # most of what a history tells is how records begin
        return tuple(FieldChange(name, None, value) for name, value in new.items() if name != ID and value is not None)
    names = dict.fromkeys(name for data in (new, *olds) for name in data if name != ID)
    return tuple(
        FieldChange(name, olds[0].get(name), new.get(name))
        for name in names
        if not any(same(old.get(name), new.get(name)) for old in olds)
    )


def unreadable(
    story: RecordVersions, graph: CommitGraph, moments: Iterable[RecordTouch]
) -> Iterator[tuple[Commit, Finding]]:
    """The commits among these at which the record could not be read, and why."""
    for moment in moments:
        file = story.file(moment)
        if file is not None and file.problem is not None:
            yield graph.commit(moment.position), file.problem


def _change(version: Version | None, earlier: Sequence[Version | None]) -> Literal["added", "changed", "removed"]:
    """What became of the file; a merge that has it while a parent has not changed it."""
    if version is not None:
        return "changed" if any(earlier) else "added"
    return "removed" if earlier and all(earlier) else "changed"


def _moves(
    moment: RecordTouch,
    version: Version | None,
    earlier: Sequence[RecordTouch | None],
    versions: Sequence[Version | None],
) -> Iterator[FieldChange]:
    """Another id than before, by a recorded renumbering, and another file."""
    first = earlier[0] if earlier else None
    if version is None or first is None or not all(versions):
        return
    if all(item and item.id != moment.id for item in earlier):
        yield FieldChange(ID, first.id, moment.id)
    elif all(held and held[0] != version[0] for held in versions):
        old: Any = versions[0]
        yield FieldChange(PATH, old[0], version[0])
