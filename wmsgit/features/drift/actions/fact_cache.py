"""The cache of facts: in the Git directory, a file for each repository and extractor. Losing it costs time alone.

A file has a line for each blob: checksum, blob id, fact as JSON. Lines are only ever added, each batch in one
write under a lock, so that several processes may do it at once; a line that is damaged or half written counts as
missing. A file that has grown far beyond what is asked of it is written anew.
"""

import json
import os
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from wmsgit.disk.locking import wait_for_lock
from wmsgit.disk.own import OwnFolder

FOLDER = "facts"
_SUM_DIGITS = 8
_KEEP_TIMES = 8
_SMALL_BYTES = 1 << 20
_ENCODER = json.JSONEncoder(separators=(",", ":"))


class FileFacts:
    """The port `FactCache` of the model, for one repository.

    Args:
        directory: where its files lie; None keeps nothing.
    """

    def __init__(self, directory: Path | None) -> None:
        self._own = OwnFolder(directory, depth=2) if directory else None
        self._asked: dict[str, dict[bytes, bytes]] = {}

    def load(self, extractor: str, blobs: Collection[str]) -> Mapping[str, Any]:
        """Blob id → fact, of those of these blobs that are known."""
        if self._own is None:
            return {}
        lines = _lines(self._own, _file(extractor))
        known = {blob: lines[key] for blob in blobs if (key := blob.encode()) in lines}
        self._asked.setdefault(extractor, {}).update((blob.encode(), line) for blob, line in known.items())
        return _decoded(known)

    def save(self, extractor: str, facts: Mapping[str, Any]) -> None:
        """Keep facts; where that cannot be done, nothing happens."""
        if self._own is None or not facts:
            return
        rows = {blob.encode(): _encoded(fact) for blob, fact in facts.items()}
        value = self._asked.get(extractor, {})
        with suppress(OSError):
            _add(self._own, _file(extractor), rows, value)


def _file(extractor: str) -> str:
    return f"{extractor}.facts"


def facts_of(cache_dir: Path | None, repository: str) -> FileFacts:
    """The cache of one repository's facts, below the workspace's cache."""
    return FileFacts(cache_dir / FOLDER / repository if cache_dir else None)


def _lines(own: OwnFolder, name: str) -> dict[bytes, bytes]:
    """Blob id → `checksum fact` of every whole line; the last one of a blob counts."""
    try:
        rows = own.read(name).split(b"\n")
    except OSError:
        return {}
    result = {}
    for row in rows[:-1]:
        blob, _, rest = row.partition(b" ")
        result[blob] = rest
    return result


def _decoded(known: Mapping[str, bytes]) -> dict[str, Any]:
    """The facts of lines, all parsed at once unless one is damaged."""
    whole = {blob: body for blob, line in known.items() if (body := _body(line)) is not None}
    try:
        facts = json.loads(b"[" + b",".join(whole.values()) + b"]")
    except (ValueError, RecursionError):
        facts = []
    if len(facts) == len(whole):
        return dict(zip(whole, facts, strict=True))
    return dict(_one_by_one(whole))


def _one_by_one(whole: Mapping[str, bytes]) -> Iterator[tuple[str, Any]]:
    for blob, body in whole.items():
        try:
            yield blob, json.loads(body)
        except (ValueError, RecursionError):
            continue


def _body(line: bytes) -> bytes | None:
    body = line[_SUM_DIGITS + 1 :]
    return body if line[:_SUM_DIGITS] == b"%08x" % zlib.crc32(body) else None


def _encoded(fact: Any) -> bytes:
    body = _ENCODER.encode(fact).encode()
    return b"%08x %s" % (zlib.crc32(body), body)


def _add(own: OwnFolder, name: str, rows: Mapping[bytes, bytes], request: Mapping[bytes, bytes]) -> None:
    """Add lines; keep only them and what was asked for where the file has far more than these."""
    added, kept = _joined(rows), _joined(request)
    lock = own.open_lock(f"{name}.lock")
    try:
        wait_for_lock(lock)
        size, last = _end_of(own, name)
        if size > max(_SMALL_BYTES, _KEEP_TIMES * (len(kept) + len(added))):
            own.write(name, [kept, added])
        else:
            own.append(name, added if last in {b"", b"\n"} else b"\n" + added)
    finally:
        os.close(lock)


def _joined(rows: Mapping[bytes, bytes]) -> bytes:
    return b"".join(b"%s %s\n" % row for row in rows.items())


def _end_of(own: OwnFolder, name: str) -> tuple[int, bytes]:
    """The size of a file, and its last byte, by which a line that was not written to its end is known."""
    try:
        handle = own.open_file(name)
    except FileNotFoundError:
        return 0, b""
    try:
        size = os.fstat(handle).st_size
        return size, os.pread(handle, 1, size - 1) if size else b""
    finally:
        os.close(handle)
