"""Refresh: which files must be read again, by their status, and by their bytes where that is too fresh.

A file that changed within two seconds before it was looked at may change once more without its times showing
it, on file systems that keep coarse times. Such a stamp is not trusted: the next look compares the bytes'
digest, as Git does with an index entry that is "racily clean" (git's Documentation/technical/racy-git).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from wmsgit.index.files import Catalogue, FileEntry
from wmsgit.model.record import Stamp
from wmsgit.model.value import immutable

if TYPE_CHECKING:
    from wmsgit.model.record import LoadedFile

FRESH_NS = 2_000_000_000
"""How near to now a time must be to be doubted: the coarsest clock of a file system, FAT's, has 2 s."""


Digests = Mapping[str, str]
"""Path → digest of a file's bytes."""

Mark = dict[str, Any]
"""What is kept of a look at a folder, as JSON has it, so that less is looked at the next time."""


class Suspects(NamedTuple):
    """The files that may have changed since a mark was left.

    Attributes:
        statuses: path → status; None where there is no such record file any more.
        mark: the mark, with what is known anew of the folders.
    """

    statuses: Mapping[str, Stamp | None]
    mark: Mark


class KnownFiles(Protocol):
    """The files of a kind that the index knows."""

    def has(self, path: str) -> bool:
        """Whether a file is known."""

    def in_folder(self, folder: str) -> set[str]:
        """The known files that lie in this very folder."""

    def begun(self, begun: str, most: int) -> list[str] | None:
        """The files of records whose ids begin so, and what cannot be read; None where they are more than `most`."""

    def doubtful(self) -> Collection[str]:
        """The files whose stamps may not be trusted."""


class Marks(Protocol):
    """Tells what may have changed without a look at every file."""

    def mark(self, folder: str, old: Mark | None) -> Mark | None:
        """What to keep of the last scan of a kind's folder; None for nothing."""

    def suspects(self, folder: str, mark: Mark, known: KnownFiles) -> Suspects | None:
        """What may have changed since; None where every file must be looked at."""


@immutable
class FileAccess:
    """How the index sees the files; the workspace gives these.

    Attributes:
        scan: a kind's folder (below `records/`) → path → status of every record file in it, at any depth. An
            empty mapping where there is no such folder.
        read_digest: the digest of a file's bytes, as `LoadedFile.digest` has it; empty where there is none.
        load: reads files, given as (path, kind's name), in any order. A file that has gone may be left out.
        marks: tells what has changed since it was last looked; None where every file is looked at each time.
    """

    scan: Callable[[str], Mapping[str, Stamp]]
    read_digest: Callable[[str], str]
    load: "Callable[[list[tuple[str, str]]], Iterable[LoadedFile]]"
    marks: Marks | None = None


@immutable
class Contents:
    """What the index sees in place of files where these never change: those of a commit.

    Attributes:
        digests: takes kind's name → its folder, and kind's name → path → digest of what the index knows; gives back
            kind's name → path → digest of every record file. The folder of another kind in it is left out.
        load: as for `FileAccess`.
    """

    digests: Callable[[Mapping[str, str], Mapping[str, Digests]], Mapping[str, Digests]]
    load: "Callable[[list[tuple[str, str]]], Iterable[LoadedFile]]"


class FileChanges:
    """What has happened to the files of one kind.

    Attributes:
        kind: its name.
        load: the files that must be read, with their stamps.
        gone: the files that are no more.
        kept: files whose content is the same, though their stamp or the trust in it is not.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.load: dict[str, Stamp] = {}
        self.gone: list[str] = []
        self.kept: dict[str, FileEntry] = {}


_NO_STAMP = Stamp(0, 0, 0, 0)
"""Stands where a content has no status."""


def compare_contents(
    kinds: Sequence[str], folders: Mapping[str, tuple[str, list[str]]], catalogue: Catalogue, contents: Contents
) -> list[FileChanges]:
    """How the contents of these kinds differ from what is known of files, whatever the status of these was.

    Args:
        kinds: their names.
        folders: the name of every kind → its folder, and the folders of other kinds in it.
        catalogue: what is known.
        contents: what there is.
    """
    known = {name: catalogue.digests(name) for name in kinds}
    digests = contents.digests({name: folder for name, (folder, _) in folders.items()}, known)
    return [_difference(name, known[name], digests[name]) for name in kinds]


def _difference(kind: str, known: Digests, digests: Digests) -> FileChanges:
    difference = FileChanges(kind)
    if known != digests:
        difference.load = {path: _NO_STAMP for path, digest in digests.items() if known.get(path) != digest}
        difference.gone = [path for path in known if path not in digests]
    return difference


def is_trusted(stamp: Stamp, now_ns: int) -> bool:
    """Whether a file with this status, seen now, cannot change without its status changing."""
    return max(stamp.mtime_ns, stamp.ctime_ns) <= now_ns - FRESH_NS


def compare(
    kind: str,
    catalogue: Catalogue,
    result: Mapping[str, Stamp],
    now_ns: int,
    read_digest: Callable[[str], str],
) -> FileChanges:
    """How the files of a kind differ from what is known of them.

    Args:
        kind: its name.
        catalogue: what is known.
        result: path → status, as they are now.
        now_ns: the moment just before they were looked at, in nanoseconds since the epoch.
        read_digest: the digest of a file's bytes; empty where these cannot be read.
    """
    known = catalogue.stamps(kind)
    difference = FileChanges(kind)
    if not known:
        difference.load = dict(result)
        return difference
    changed: Iterable[str] = ()
    if known != result:
        changed = [path for path, stamp in result.items() if known.get(path) != stamp]
        difference.gone = [path for path in known if path not in result]
    for path in {**dict.fromkeys(changed), **dict.fromkeys(catalogue.doubtful(kind))}:
        if path in result:
            entry = catalogue.entry(kind, path) if path in known else None
            _judge(difference, path, entry, result[path], now_ns, read_digest)
    return difference


def compare_some(
    kind: str,
    catalogue: Catalogue,
    statuses: Mapping[str, Stamp | None],
    now_ns: int,
    read_digest: Callable[[str], str],
) -> FileChanges:
    """How these files of a kind differ from what is known of them; every other one is as it was. See `compare`."""
    difference = FileChanges(kind)
    for path, stamp in statuses.items():
        known = catalogue.entry(kind, path)
        if stamp is None:
            difference.gone += [path] if known is not None else []
        elif known is None or known.stamp != stamp or not known.is_trusted:
            _judge(difference, path, known, stamp, now_ns, read_digest)
    return difference


def _judge(
    difference: FileChanges,
    path: str,
    known: FileEntry | None,
    stamp: Stamp,
    now_ns: int,
    read_digest: Callable[[str], str],
) -> None:
    if known is None or not known.digest or read_digest(path) != known.digest:
        difference.load[path] = stamp
        return
    entry = known._replace(stamp=stamp, is_trusted=is_trusted(stamp, now_ns))
    if entry != known:
        difference.kept[path] = entry
