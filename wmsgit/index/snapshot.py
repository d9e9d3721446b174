"""The snapshot: one file in the Git directory with the index's parts, loaded one by one as needed.

Layout: the blobs one after another; the header as JSON, with each blob's offset, size and CRC-32; a trailer
with a magic word, the header's length and its CRC-32 (the fastest checksum of the standard library). A
snapshot is never changed, only replaced by a new file of the same name, so an open one stays whole.
"""

import json
import os
import sqlite3
import struct
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from wmsgit.disk.own import OwnFolder
from wmsgit.index.files import BYTE_ORDER
from wmsgit.model.version import __version__

SNAPSHOT = "snapshot"
DELTA = f"{SNAPSHOT}.delta"
_TRAILER = struct.Struct("<16sQI")
_MAGIC = b"wmsgit snapshot\n"
_FORMAT = 3


class DamagedError(Exception):
    """A snapshot that cannot be used, for whatever reason: the index is built anew without a word."""


def identity(schema: str, root: str) -> dict[str, Any]:
    """What a snapshot must have been made by and for; anything else is foreign."""
    return {
        "format": _FORMAT,
        "wmsgit": __version__,
        "sqlite": sqlite3.sqlite_version,
        "byte_order": BYTE_ORDER,
        "schema": schema,
        "root": root,
    }


class Snapshot:
    """An open snapshot.

    Attributes:
        header: what was given to `write`, with `generation` and the identity.
    """

    def __init__(self, path: Path, expected: Mapping[str, Any]) -> None:
        """Open the snapshot of a directory.

        Raises:
            DamagedError: when it is missing, foreign, or its header is damaged.
        """
        self._file = -1
        try:
            self._file = OwnFolder(path.parent).open_file(path.name)
            self.header = self._read_header()
            self._blobs = dict(self.header["blobs"])
        except (
            OSError,
            ValueError,
            KeyError,
            TypeError,
            OverflowError,
            RecursionError,
            struct.error,
        ) as error:
            raise DamagedError from error
        if self.header.get("identity") != expected:
            raise DamagedError

    @property
    def generation(self) -> str:
        """What tells this snapshot from every other one."""
        return str(self.header["generation"])

    def read(self, name: str) -> bytes:
        """One blob.

        Raises:
            DamagedError: when it is damaged, or there is none of this name.
        """
        try:
            offset, size, crc = self._blobs[name]
            blob = _read_at(self._file, offset, size)
        except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
            raise DamagedError from error
        if len(blob) != size or zlib.crc32(blob) != crc:
            raise DamagedError
        return blob

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __del__(self) -> None:
        self.close()

    def _read_header(self) -> dict[str, Any]:
        end = os.fstat(self._file).st_size - _TRAILER.size
        magic, length, crc = _TRAILER.unpack(_read_at(self._file, end, _TRAILER.size))
        if magic != _MAGIC or length > end:
            raise DamagedError
        text = _read_at(self._file, end - length, length)
        if len(text) != length or zlib.crc32(text) != crc:
            raise DamagedError
        header: dict[str, Any] = json.loads(text)
        return header


def write(path: Path, header: Mapping[str, Any], blobs: Iterable[tuple[str, bytes]]) -> str:
    """Replace the snapshot at `path` as a whole.

    Args:
        path: the file.
        header: with the `identity`; JSON.
        blobs: (name, bytes), made one after another so that only one is in memory.

    Returns:
        The snapshot's generation.

    Raises:
        OSError: when it could not be written; what was there before is still there.
    """
    generation = os.urandom(8).hex()
    places: dict[str, tuple[int, int, int]] = {}
    own = OwnFolder(path.parent)
    with own.draft(path.name) as file:
        for name, blob in blobs:
            places[name] = (file.tell(), len(blob), zlib.crc32(blob))
            file.write(blob)
        text = json.dumps({**header, "generation": generation, "blobs": places}).encode()
        file.write(text + _TRAILER.pack(_MAGIC, len(text), zlib.crc32(text)))
    with suppress(OSError):
        own.sweep()
    return generation


def borrow_snapshot(source: Path, target: Path) -> None:
    """Give a directory the snapshot and the delta of another one, to begin with; nothing where there are none.

    Both are only ever replaced, so a hard link is as good as a copy.
    """
    for name in (SNAPSHOT, DELTA):
        with suppress(OSError):
            OwnFolder(target).borrow(OwnFolder(source), name)


def _read_at(file: int, offset: int, size: int) -> bytes:
    """Up to `size` bytes from `offset`; one call of the system seldom gives more than 2 GiB."""
    os.lseek(file, offset, os.SEEK_SET)
    first = os.read(file, size)
    if len(first) == size or not first:
        return first
    chunks = [first]
    missing = size - len(first)
    while missing and (chunk := os.read(file, missing)):
        chunks.append(chunk)
        missing -= len(chunk)
    return b"".join(chunks)
