"""Reading the status lines of a kind; each is kept until a commit touches its record."""

import json
from collections.abc import Sequence

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
_Kept = dict[str, tuple[str, tuple[Step, ...]]]


def read_lines(ws: Workspace, kind: Kind, ids: Sequence[str]) -> list[StatusLine]:
    """The status lines of these records of a kind, as their commits tell them; one that was never committed has none.

    Args:
        ws: the workspace, as it is or at a revision.
        kind: a kind with a status.
        ids: the records' ids, exactly.
    """
    if ws.dirs is None or not kind.status or not ids:
        return []
    past = Past(ws, ws.history_start)
    if past.start is None:
        return []
    past.lives.ids()  # every touch is found in one go
    touches = {name: touch for name in ids if (touch := past.lives.at(name, past.position))}
    kept = _load(ws, kind, past)
    keys = {name: past.graph.ids[touch.position] for name, touch in touches.items()}
    missing = [name for name in touches if kept.get(name, ("",))[0] != keys[name]]
    for start in range(0, len(missing), _CHUNK):
        chunk = missing[start : start + _CHUNK]
        kept |= {name: (keys[name], steps) for name, steps in _read(past, kind, {n: touches[n] for n in chunk}).items()}
    if missing and ws.history_start is None:
        save_json(*_file(ws, kind, past), as_json(kept))
    return [StatusLine(name, kept[name][1]) for name in touches if kept[name][1]]


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
