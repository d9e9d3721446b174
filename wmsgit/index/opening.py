"""Opening the index of a workspace: from its snapshot, brought up to date by the files."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wmsgit.index.index import Index
from wmsgit.index.maintenance import Upkeep
from wmsgit.index.refresh import FileAccess, Marks
from wmsgit.index.snapshot import identity
from wmsgit.model.stamp import Stamp

if TYPE_CHECKING:
    from wmsgit.model.loaded import LoadedFile
    from wmsgit.schema.kind import Kind


def open_index(
    *,
    kinds: "Sequence[Kind] | Callable[[], Sequence[Kind]]",
    digest: str,
    root: str,
    cache_dir: Path | None,
    scan: Callable[[str], Mapping[str, Stamp]],
    read_digest: Callable[[str], str],
    load: "Callable[[list[tuple[str, str]]], Iterable[LoadedFile]]",
    marks: Marks | None = None,
    only: Collection[str] | None = None,
    is_sealed: bool = False,
    now_ns: Callable[[], int] = time.time_ns,
) -> Index:
    """The index of a workspace, up to date.

    Args:
        kinds: every kind of the workspace, or what gives them: a warm index of unchanged files does not ask.
        digest: changes whenever a schema does.
        root: what tells the workspace from every other one, such as its path.
        cache_dir: the directory of the snapshot; None for no snapshot.
        scan: a kind's folder (below `records/`) → path → status of every record file in it, at any depth. An
            empty mapping where there is no such folder.
        read_digest: the digest of a file's bytes, as `LoadedFile.digest` has it; empty where there is none.
        load: reads files, given as (path, kind's name), in any order. A file that has gone may be left out.
        marks: tells what has changed since it was last looked; None where every file is looked at each time.
        only: the kinds to bring up to date now; the others follow when a query needs them. None for all.
        is_sealed: whether the files never change, so that a snapshot is as good as they are.
        now_ns: the clock, in nanoseconds since the epoch.
    """
    source = kinds if callable(kinds) else lambda: kinds
    files = FileAccess(scan, read_digest, load, marks)
    upkeep = Upkeep(_once(source), identity(digest, root), files, cache_dir, now_ns, is_sealed=is_sealed)
    index = Index(upkeep, digest)
    index.refresh(only)
    return index


def _once(source: "Callable[[], Sequence[Kind]]") -> "Callable[[], Sequence[Kind]]":
    """`source`, asked at most once."""
    known: list[Kind] = []

    def kinds() -> "Sequence[Kind]":
        if not known:
            known.extend(source())
        return known

    return kinds
