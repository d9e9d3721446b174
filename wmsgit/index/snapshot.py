"""The snapshot: SQLite files in the Git directory that are opened in place, each only ever replaced as a whole.

`snapshot` has the records, `snapshot.search` their full text, made when something is first searched for. Behind the
pages of a file stands a checksum of all of them. Reading it all at each start would cost more than most queries, so
`NAME.seal` remembers which file was found whole, by its status; another one is read through once. A file system's
status shows every change but one within the tick of its clock, so a seal counts only when it was given later.
"""

import json
import os
import sqlite3
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from wmsgit.disk.own import OwnFolder
from wmsgit.model.version import __version__

SNAPSHOT = "snapshot"
SEARCH = f"{SNAPSHOT}.search"
DELTA = f"{SNAPSHOT}.delta"
SEAL = ".seal"
_TRAILER = struct.Struct("<16sI")
_MAGIC = b"wmsgit snapshot\n"
_FORMAT = 6
_CHUNK_BYTES = 1 << 20
_FRESH_NS = 2_000_000_000


class DamagedError(Exception):
    """A snapshot that cannot be used, for whatever reason: the index is built anew without a word."""


def identity(schema: str, root: str) -> dict[str, Any]:
    """What a snapshot must have been made by and for; anything else is foreign."""
    return {
        "format": _FORMAT,
        "wmsgit": __version__,
        "sqlite": sqlite3.sqlite_version,
        "schema": schema,
        "root": root,
    }


def require_whole(folder: Path, name: str, *, fully: bool = False) -> Path:
    """The path of a snapshot's file that is the user's own and whole.

    Args:
        folder: its directory.
        name: its name.
        fully: whether the checksum is computed whatever the seal says.

    Raises:
        DamagedError: when it is missing, another user's, or damaged.
    """
    try:
        own = OwnFolder(folder)
        handle = own.open_file(name)
        try:
            if fully or not _is_sealed(own, name, os.fstat(handle)):
                _require_checksum(handle)
                _seal(own, name, os.fstat(handle))
        finally:
            os.close(handle)
    except (OSError, ValueError, struct.error) as error:
        raise DamagedError from error
    return folder / name


def damaged_files(folder: Path) -> list[str]:
    """The files of the snapshot that are there and damaged, whatever their seals say."""
    damaged = []
    for name in filter(lambda name: (folder / name).exists(), (SNAPSHOT, SEARCH)):
        try:
            require_whole(folder, name, fully=True)
        except DamagedError:
            damaged.append(name)
    return damaged


@contextmanager
def draft(folder: Path, name: str, source: Path | None = None) -> Iterator[Path]:
    """A file that SQLite fills and closes in the block, and that then replaces the snapshot's file of this name.

    Args:
        folder: its directory.
        name: its name.
        source: what the file begins as; None for an empty one.

    Raises:
        OSError: when it could not be written; what was there before is still there.
    """
    own = OwnFolder(folder)
    with own.draft_at(name) as (path, file):
        if source is not None:
            with source.open("rb") as old:
                while chunk := old.read(_CHUNK_BYTES):
                    file.write(chunk)
            file.truncate(file.tell() - _TRAILER.size)
            file.flush()
        yield path
        handle = own.open_file(path.name)
        try:
            crc = _crc_of(handle, os.fstat(handle).st_size)
        finally:
            os.close(handle)
        file.seek(0, os.SEEK_END)
        file.write(_TRAILER.pack(_MAGIC, crc))
    with suppress(OSError):
        own.sweep()


def borrow_snapshot(source: Path, target: Path) -> None:
    """Give a directory the snapshot and the delta of another one, to begin with; nothing where there are none.

    All are only ever replaced, so a hard link is as good as a copy.
    """
    for name in (SNAPSHOT, DELTA, f"{SNAPSHOT}{SEAL}", SEARCH, f"{SEARCH}{SEAL}"):
        with suppress(OSError):
            OwnFolder(target).borrow(OwnFolder(source), name)


def _is_sealed(own: OwnFolder, name: str, status: os.stat_result) -> bool:
    try:
        *stamp, at_ns = json.loads(own.read(f"{name}{SEAL}"))
    except (OSError, ValueError, TypeError):
        return False
    return bool(stamp == _stamp(status) and at_ns - status.st_mtime_ns > _FRESH_NS)


def _seal(own: OwnFolder, name: str, status: os.stat_result) -> None:
    now_ns = time.time_ns()
    if now_ns - status.st_mtime_ns > _FRESH_NS:
        with suppress(OSError):
            own.write(f"{name}{SEAL}", [json.dumps([*_stamp(status), now_ns]).encode()])


def _stamp(status: os.stat_result) -> list[int]:
    """Without the time of the status: a hard link, which another worktree makes, changes it."""
    return [status.st_size, status.st_mtime_ns, status.st_ino]


def _require_checksum(handle: int) -> None:
    size = os.fstat(handle).st_size - _TRAILER.size
    if size <= 0:
        raise ValueError
    crc = _crc_of(handle, size)
    if _TRAILER.unpack(os.read(handle, _TRAILER.size)) != (_MAGIC, crc):
        raise ValueError


def _crc_of(handle: int, size: int) -> int:
    """The checksum of the first bytes of a file that is open for reading."""
    os.lseek(handle, 0, os.SEEK_SET)
    crc = 0
    while size > 0 and (chunk := os.read(handle, min(size, _CHUNK_BYTES))):
        crc = zlib.crc32(chunk, crc)
        size -= len(chunk)
    return crc
