"""Left out: records that Git has and a sparse checkout keeps out of the worktree, and why records are not shown."""

import os.path
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wmsgit.errors import ConflictError, NotFoundError
from wmsgit.model.finding import Finding, in_order
from wmsgit.model.identity import id_of_path
from wmsgit.model.text import counted
from wmsgit.schema.registry import Registry
from wmsgit.workspace.spelled import may_hold_record

if TYPE_CHECKING:
    from wmsgit.vcs.locate import GitDirs

LEFT_OUT = "NOT-CHECKED-OUT"
RECORDS = "records"
_MEND = "'git sparse-checkout disable' brings them"


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


def unreadable(
    registry: Registry,
    broken: Sequence[Finding],
    strays: Mapping[str, Iterable[Finding]],
    left_out: Iterable[str],
    kinds: Collection[str] | None,
) -> list[Finding]:
    """Why records of these kinds, or of all for None, are not shown: broken or absent files, links, odd names.

    Args:
        registry: the kinds.
        broken: what the index says of files that cannot be read.
        strays: kind's folder → what it holds beside records.
        left_out: the files that are not checked out.
        kinds: those that are asked about.
    """
    result = list(broken)
    for kind in registry.kinds():
        if kinds is None or kind.name in kinds:
            result += [stray for stray in strays.get(kind.folder, ()) if may_hold_record(stray)]
    return in_order([*result, *_left_out(registry, left_out, kinds)])


def require_all_checked_out(registry: Registry, left_out: Iterable[str]) -> None:
    """Refuse what would have to know of every record whether it refers to another.

    Raises:
        ConflictError: when records are not checked out.
    """
    findings = _left_out(registry, left_out, None)
    if findings:
        raise ConflictError(
            "records that are not checked out may refer to it",
            details=[f"{finding.path}: {finding.message}" for finding in findings],
            hint=_MEND,
        )


def require_checked_out(left_out: Iterable[str], text: str, numbered: Iterable[tuple[str, str, int]]) -> None:
    """Refuse an id that names a record which is not checked out; one that names no record at all is let by.

    Args:
        left_out: the files that are not checked out.
        text: the id, as somebody has typed it.
        numbered: what it stands for where it is a number: a kind, the prefix of its ids, and the number.

    Raises:
        NotFoundError: naming the record.
    """
    wanted = {text.casefold(), *(f"{prefix}{number:03d}".casefold() for _, prefix, number in numbered)}
    for path in left_out:
        if id_of_path(path).casefold() in wanted:
            raise NotFoundError(f"{id_of_path(path)} is not checked out (sparse checkout)", where=path, hint=_MEND)


def _left_out(registry: Registry, left_out: Iterable[str], kinds: Collection[str] | None) -> list[Finding]:
    """One finding for each kind of which records are not checked out."""
    known = [kind for kind in map(registry.at, left_out) if kind and (kinds is None or kind.name in kinds)]
    return [
        Finding(
            f"{RECORDS}/{folder}",
            0,
            0,
            LEFT_OUT,
            f"{counted(count, 'record')} not checked out (sparse checkout), and nothing here knows of them: {_MEND}",
            "warning",
        )
        for folder, count in Counter(kind.folder for kind in known).items()
    ]
