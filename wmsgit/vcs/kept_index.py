"""A copy of Git's index, and which of its entries are others now: what has changed hands by commits and checkouts.

Two indexes are compared entry by entry, with the statuses in them, so that neither filters nor line ends count. Only
version 2 is read, which most repositories have (gitformat-index); of any other one nothing is told.
"""

import hashlib
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from wmsgit.disk.own import OwnFolder
from wmsgit.vcs.locate import GitDirs, private_dir
from wmsgit.vcs.stat_changes import is_plain_index

_HEADER = 12
_FLAGS = 60
"""Where the flags of an entry are: behind its status and the 20 bytes of an id."""
_NAME = _FLAGS + 2
_LONG = 0xFFF
"""The length of a name that does not fit into the flags."""
_ASSUMED = 0x80
"""In the first byte of the flags: assume-unchanged."""
_SUM = 20
_CHUNK = 1 << 18


class MovedEntries(NamedTuple):
    """The paths whose entries differ between two indexes.

    Attributes:
        paths: all of them, in order.
        is_untracked: whether one of them has no entry any more.
    """

    paths: list[str]
    is_untracked: bool


def keep_index(dirs: GitDirs, name: str) -> str:
    """Copy the index to a file of wmsgit's own, and give its checksum; empty where it is one that is not read.

    Raises:
        OSError: when it cannot be read, or the copy cannot be written.
    """
    if not is_plain_index(dirs):
        return ""
    text = (dirs.git_dir / "index").read_bytes()
    end = text[-_SUM:]
    if hashlib.sha1(text[:-_SUM], usedforsecurity=False).digest() != end:
        return ""  # ids of another length, or an index without a sum
    OwnFolder(private_dir(dirs)).write(name, [text])
    return end.hex()


def moved_entries(dirs: GitDirs, name: str, checksum: str, folder: str, *, most: int) -> MovedEntries | None:
    """The entries below a folder that are others now than in the copy with this checksum.

    None where that is unknown: the copy is another one, the index is not plain, Git does not look at one of
    these files, or they are more than `most`.

    Raises:
        OSError: when a file cannot be read.
    """
    if not is_plain_index(dirs):
        return None
    try:
        with _mapped(OwnFolder(private_dir(dirs)).open_file(name)) as old, _mapped(_opened(dirs)) as new:
            return _moved(old, new, f"{folder}/".encode(), most) if old[-_SUM:].hex() == checksum else None
    except (ValueError, IndexError):  # one of them is empty, or ends too soon
        return None


def _moved(old: mmap.mmap, new: mmap.mmap, top: bytes, most: int) -> MovedEntries | None:
    before: dict[bytes, bytes] = {}
    after: dict[bytes, bytes] = {}
    for entry, in_old in _differing(old, new):
        name = entry[_NAME:].rstrip(b"\0")
        if not name.startswith(top):
            continue
        if not in_old and entry[_FLAGS] & _ASSUMED:
            return None
        (before if in_old else after)[name] = entry
        if len(before) + len(after) > 2 * most:
            return None
    paths = sorted(os.fsdecode(name) for name in before.keys() | after.keys())
    return MovedEntries(paths, bool(before.keys() - after.keys())) if len(paths) <= most else None


def _differing(old: mmap.mmap, new: mmap.mmap) -> Iterator[tuple[bytes, bool]]:
    """The entries that stand in one of the two alone, and whether that is the old one. Both are in order of names."""
    ours, theirs = _Cursor(old), _Cursor(new)
    while ours.left or theirs.left:
        ours.skip_same(theirs)
        left, right = ours.entry(), theirs.entry()
        if left and left == right:
            ours.advance()
            theirs.advance()
        elif left and (not right or _place(left) <= _place(right)):
            yield left, True
            ours.advance()
        elif right:
            yield right, False
            theirs.advance()


def _place(entry: bytes) -> tuple[bytes, int]:
    """What entries are in order of: the name, then the side of a merge."""
    return entry[_NAME:].rstrip(b"\0"), entry[_FLAGS] & 0x30


class _Cursor:
    """A place in an index: where an entry begins, and how many are left."""

    def __init__(self, text: mmap.mmap) -> None:
        self.text = text
        self.start = _HEADER
        self.left = int.from_bytes(text[8:_HEADER])

    def entry(self) -> bytes:
        """The entry here; empty at the end."""
        return self.text[self.start : _end_of(self.text, self.start)] if self.left else b""

    def advance(self) -> None:
        self.start, self.left = _end_of(self.text, self.start), self.left - 1

    def skip_same(self, other: "_Cursor") -> None:
        """Move both behind the entries that are the same from here on, byte by byte."""
        text, start, count = self.text, self.start, 0
        end, most = start + _common_length(text, start, other.text, other.start), min(self.left, other.left)
        while count < most and (behind := _end_of(text, start)) <= end:
            start, count = behind, count + 1
        other.start, other.left = other.start + start - self.start, other.left - count
        self.start, self.left = start, self.left - count


def _end_of(text: mmap.mmap, start: int) -> int:
    length = (text[start + _FLAGS] << 8 | text[start + _FLAGS + 1]) & _LONG
    if length == _LONG:
        length = text.find(b"\0", start + _NAME) - start - _NAME
    return start + (_NAME + length + 8 & ~7)


def _common_length(old: mmap.mmap, at: int, new: mmap.mmap, there: int) -> int:
    """How many bytes are the same from these places on, to within a few."""
    length, step = 0, _CHUNK
    while step >= _FLAGS:
        if old[at + length : at + length + step] == new[there + length : there + length + step]:
            if at + length >= len(old):
                break
            length += step
        else:
            step //= 8
    return length


def _opened(dirs: GitDirs) -> int:
    return os.open(dirs.git_dir / "index", os.O_RDONLY | os.O_CLOEXEC)


@contextmanager
def _mapped(handle: int) -> Iterator[mmap.mmap]:
    with os.fdopen(handle, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        yield text
