"""Reading the status lines of a kind; each is kept until a commit touches its record."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from wmsgit.disk.cache_file import load_json, save_json
from wmsgit.disk.own import OwnFolder
from wmsgit.features.flow.lines import StatusLine, Step, as_json, status_line
from wmsgit.features.history.actions.repository import Past
from wmsgit.features.history.log import moments_of
from wmsgit.features.history.record_paths import RecordTouch
from wmsgit.schema.kind import Kind
from wmsgit.workspace.workspace import Workspace

_CACHE = "flow-{}.json"
_FORMAT = 1
_CHUNK = 1_000
"""How many records' texts are in memory at once."""
_FEW = 20
_SHARE = 200
"""One in so many lines is sooner read again than all of them are written."""
_Kept = dict[str, tuple[str, tuple[Step, ...]]]


@dataclass(frozen=True)
class KindLines:
    """The status lines of a kind's records at a commit.

    Attributes:
        of: id → its line; a record that was never committed has none.
        ids_read: the ids whose lines were read.
        key: which commit ends the history, and by which schemas it was read.
    """

    of: Mapping[str, StatusLine] = field(default_factory=dict)
    ids_read: frozenset[str] = frozenset()
    key: tuple[str, str] = ("", "")


def past_of(ws: Workspace) -> Past | None:
    """The past of a workspace, as it is or at a revision; None where nothing was committed yet."""
    past = Past(ws, ws.history_start) if ws.dirs is not None else None
    return past if past and past.start else None


def read_lines(
    ws: Workspace, past: Past | None, kind: Kind, ids: Collection[str], earlier: KindLines | None = None
) -> KindLines:
    """The status lines of these records of a kind, as their commits tell them.

    Args:
        ws: the workspace, as it is or at a revision.
        past: its past.
        kind: a kind with a status.
        ids: the records' ids, exactly.
        earlier: the lines at an earlier commit; only those that commits have touched since are looked at.
    """
    if past is None or past.start is None or not kind.status or not ids:
        return KindLines()
    ids_read, key = frozenset(ids), (past.start, ws.registry.digest)
    touched = _touched_since(past, key, earlier)
    if earlier is None or touched is None:
        return KindLines(_kept_lines(ws, past, kind, ids), ids_read, key)
    if not touched and ids_read == earlier.ids_read:
        return KindLines(earlier.of, ids_read, key)
    anew = (touched | (ids_read - earlier.ids_read)) & ids_read
    lines = {name: line for name, line in earlier.of.items() if name in ids_read and name not in anew}
    fresh = _read(past, kind, _last_touches(past, sorted(anew)))
    return KindLines(lines | {name: StatusLine(name, steps) for name, steps in fresh.items() if steps}, ids_read, key)


def _touched_since(past: Past, key: tuple[str, str], earlier: KindLines | None) -> set[str] | None:
    """The ids that commits have touched since earlier lines were read; None where these lead nowhere."""
    if earlier is None or earlier.key[1] != key[1] or earlier.key[0] not in past.graph.positions:
        return None
    positions = past.graph.since(past.position, past.graph.positions[earlier.key[0]])
    return None if positions is None else set(past.lives.ids_at(positions))


def _kept_lines(ws: Workspace, past: Past, kind: Kind, ids: Collection[str]) -> dict[str, StatusLine]:
    touches, kept = _last_touches(past, ids), _load(ws, kind, past)
    keys = {name: past.graph.ids[touch.position] for name, touch in touches.items()}
    missing = [name for name in touches if kept.get(name, ("",))[0] != keys[name]]
    for start in range(0, len(missing), _CHUNK):
        chunk = {name: touches[name] for name in missing[start : start + _CHUNK]}
        kept |= {name: (keys[name], steps) for name, steps in _read(past, kind, chunk).items()}
    if len(missing) * _SHARE > len(touches) and ws.history_start is None:
        save_json(*_file(ws, kind, past), as_json(kept))
    return {name: StatusLine(name, kept[name][1]) for name in touches if kept[name][1]}


def _last_touches(past: Past, ids: Collection[str]) -> dict[str, RecordTouch]:
    if len(ids) > _FEW:
        past.lives.ids()  # every touch is found in one go
    return {name: touch for name in ids if (touch := past.lives.at(name, past.position))}


def _read(past: Past, kind: Kind, touches: dict[str, RecordTouch]) -> dict[str, tuple[Step, ...]]:
    story = past.new_story()
    needed = [moment for name in touches for moment in moments_of(past.lives, past.graph, name, past.order)]
    story.prepare([*needed, *(earlier for moment in needed for earlier in past.lives.before(moment) if earlier)])
    return {name: status_line(story, past.graph, touch, kind.status) for name, touch in touches.items()}


def _load(ws: Workspace, kind: Kind, past: Past) -> _Kept:
    """What is kept; nothing where it is missing, damaged, or made by other schemas."""
    try:
        return {
            name: (commit, tuple((seconds, status) for seconds, status in steps))
            for name, (commit, steps) in load_json(*_file(ws, kind, past)).items()
        }
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def _file(ws: Workspace, kind: Kind, past: Past) -> tuple[OwnFolder | None, str, str]:
    """Where a kind's lines are kept: the folder, the file and the key."""
    ends = sorted(past.graph.ids[position] for position in past.ends)
    key = json.dumps([_FORMAT, ws.registry.digest, ends])
    return OwnFolder(ws.cache_dir) if ws.cache_dir else None, _CACHE.format(kind.folder.replace("/", "-")), key
