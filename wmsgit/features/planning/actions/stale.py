"""Stale: the work in progress that has not changed for long, by its own times, its file's time, and Git."""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from wmsgit.errors import NotFoundError
from wmsgit.features.planning.actions.open_records import is_taken_on
from wmsgit.features.planning.staleness import last_moment, moment_fields, stale_before, stale_days
from wmsgit.schema.kind import Kind
from wmsgit.workspace.locate import SETTINGS_PATH
from wmsgit.workspace.workspace import Workspace

if TYPE_CHECKING:
    from wmsgit.index.conditions import Condition

_MANY = 100
"""So many records must be taken on: Git takes as long to start as fewer take to be looked at."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A record in progress that nobody has touched for long.

    Attributes:
        kind, id, path: which.
        last: the latest moment that the record itself tells; None when it tells none.
    """

    kind: str
    id: str
    path: str
    last: datetime | None


def stale_records(ws: Workspace, uncommitted: Collection[str], days: int | None = None) -> list[Stale]:
    """The records taken on that have not changed for the days of the settings, the longest untouched first.

    One is left out as soon as anything speaks for a change: a moment of its own, an uncommitted change, a commit. A
    file that was written here longer ago has not changed since; only where the file is newer, as in a fresh clone,
    is Git asked, in one process. Where all of a history is younger than that, every file in it has been touched.

    Args:
        ws: the workspace, as its files are.
        uncommitted: the paths that differ from HEAD.
        days: after how many days; those of the settings for None.
    """
    limit = stale_before(ws.now(), days or _days(ws))
    chosen = [(kind, _conditions(ws, kind, limit)) for kind in is_taken_on(ws)]
    if sum(ws.index([kind.name]).count(kind, taken[:1]) for kind, taken in chosen) > _MANY and _is_young(ws, limit):
        return []
    result = [item for kind, conditions in chosen for item in _under_way(ws, kind, conditions)]
    old = [item for item in result if item.path not in uncommitted]
    newer = [item for item in old if _written(ws, item.path) >= limit.timestamp()]
    touched = _touched(ws, limit, newer) if newer else set()
    kept = [item for item in old if item.path not in touched]
    return sorted(kept, key=lambda item: (item.last is not None, item.last or limit, item.id))


def _conditions(ws: Workspace, kind: Kind, limit: datetime) -> list["Condition"]:
    """What somebody has taken on and not closed, and of that what tells no moment since the limit."""
    from wmsgit.index.conditions import condition_for
    from wmsgit.index.query import silent_since

    targets = [step.target for step in kind.transitions.values() if step.claims]
    taken = condition_for(kind, kind.status, "", targets, ws.value_context())
    return [taken, silent_since(kind, moment_fields(kind), limit)]


def _under_way(ws: Workspace, kind: Kind, conditions: Sequence["Condition"]) -> list[Stale]:
    moments = moment_fields(kind)
    rows = ws.index([kind.name]).select(kind, conditions, columns=("id", "record_path", *moments), order=("id",))
    return [
        Stale(kind.name, record_id, path, last_moment(dict(zip(moments, values, strict=True))))
        for record_id, path, *values in rows
    ]


def _is_young(ws: Workspace, limit: datetime) -> bool:
    """Whether HEAD's history has no commit from before the limit."""
    from wmsgit.vcs.history.commits import has_commit_before

    return ws.dirs is not None and has_commit_before(ws.root, int(limit.timestamp())) is False


def _touched(ws: Workspace, limit: datetime, result: Sequence[Stale]) -> set[str]:
    from wmsgit.vcs.history.commits import touched_since

    if ws.dirs is None:
        return set()
    folders = {f"records/{ws.kind(item.kind).folder}" for item in result}
    return touched_since(ws.root, int(limit.timestamp()), sorted(folders), [item.path for item in result])


def _written(ws: Workspace, path: str) -> float:
    try:
        return os.stat(f"{ws.root}/{path}").st_mtime  # noqa: PTH116 - a Path for each of thousands costs more
    except OSError:
        return 0.0


def _days(ws: Workspace) -> int:
    """What the settings say; a file without that word is not parsed."""
    try:
        text = ws.read(SETTINGS_PATH)
    except NotFoundError:
        text = b""
    if b"stale" not in text and b"\\" not in text:
        return stale_days({})
    from wmsgit.workspace.settings import read_settings

    return stale_days(read_settings(ws))
