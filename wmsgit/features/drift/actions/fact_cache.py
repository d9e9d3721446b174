"""The cache of facts: in the Git directory, a file for each repository and extractor. Losing it costs time alone.

A file has a line for each blob: checksum, blob id, fact as JSON. Lines are only ever added, each batch in one
write under a lock, so that several processes may do it at once; a line that is damaged or half written counts as
missing. A file that has grown far beyond what is asked of it is written anew.
"""

import json
import os
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

FOLDER = "facts"
_SUM_DIGITS = 8
_KEEP_TIMES = 8
_SMALL_BYTES = 1 << 20


class FileFacts:
    """The port `FactCache` of the model, for one repository.

    Args:
        directory: where its files lie; None keeps nothing.
    """

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory
        self._asked: dict[str, dict[bytes, bytes]] = {}

    def load(self, extractor: str, blobs: Collection[str]) -> Mapping[str, Any]:
        """Blob id → fact, of those of these blobs that are known."""
        path = self._path(extractor)
        if path is None:
            return {}
        lines = _lines(path)
        known = {blob: lines[key] for blob in blobs if (key := blob.encode()) in lines}
        self._asked[extractor] = {blob.encode(): line for blob, line in known.items()}
        return _decoded(known)

    def save(self, extractor: str, facts: Mapping[str, Any]) -> None:
        """Keep facts; where that cannot be done, nothing happens."""
        path = self._path(extractor)
        if path is None or not facts:
            return
        rows = {blob.encode(): _encoded(fact) for blob, fact in facts.items()}
        asked = self._asked.get(extractor, {})
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _add(path, rows, asked)
        except OSError:
            return

    def _path(self, extractor: str) -> Path | None:
        return self._directory / f"{extractor}.facts" if self._directory else None


def facts_of(cache_dir: Path | None, repository: str) -> FileFacts:
    """The cache of one repository's facts, below the workspace's cache."""
    return FileFacts(cache_dir / FOLDER / repository if cache_dir else None)


def _lines(path: Path) -> dict[bytes, bytes]:
    """Blob id → `checksum fact` of every whole line; the last one of a blob counts."""
    try:
        rows = path.read_bytes().split(b"\n")
    except OSError:
        return {}
    found = {}
    for row in rows[:-1]:
        blob, _, rest = row.partition(b" ")
        found[blob] = rest
    return found


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
    body = json.dumps(fact, separators=(",", ":")).encode()
    return b"%08x %s" % (zlib.crc32(body), body)


def _add(path: Path, rows: Mapping[bytes, bytes], asked: Mapping[bytes, bytes]) -> None:
    """Add lines; keep only them and what was asked for where the file has far more than these."""
    import fcntl

    added = _joined(rows)
    with path.with_name(f"{path.name}.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        size = path.stat().st_size if path.exists() else 0
        kept = _joined(asked)
        if size > max(_SMALL_BYTES, _KEEP_TIMES * (len(kept) + len(added))):
            temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
            temporary.write_bytes(kept + added)
            temporary.replace(path)
            return
        with path.open("ab") as file:
            file.write(added if not size or _ends_whole(path) else b"\n" + added)


def _joined(rows: Mapping[bytes, bytes]) -> bytes:
    return b"".join(b"%s %s\n" % row for row in rows.items())


def _ends_whole(path: Path) -> bool:
    """Whether the last line was written to its end."""
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
