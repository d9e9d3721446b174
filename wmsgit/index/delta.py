"""The delta: a small file beside the snapshot with what has changed since, which spares a rewrite.

It names the generation of the snapshot that it belongs to; beside any other one it is ignored. What it does
not have, the files' stamps reveal, so a lost delta costs time alone.
"""

import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wmsgit.disk.own import OwnFolder
from wmsgit.index.files import Catalogue, Edit, FileEntry
from wmsgit.index.refresh import Mark
from wmsgit.model.finding import Finding
from wmsgit.model.record import LoadedFile, Stamp


def write(
    path: Path, generation: str, catalogue: Catalogue, edits: Mapping[int, Edit], marks: Mapping[str, Mark]
) -> None:
    """Replace the delta.

    Args:
        path: the file.
        generation: of the snapshot that it belongs to.
        catalogue: which knows what has changed.
        edits: by file number, what has changed in content.
        marks: kind → what spares a look at each of its files. It holds beside these very changes alone.

    Raises:
        OSError: when it could not be written.
    """
    files = [
        [kind, name, entry and list(entry), _payload(entry and edits.get(entry.number))]
        for (kind, name), entry in catalogue.changed.items()
    ]
    gone = [[edit.number, edit.kind] for edit in edits.values() if edit.file is None]
    whole = {
        "generation": generation,
        "files": files,
        "gone": gone,
        "marks": marks,
        **catalogue.sums,
    }
    text = json.dumps(whole, separators=(",", ":"), default=str).encode()
    OwnFolder(path.parent).write(path.name, [b"%08x\n" % zlib.crc32(text), text])


def read(path: Path, generation: str, catalogue: Catalogue) -> tuple[list[Edit], dict[str, Mark]]:
    """Bring a catalogue up to date with the delta; nothing happens where there is none of this generation.

    Returns:
        What has changed in content, and the marks.
    """
    try:
        crc, _, text = OwnFolder(path.parent).read(path.name).partition(b"\n")
        whole = json.loads(text) if int(crc, 16) == zlib.crc32(text) else {}
        if whole.get("generation") != generation:
            return [], {}
        files = [_file(*row) for row in whole["files"]]
        edits = [Edit(int(number), str(kind), None) for number, kind in whole["gone"]]
        total, next_number, count = int(whole["total"], 16), int(whole["next_number"]), int(whole["count"])
        marks = {str(kind): dict(mark) for kind, mark in whole["marks"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return [], {}
    for kind, name, entry, edit in files:
        catalogue.changed[kind, name] = entry
        edits += [edit] if edit else []
    catalogue.total, catalogue.next_number, catalogue.count = total, next_number, count
    return edits, marks


def _payload(edit: Edit | None) -> Any:
    if edit is None or edit.file is None:
        return None
    file, problem = edit.file, edit.file.problem
    return [edit.is_new, file.id, file.data, problem and vars(problem)]


def _file(kind: str, path: str, entry: Any, payload: Any) -> tuple[str, str, FileEntry | None, Edit | None]:
    if entry is None:
        return kind, path, None, None
    number, stamp, digest, *flags = entry
    known = FileEntry(number, Stamp(*stamp), digest, *flags)
    if payload is None:
        return kind, path, known, None
    is_new, identifier, data, problem = payload
    file = LoadedFile(path, kind, identifier, digest, data, Finding(**problem) if problem else None)
    return kind, path, known, Edit(number, kind, file, is_new)
