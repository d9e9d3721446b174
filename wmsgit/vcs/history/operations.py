"""Operations: the commits that wmsgit made, found again by their trailer."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wmsgit.errors import NotFoundError
from wmsgit.vcs.history.commits import is_ancestor, resolve
from wmsgit.vcs.message import RENUMBER, TRAILER, UNDO
from wmsgit.vcs.process import nul_split, read_git, try_git

_FORMAT = "%H%x00%P%x00%aN%x00%aE%x00%aI%x00%s" + "".join(
    f"%x00%(trailers:key={name},valueonly,unfold)" for name in (TRAILER, RENUMBER, UNDO)
)
_FIELDS = 9
_LOG = ("-c", "log.showSignature=false", "-c", "log.follow=false", "log", "-z", f"--format={_FORMAT}")
_FATAL = 128  # as where there is no commit yet


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: a commit that wmsgit made.

    Attributes:
        commit: its id.
        parents: the ids of the commits before it.
        author, email: whose it is.
        date: when it was made, RFC 3339 in the author's zone.
        subject: its first line.
        op: what was done, such as `task add`; empty for a commit of another making.
        renumbers: the pairs of ids, before and after, of the records that it gave another id.
        undoes: the id of the commit that it reverts; empty for none.
    """

    commit: str
    parents: tuple[str, ...]
    author: str
    email: str
    date: str
    subject: str
    op: str
    renumbers: tuple[tuple[str, str], ...]
    undoes: str


def operations(root: Path, limit: int) -> list[Operation]:
    """The newest operations of the line that HEAD is on, newest first; what a merge brought in is left aside.

    Raises:
        GitError: when git fails.
    """
    wanted = (f"--max-count={limit}", "--first-parent", "--no-merges", f"--grep=^{TRAILER}: ", "HEAD", "--")
    result = _parse(read_git(root, *_LOG, *wanted, accept=(0, _FATAL)))
    return [operation for operation in result if operation.op]


def operation_at(root: Path, revision: str) -> Operation:
    """The commit of HEAD's history that a revision names, as an operation.

    Raises:
        NotFoundError: when there is none.
    """
    commit = resolve(root, revision)
    if not is_ancestor(root, commit, "HEAD"):
        raise NotFoundError(f"{revision} is not in the history of this branch")
    return next(_parse(read_git(root, *_LOG, "--no-walk", commit, "--")))


def renumbers_between(root: Path, since: str, until: str) -> bool:
    """Whether a commit after `since`, up to `until`, gave records other ids.

    Raises:
        GitError: when git fails.
    """
    arguments = ("rev-list", "--max-count=1", f"--grep=^{RENUMBER}: ", f"{since}..{until}", "--")
    return bool(read_git(root, *arguments).strip())


def _parse(output: bytes) -> Iterator[Operation]:
    fields = nul_split(output)
    for start in range(0, len(fields), _FIELDS):
        commit, parents, author, email, date, subject, op, moved, undone = fields[start : start + _FIELDS]
        pairs = [(words[0], words[1]) for line in moved.splitlines() if len(words := line.split()) == 2]  # noqa: PLR2004
        yield Operation(
            commit, tuple(parents.split()), author, email, date, subject, op.strip(), tuple(pairs), undone.strip()
        )


def last_operation(root: Path, names: Iterable[str], path: str) -> str | None:
    """The id of the newest commit of HEAD's history in which one of these operations wrote `path`; None for none."""
    alternatives = "|".join(map(re.escape, names))
    outcome, output = try_git(
        root,
        "log",
        "-1",
        "--format=%H",
        "--extended-regexp",
        f"--grep=^{TRAILER}: ({alternatives})$",
        "HEAD",
        "--",
        path,
    )
    return output.decode().strip() or None if outcome.status == 0 else None
