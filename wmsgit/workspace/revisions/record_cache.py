"""The cache of parsed records: what was once read, by what it was read from. It never goes stale.

A key stands for everything that a parsed record depends on, so an entry is right for ever; losing one costs
time alone. The entries lie in packs, files that are written once and then only read or removed: several
processes need no lock. Many small packs are put together into one, and those that have not been of use for
longest go when all of them are too large.

A pack: a header (magic, number of entries, CRC-32 of the directory), the directory (keys of 16 bytes, then
where each entry ends, from the end of the directory), and the entries, each with a CRC-32 before it.
"""

import os
import struct
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from wmsgit.disk.own import OwnFolder

KEY_BYTES = 16
_MAGIC = b"wmsgit parsed 1\n"
_HEADER = struct.Struct("<16sQI")
_CRC = struct.Struct("<I")
_OFFSET_BYTES = 8
_SUFFIX = ".parsed"
_MAX_PACKS = 8
_SMALL_BYTES = 32 << 20
_MAX_BYTES = 256 << 20


class ParsedCache:
    """The packs of one directory; nothing is kept where it is None.

    Args:
        directory: where they lie; it may not exist yet.
    """

    def __init__(self, directory: Path | None) -> None:
        self._own = OwnFolder(directory) if directory else None
        self._packs: list[_Pack] | None = None

    def get(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Key → entry, of those that are there."""
        wanted = set(keys)
        result: dict[bytes, bytes] = {}
        for pack in self._opened():
            of_use = pack.read(wanted)
            if of_use:
                _touch(pack)
                wanted -= of_use.keys()
                result |= of_use
            if not wanted:
                break
        return result

    def put(self, entries: Mapping[bytes, bytes]) -> None:
        """Keep entries; where that cannot be done, nothing happens."""
        if self._own is None or not entries:
            return
        with suppress(OSError, ValueError):
            packs = self._opened()
            packs.insert(0, _Pack(self._own, _write(self._own, _bounded(entries))))
            self._tidy(self._own, packs)

    def _opened(self) -> "list[_Pack]":
        """The packs that can be used, the newest first."""
        if self._packs is None:
            self._packs = list(_open_all(self._own)) if self._own else []
        return self._packs

    @staticmethod
    def _tidy(own: OwnFolder, packs: "list[_Pack]") -> None:
        """Put small packs together where there are many, and let go of the last ones where all are too large."""
        small = _of_a_size(packs) if len(packs) > _MAX_PACKS else []
        if len(small) > 1:
            whole = {key: entry for pack in reversed(small) for key, entry in pack.read(None).items()}
            packs[:] = [_Pack(own, _write(own, _bounded(whole))), *(pack for pack in packs if pack not in small)]
            for pack in small:
                own.remove(pack.name)
        while len(packs) > 1 and sum(pack.size_bytes for pack in packs) > _MAX_BYTES:
            own.remove(packs.pop().name)


class _Pack:
    """One open pack.

    Raises:
        ValueError, OSError, struct.error: when it cannot be used.
    """

    def __init__(self, own: OwnFolder, name: str) -> None:
        import mmap

        self.own, self.name = own, name
        with os.fdopen(own.open_file(name), "rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.size_bytes = len(self._map)
        magic, count, crc = _HEADER.unpack_from(self._map)
        self._start = _HEADER.size + count * (KEY_BYTES + _OFFSET_BYTES)
        directory = self._map[_HEADER.size : self._start]
        if magic != _MAGIC or zlib.crc32(directory) != crc:
            raise ValueError(name)
        keys = struct.iter_unpack(f"{KEY_BYTES}s", directory[: count * KEY_BYTES])
        self._places = {key: place for place, (key,) in enumerate(keys)}
        self._ends = array("Q", directory[count * KEY_BYTES :])

    def read(self, keys: set[bytes] | None) -> dict[bytes, bytes]:
        """Key → entry, of these keys or of all, without those that are damaged."""
        wanted = self._places.keys() if keys is None else self._places.keys() & keys
        entries = ((key, self._entry(self._places[key])) for key in wanted)
        return {key: entry for key, entry in entries if entry is not None}

    def _entry(self, place: int) -> bytes | None:
        start = self._start + (self._ends[place - 1] if place else 0)
        whole = self._map[start : self._start + self._ends[place]]
        entry = whole[_CRC.size :]
        return entry if whole[: _CRC.size] == _CRC.pack(zlib.crc32(entry)) else None


def _of_a_size(packs: Sequence[_Pack]) -> list[_Pack]:
    """The small packs, but for any that is larger than all smaller ones together: it would be written too often."""
    small = [pack for pack in packs if pack.size_bytes <= _SMALL_BYTES]
    rest = sum(pack.size_bytes for pack in small)
    for pack in sorted(small, key=lambda pack: pack.size_bytes, reverse=True):
        rest -= pack.size_bytes
        if pack.size_bytes <= rest:
            break
        small.remove(pack)
    return small


def _open_all(own: OwnFolder) -> Iterator[_Pack]:
    """The packs of a directory, the last used first; another process may remove one at any time."""
    times: list[tuple[float, str]] = []
    for path in own.path.glob(f"*{_SUFFIX}"):
        with suppress(OSError):
            times.append((path.lstat().st_mtime, path.name))
    for _, name in sorted(times, reverse=True):
        try:
            yield _Pack(own, name)
        except (ValueError, struct.error):
            with suppress(OSError):  # damaged: it would never be of use
                own.remove(name)
        except OSError:
            continue


def _write(own: OwnFolder, entries: Mapping[bytes, bytes]) -> str:
    """Write a pack, and say its name."""
    name = f"{os.urandom(8).hex()}{_SUFFIX}"
    ends, total = array("Q"), 0
    for entry in entries.values():
        total += len(entry) + _CRC.size
        ends.append(total)
    listed = b"".join(entries) + ends.tobytes()
    with own.draft(name) as file:
        file.write(_HEADER.pack(_MAGIC, len(entries), zlib.crc32(listed)) + listed)
        file.writelines(part for entry in entries.values() for part in (_CRC.pack(zlib.crc32(entry)), entry))
    return name


def _bounded(entries: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    """As many entries as one pack may have."""
    kept: dict[bytes, bytes] = {}
    total = 0
    for key, entry in entries.items():
        total += len(entry) + _CRC.size
        if total > _MAX_BYTES // 2:
            break
        kept[key] = entry
    return kept


def _touch(pack: _Pack) -> None:
    with suppress(OSError):
        pack.own.mark_used(pack.name)
