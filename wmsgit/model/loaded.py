"""A record file: its status, by which it is read again or not, and its fields, or why it cannot be read."""

from typing import NamedTuple

from wmsgit.model.finding import Finding
from wmsgit.model.record import Data


class Stamp(NamedTuple):
    """What `stat` says of a file. Two equal stamps mean an unchanged file, unless the times are too fresh to trust."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


class LoadedFile(NamedTuple):
    """One file below a kind's folder.

    Attributes:
        path: relative to the workspace, with `/`.
        kind: the kind whose folder it lies in.
        id: the file's name without its suffix.
        digest: hexadecimal digest of the file's bytes; empty where these could not be read.
        data: the fields, or None where the file cannot be read.
        problem: why it cannot be read; None where it can.
    """

    path: str
    kind: str
    id: str
    digest: str
    data: Data | None
    problem: Finding | None = None
