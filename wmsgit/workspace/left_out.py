"""Left out: records that Git has and a sparse checkout keeps out of the worktree, and why records are not shown."""

import os.path
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from wmsgit.errors import ConflictError, NotFoundError
from wmsgit.model.finding import Finding, in_order
from wmsgit.model.identity import id_of_path
from wmsgit.schema.registry import Registry
from wmsgit.workspace.spelled import may_hold_record

if TYPE_CHECKING:
    from wmsgit.vcs.locate import GitDirs
    from wmsgit.workspace.working_tree import WorkingTree
    from wmsgit.workspace.workspace import Workspace

RECORDS = "records"


def records_left_out(root: Path, dirs: "GitDirs | None", registry: Registry) -> dict[str, str]:
    """Path → blob id of the record files that the index has with skip-worktree, and the disk has not.

    A plain index is known to have none by its first bytes, without a start of git.
    """
    from wmsgit.vcs.index_entries import is_plain_index, read_index, read_left_out

    if dirs is None or is_plain_index(dirs):
        return {}
    absent = {path for path in read_left_out(root, RECORDS) if not os.path.lexists(root / path)}
    absent = {path for path in absent if registry.at(path) is not None}
    return {path: blob for path, blob in read_index(root, RECORDS).items() if path in absent} if absent else {}


def tree_of(workspace: "Workspace") -> "WorkingTree":
    """The record files of a workspace on disk, and those that are not checked out."""
    kinds = partial(getattr, workspace, "registry")
    if workspace.left_out:
        from wmsgit.workspace.sparse_tree import SparseTree

        return SparseTree(workspace.root, kinds, workspace.strays, workspace.left_out)
    from wmsgit.workspace.working_tree import WorkingTree

    return WorkingTree(workspace.root, kinds, workspace.strays, workspace.dirs if workspace.cache_dir else None)


def read_present(workspace: "Workspace", path: str) -> bytes:
    """The bytes of a file; of a record that is not checked out those of its blob.

    Raises:
        NotFoundError, InvalidError: when there is none, or it may not be read.
    """
    from wmsgit.store.files import read_file

    try:
        return read_file(workspace.root, path)
    except NotFoundError:
        if path not in workspace.left_out:
            raise
    from wmsgit.workspace.sparse_tree import read_left_out

    return read_left_out(workspace.root, workspace.left_out[path])


def unreadable(
    registry: Registry,
    broken: Sequence[Finding],
    strays: Mapping[str, Iterable[Finding]],
    kinds: Collection[str] | None,
) -> list[Finding]:
    """Why records of these kinds, or of all for None, are not shown: broken files, links, odd names.

    Args:
        registry: the kinds.
        broken: what the index says of files that cannot be read.
        strays: kind's folder → what it holds beside records.
        kinds: those that are asked about.
    """
    result = list(broken)
    for kind in registry.kinds():
        if kinds is None or kind.name in kinds:
            result += [stray for stray in strays.get(kind.folder, ()) if may_hold_record(stray)]
    return in_order(result)


def require_checked_out(left_out: Collection[str], paths: Iterable[str]) -> None:
    """Refuse to write records that are not on disk: Git would leave them out of the commit.

    Raises:
        ConflictError: naming them.
    """
    absent = [path for path in paths if path in left_out] if left_out else []
    if absent:
        raise ConflictError(
            f"{id_of_path(absent[0])} is not checked out (sparse checkout), and only read from Git",
            where=absent[0],
            details=absent[1:],
            hint="'git sparse-checkout disable', or 'git sparse-checkout add', brings its file",
        )
