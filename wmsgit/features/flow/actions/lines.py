"""Reading the status lines of a kind; each is kept until a commit touches its record."""

import json
import zlib
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

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
        _save(ws, kind, past, kept)
    return [StatusLine(name, kept[name][1]) for name in touches if kept[name][1]]


def _read(past: Past, kind: Kind, touches: dict[str, RecordTouch]) -> dict[str, tuple[Step, ...]]:
    story = past.new_story()
    needed = [moment for name in touches for moment in moments_of(past.lives, past.graph, name, past.order)]
    story.prepare([*needed, *(earlier for moment in needed for earlier in past.lives.before(moment) if earlier)])
    return {name: status_line(story, past.graph, touch, kind.status) for name, touch in touches.items()}


def _load(ws: Workspace, kind: Kind, past: Past) -> _Kept:
    """What is kept; nothing where it is missing, damaged, or made by other schemas."""
    try:
        whole = OwnFolder(ws.cache_dir).read(_CACHE.format(kind.folder.replace("/", "-"))) if ws.cache_dir else b""
        head, _, body = whole.partition(b"\n")
        kept: dict[str, Any] = json.loads(body) if body and head == _head(ws, past, body) else {}
        return {
            name: (commit, tuple((seconds, status) for seconds, status in steps))
            for name, (commit, steps) in kept.items()
        }
    except (OSError, ValueError, TypeError, RecursionError):
        return {}


def _save(ws: Workspace, kind: Kind, past: Past, kept: _Kept) -> None:
    if ws.cache_dir is None:
        return
    body = json.dumps(as_json(kept), separators=(",", ":")).encode()
    with suppress(OSError):
        OwnFolder(ws.cache_dir).write(
            _CACHE.format(kind.folder.replace("/", "-")), [_head(ws, past, body), b"\n", body]
        )


def _head(ws: Workspace, past: Past, body: bytes) -> bytes:
    ends = sorted(past.graph.ids[position] for position in past.ends)
    return json.dumps([_FORMAT, ws.registry.digest, ends, zlib.crc32(body)]).encode()
