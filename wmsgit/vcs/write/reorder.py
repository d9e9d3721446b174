"""Reordering: our unsent commits as two runs, the first of which may be sent without the second.

Nothing is merged: a commit is taken over path by path, and only where every path that it changes has, in its new
place, the content that it began with. So the last tree is the same as before, whatever the order.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wmsgit.errors import GitError
from wmsgit.vcs.process import nul_split, read_git, write_git
from wmsgit.vcs.repository import Repository

_RAW = ("diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames")
_RAW_WORDS = 5

Entry = tuple[str, str]
"""A path's mode and object id in a tree; a mode of zeros for a path that is not there."""


@dataclass(frozen=True, slots=True)
class OwnCommit:
    """A commit with one parent, and each path that it changes with what it has before and after."""

    id: str
    changes: dict[str, tuple[Entry, Entry]]


@dataclass(frozen=True, slots=True)
class TwoRuns:
    """The commits of a branch in two runs.

    Attributes:
        first: the last commit that may be sent at once; the base where there is none.
        last: the last of all, whose tree is the branch's as it was.
        held: how many come after `first`.
    """

    first: str
    last: str
    held: int


def own_commits(root: Path, base: str, head: str) -> list[OwnCommit] | None:
    """The commits from one to another, the oldest first; None where a merge is among them."""
    lines = read_git(root, "rev-list", "--reverse", "--parents", f"{base}..{head}").decode().split("\n")
    pairs = [line.split(" ") for line in lines if line]
    if any(len(words) != 2 for words in pairs):  # noqa: PLR2004 - a commit and its one parent
        return None
    return [OwnCommit(commit, _changes(root, parent, commit)) for commit, parent in pairs]


def two_runs(repo: Repository, base: str, head: str, is_held: Callable[[OwnCommit], bool]) -> TwoRuns | None:
    """Put the commits that are held back after the others, and the branch there; None where a merge is among them.

    A commit that stands on one that is held back is held back, too. Nothing is rewritten where the order is right.

    Args:
        repo: the repository; its branch is at `head`, and who calls holds the writing lock.
        base: the commit that they begin from.
        head: the last of them.
        is_held: whether a commit is held back.

    Raises:
        GitError: when git refuses.
    """
    commits = own_commits(repo.root, base, head)
    if commits is None:
        return None
    free, held = _sorted(commits, is_held)
    if [*free, *held] == commits:
        return TwoRuns(free[-1].id if free else base, head, len(held))
    with tempfile.TemporaryDirectory(prefix="wmsgit-") as folder:
        rewriter = _Rewriter(repo.root, Path(folder) / "index", base)
        first = rewriter.add(free)
        last = rewriter.add(held)
    if _tree(repo.root, last) != _tree(repo.root, head):
        raise GitError("the commits cannot be put in order", hint="'wmsgit sync --pr BRANCH' sends all of them")
    branch = f"refs/heads/{repo.branch()}"
    _require(write_git(repo.root, "update-ref", "-m", "wmsgit sync: in order", branch, last, head).status, "go there")
    return TwoRuns(first, last, len(held))


def joined(root: Path, commit: str, other: str, message: str) -> str:
    """A commit with the tree of one, that comes after another as well: it can be pushed where that one is.

    Raises:
        GitError: when git refuses.
    """
    words = ("-p", commit, "-p", other, _tree(root, commit))
    outcome = write_git(root, "commit-tree", *words, stdin=message.encode())
    _require(outcome.status, "join the branches")
    return outcome.stdout.strip()


def _sorted(
    commits: Sequence[OwnCommit], is_held: Callable[[OwnCommit], bool]
) -> tuple[list[OwnCommit], list[OwnCommit]]:
    free: list[OwnCommit] = []
    held: list[OwnCommit] = []
    taken: set[str] = set()
    for commit in commits:
        if is_held(commit) or not taken.isdisjoint(commit.changes):
            held.append(commit)
            taken.update(commit.changes)
        else:
            free.append(commit)
    return free, held


class _Rewriter:
    """Makes commits one upon the other, in an index of its own."""

    def __init__(self, root: Path, index: Path, base: str) -> None:
        self._root = root
        self._settings = {"GIT_INDEX_FILE": str(index)}
        self._tip = base
        _require(write_git(root, "read-tree", base, settings=self._settings).status, "read a tree")

    def add(self, commits: Sequence[OwnCommit]) -> str:
        """The last commit after these have been put on top."""
        for commit in commits:
            entries = [f"{mode} {name}\t{path}" for path, (_, (mode, name)) in commit.changes.items()]
            listed = "".join(f"{entry}\0" for entry in entries).encode("utf-8", "surrogateescape")
            words = ("update-index", "-z", "--index-info")
            _require(write_git(self._root, *words, stdin=listed, settings=self._settings).status, "enter a commit")
            tree = write_git(self._root, "write-tree", settings=self._settings)
            _require(tree.status, "write a tree")
            self._tip = self._written(commit.id, tree.stdout.strip())
        return self._tip

    def _written(self, commit: str, tree: str) -> str:
        """The same commit with another tree and parent: author, times and message stay, a signature cannot."""
        head, _, message = read_git(self._root, "cat-file", "commit", commit).partition(b"\n\n")
        kept = [line for line in _unsigned(head.split(b"\n")) if not line.startswith((b"tree ", b"parent "))]
        text = b"\n".join([f"tree {tree}".encode(), f"parent {self._tip}".encode(), *kept, b"", message])
        outcome = write_git(self._root, "hash-object", "-t", "commit", "-w", "--stdin", stdin=text)
        _require(outcome.status, "write a commit")
        return outcome.stdout.strip()


def _unsigned(lines: Sequence[bytes]) -> list[bytes]:
    """The lines of a commit's head without its signature, whose further lines begin with a space."""
    result: list[bytes] = []
    is_signature = False
    for line in lines:
        is_signature = line.startswith(b"gpgsig") or (is_signature and line.startswith(b" "))
        result += [] if is_signature else [line]
    return result


def _changes(root: Path, parent: str, commit: str) -> dict[str, tuple[Entry, Entry]]:
    """Path → its entries before and after: git-diff-tree, "Raw output format"."""
    fields = nul_split(read_git(root, *_RAW, parent, commit))
    result: dict[str, tuple[Entry, Entry]] = {}
    for head, path in zip(fields[::2], fields[1::2], strict=True):
        words = head.removeprefix(":").split(" ")
        if len(words) == _RAW_WORDS:
            result[path] = ((words[0], words[2]), (words[1], words[3]))
    return result


def _tree(root: Path, commit: str) -> str:
    return read_git(root, "rev-parse", "--verify", "--end-of-options", f"{commit}^{{tree}}").decode().strip()


def _require(status: int, what: str) -> None:
    if status:
        raise GitError(f"git could not {what}", hint="nothing was changed")
