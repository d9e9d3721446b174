"""A file's status, as the file system tells it: what decides whether a file must be read again."""

from typing import NamedTuple


class Stamp(NamedTuple):
    """What `stat` says of a file. Two equal stamps mean an unchanged file, unless the times are too fresh to trust."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
