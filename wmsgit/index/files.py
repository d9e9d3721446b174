"""Files: what the index knows of each record file, by kind, and how that is kept in few bytes."""

import struct
import sys
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from wmsgit.model.stamp import Stamp

_TYPECODES = "qqqQ"  # size, mtime_ns, ctime_ns, inode: only the inode may need the 64th bit
_HEAD = struct.Struct("<QQQ")
_SUM_BITS = 256
BYTE_ORDER = sys.byteorder


class FileEntry(NamedTuple):
    """One file.

    Attributes:
        number: what the rowids of its rows are made of.
        stamp: its status when it was last found.
        digest: of its bytes; empty where they could not be read.
        is_trusted: whether an equal stamp means equal content.
    """

    number: int
    stamp: Stamp
    digest: str
    is_trusted: bool


@dataclass(frozen=True)
class _Columns:
    """The files of one kind as bytes: what `KindFiles.encode` made, taken apart when it is first asked for."""

    image: bytes

    @cached_property
    def paths(self) -> list[str]:
        count, length, _ = self.head
        text = self.image[self._texts_at : self._texts_at + length].decode("utf-8", "surrogateescape")
        return text.split("\0") if count else []

    @cached_property
    def digests(self) -> list[str]:
        _, length, size = self.head
        return self.image[self._texts_at + length :][:size].decode().split("\0")

    @cached_property
    def columns(self) -> "list[array[int]]":
        return [self._array(position, code) for position, code in enumerate(_TYPECODES)]

    @cached_property
    def numbers(self) -> "array[int]":
        return self._array(4, "q")

    @cached_property
    def flags(self) -> bytes:
        count = self.head[0]
        return self.image[self._texts_at - count : self._texts_at]

    @cached_property
    def positions(self) -> dict[str, int]:
        return {path: position for position, path in enumerate(self.paths)}

    def stamps(self) -> dict[str, Stamp]:
        """Path → stamp, as plain tuples, which are equal to stamps and ten times faster to make."""
        return dict(zip(self.paths, zip(*self.columns, strict=True), strict=True))  # type: ignore[arg-type]

    def entry(self, path: str) -> FileEntry | None:
        position = self.positions.get(path)
        if position is None:
            return None
        size, modified, changed, inode = self.columns
        stamp = Stamp(size[position], modified[position], changed[position], inode[position])
        return FileEntry(self.numbers[position], stamp, self.digests[position], bool(self.flags[position]))

    @cached_property
    def head(self) -> tuple[int, int, int]:
        return _HEAD.unpack_from(self.image)

    @property
    def _texts_at(self) -> int:
        return _HEAD.size + 41 * self.head[0]

    def _array(self, position: int, code: str) -> "array[int]":
        count = self.head[0]
        start = _HEAD.size + 8 * count * position
        numbers = array(code)
        numbers.frombytes(self.image[start : start + 8 * count])
        return numbers


_EMPTY = _Columns(_HEAD.pack(0, 0, 0))


class KindFiles:
    """The files of one kind: as the snapshot has them, and what has changed since."""

    def __init__(self, image: bytes | None = None) -> None:
        self._base = _EMPTY if image is None else _Columns(image)
        self.changed: dict[str, FileEntry | None] = {}

    def stamps(self) -> dict[str, Stamp]:
        """Path → stamp of every file."""
        stamps = self._base.stamps()
        for path, entry in self.changed.items():
            if entry is None:
                stamps.pop(path, None)
            else:
                stamps[path] = entry.stamp
        return stamps

    def doubtful(self) -> list[str]:
        """The files whose stamps may not be trusted, or whose bytes could not be read."""
        base, changed = self._base, self.changed
        paths = base.paths if b"\0" in base.flags else ()
        old = [path for path, flag in zip(paths, base.flags, strict=False) if not flag and path not in changed]
        return [*old, *(path for path, entry in changed.items() if entry and not entry.is_trusted)]

    def entry(self, path: str) -> FileEntry | None:
        """What is known of a file."""
        return self.changed[path] if path in self.changed else self._base.entry(path)

    def items(self) -> Iterator[tuple[str, FileEntry]]:
        """Every file, the changed ones last."""
        base = self._base
        stamps = base.stamps()
        for position, path in enumerate(base.paths):
            if path not in self.changed:
                digest, flag = base.digests[position], bool(base.flags[position])
                yield path, FileEntry(base.numbers[position], Stamp(*stamps[path]), digest, flag)
        yield from ((path, entry) for path, entry in self.changed.items() if entry is not None)

    def __len__(self) -> int:
        """How many files there are."""
        known = self._base.positions if self.changed else {}
        return self._base.head[0] + sum((entry is not None) - (path in known) for path, entry in self.changed.items())

    def encode(self) -> bytes:
        """All files as bytes, from which a section can be made again.

        Raises:
            OverflowError: when a number of a stamp has more than 64 bits.
        """
        items = list(self.items())
        entries = [entry for _, entry in items]
        paths = "\0".join(path for path, _ in items).encode("utf-8", "surrogateescape")
        digests = "\0".join(entry.digest for entry in entries).encode()
        columns = [array(code, [e.stamp[i] for e in entries]).tobytes() for i, code in enumerate(_TYPECODES)]
        numbers = array("q", [entry.number for entry in entries]).tobytes()
        flags = bytes(entry.is_trusted for entry in entries)
        return b"".join((_HEAD.pack(len(items), len(paths), len(digests)), *columns, numbers, flags, paths, digests))


class Catalogue:
    """Every file of every kind, the next free number, and a sum over all contents.

    The sum is of one hash a file, modulo 2^256, so that no order matters and one file's change costs two
    hashes.
    """

    def __init__(self, sections: Mapping[str, KindFiles], next_number: int = 1, total: int = 0) -> None:
        self.sections = dict(sections)
        self.next_number = next_number
        self.total = total

    def put(self, kind: str, path: str, entry: FileEntry | None) -> None:
        """Know a file anew; None for one that has gone."""
        section = self.sections[kind]
        old = section.entry(path)
        if (old and old.digest) != (entry and entry.digest):
            added = _hash(path, entry.digest) if entry else 0
            removed = _hash(path, old.digest) if old else 0
            self.total = (self.total + added - removed) % (1 << _SUM_BITS)
        section.changed[path] = entry

    def renew(self, kind: str, path: str, entry: FileEntry) -> None:
        """Know the status of a file anew whose content is as it was."""
        self.sections[kind].changed[path] = entry

    def take_number(self) -> int:
        """A number that no file has had."""
        self.next_number += 1
        return self.next_number - 1

    @property
    def changes(self) -> int:
        """How many files differ from the snapshot."""
        return sum(len(section.changed) for section in self.sections.values())

    def __len__(self) -> int:
        """How many files there are."""
        return sum(map(len, self.sections.values()))


def _hash(path: str, digest: str) -> int:
    from hashlib import blake2b

    text = f"{path}\0{digest}".encode("utf-8", "surrogateescape")
    return int.from_bytes(blake2b(text, digest_size=_SUM_BITS // 8).digest(), "big")
