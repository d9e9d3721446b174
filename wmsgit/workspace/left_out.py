"""Left out: records that Git has and a sparse checkout keeps out of the worktree, and why records are not shown."""

import os.path
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wmsgit.errors import NotFoundError
from wmsgit.schema.registry import Registry

if TYPE_CHECKING:
    from wmsgit.model.finding import Finding

RECORDS = "records"

_HIDDEN = frozenset({"SYMLINK", "UNREADABLE", "NAME"})
"""The codes of what was meant as a record, or may hold some."""


def records_left_out(root: Path, registry: Registry) -> dict[str, str]:
    """Path → blob id of the record files that the index has with skip-worktree, and the disk has not."""
    from wmsgit.vcs.index_entries import read_index, read_left_out

    absent = {path for path in read_left_out(root, RECORDS) if not os.path.lexists(root / path)}
    absent = {path for path in absent if registry.at(path) is not None}
    return {path: blob for path, blob in read_index(root, RECORDS).items() if path in absent} if absent else {}


def read_present(
    root: Path, path: str, left_out: Callable[[], Mapping[str, str]], folders: set[str] | None = None
) -> bytes:
    """The bytes of a file; of a record that is not checked out those of its blob.

    Args:
        root: the workspace.
        path: relative to it.
        left_out: gives path → blob id of the records that are not on disk.
        folders: see `wmsgit.store.files.read_file`.

    Raises:
        NotFoundError, InvalidError: when there is none, or it may not be read.
    """
    from wmsgit.store.files import read_file

    try:
        return read_file(root, path, folders)
    except NotFoundError:
        if path not in left_out():
            raise
    from wmsgit.workspace.sparse_tree import read_left_out

    return read_left_out(root, left_out()[path])


def unreadable(
    registry: Registry,
    broken: "Sequence[Finding]",
    strays: "Mapping[str, Iterable[Finding]]",
    kinds: Collection[str] | None,
) -> "list[Finding]":
    """Why records of these kinds, or of all for None, are not shown: broken files, links, odd names.

    Args:
        registry: the kinds.
        broken: what the index says of files that cannot be read.
        strays: kind's folder → what it holds beside records.
        kinds: those that are asked about.
    """
    from wmsgit.model.finding import in_order

    result = list(broken)
    for kind in registry.kinds() if kinds is None else map(registry.kind, sorted(kinds)):
        result += [stray for stray in strays.get(kind.folder, ()) if _may_hold_record(stray)]
    return in_order(result)


def _may_hold_record(stray: "Finding") -> bool:
    """Whether somebody may miss a record that this finding of a kind's folder is about."""
    return stray.code in _HIDDEN or stray.path.lower().endswith((".yml", ".yaml"))
