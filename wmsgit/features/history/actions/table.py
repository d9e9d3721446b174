"""The rows of the table `record_changes`: what each commit changed in each field of each record."""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from wmsgit.features.history.actions.repository import Past
from wmsgit.features.history.log import entry_of
from wmsgit.features.history.record_paths import RecordTouch, RecordVersions
from wmsgit.model.history_rows import ChangeRow, HistoryRows
from wmsgit.model.times import format_seconds

if TYPE_CHECKING:
    from wmsgit.workspace.workspace import Workspace

_CHUNK = 1_000
"""How many records' texts are in memory at once."""


def read_history_rows(ws: "Workspace", known: Collection[str], start: str | None = None) -> HistoryRows:
    """What has happened since some commits are known.

    Args:
        ws: the workspace.
        known: the ids of commits whose rows were made before.
        start: the commit to look from; None for HEAD.
    """
    if ws.dirs is None:
        return HistoryRows(set(known), (), ())
    past = Past(ws, start)
    order = past.order if past.start else {}
    wanted = {past.graph.ids[position] for position in order}
    new = wanted - set(known)
    return HistoryRows(set(known) - wanted, new, _rows(past, new) if new else (), may_keep=start is None)


def _rows(past: Past, commits: Collection[str]) -> Iterator[ChangeRow]:
    """The rows of these commits; those at which a shallow clone begins have none."""
    positions = past.graph.positions
    for names in _chunks(past.lives.ids_at(positions[commit] for commit in commits)):
        story = past.new_story()
        moments = [
            RecordTouch(position, name)
            for name in names
            for position in past.lives.touched(name)
            if past.graph.ids[position] in commits and position not in past.ends
        ]
        earlier = [item for moment in moments for item in past.lives.before(moment) if item]
        story.prepare([*moments, *earlier])
        for moment in sorted(moments):
            yield from _rows_at(past, story, moment)


def _chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    return (names[start : start + _CHUNK] for start in range(0, len(names), _CHUNK))


def _rows_at(past: Past, story: RecordVersions, moment: RecordTouch) -> Iterator[ChangeRow]:
    entry = entry_of(story, past.graph, moment)
    if entry is None:
        return
    commit, kind = entry.commit, past.kind_of(entry.path)
    committed_at, name = format_seconds(commit.committed_s), kind.name if kind else ""
    for change in entry.fields:
        yield commit.id, commit.author, committed_at, name, entry.id, change.field, change.old, change.new
