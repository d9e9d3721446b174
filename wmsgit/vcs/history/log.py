"""The log of all commits: which left which record file how, in one pass of `git log --raw`."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from wmsgit.model.commit import RENUMBER, Commit
from wmsgit.vcs.process import read_git

_START = b"\x01"
_ITEMS = "\x1f"
_FIELDS = (
    "%x01%H", "%P", "%an", "%at", "%ct", "%s",
    "%(trailers:key=Wmsgit-Op,valueonly,separator=%x1f)", "%(trailers:key=Wmsgit-Renumber,valueonly,separator=%x1f)",
)  # fmt: skip
# Every commit is told against its first parent, a merge too: from that and the graph the state of every record
# at every commit follows, and so what a merge has that none of its parents had.
_LOG = (
    *("-c", "log.showRoot=true", "-c", "log.showSignature=false", "-c", "log.follow=false"),
    *("-c", "i18n.logOutputEncoding=UTF-8"),
    *("log", "--ignore-missing", "--stdin", "--date-order", "--reverse", "--diff-merges=first-parent"),
    *("--raw", "--no-abbrev", "--no-renames", "-z", "--no-color", "--no-ext-diff", "--ignore-submodules=all"),
    f"--format={'%x00'.join(_FIELDS)}",
)
_PREFIX = b"records/"
_SUFFIX = b".yaml"
_REGULAR = b"100"


def read_commits(root: Path, tip: str, known: Collection[str] = ()) -> Iterator[Commit]:
    """The commits that lead to `tip`, parents before children.

    Args:
        root: a worktree's top.
        tip: the whole id of a commit.
        known: whole ids of commits that are left out with all that leads to them.

    Raises:
        GitError: when git cannot read the history.
    """
    revisions = "".join(f"{line}\n" for line in (tip, *(f"^{commit}" for commit in sorted(known))))
    return _parsed(read_git(root, *_LOG, stdin=revisions.encode()))


def _parsed(output: bytes) -> Iterator[Commit]:
    tokens = output.split(b"\0")
    place = 0
    while place < len(tokens) and tokens[place].lstrip(b"\n").startswith(_START):
        head = tokens[place : place + len(_FIELDS)]
        place += len(_FIELDS)
        first = place
        while place < len(tokens) and tokens[place].lstrip(b"\n").startswith(b":"):
            place += 2
        yield _commit(head, tokens[first:place])


def _commit(head: list[bytes], raw: list[bytes]) -> Commit:
    texts = [token.decode("utf-8", "replace") for token in head]
    identifier, parents, author, authored, committed, subject, operations, moves = texts
    is_renumbering = RENUMBER in operations.split(_ITEMS)
    pairs = [move.split() for move in moves.split(_ITEMS)] if is_renumbering else []
    return Commit(
        id=identifier.lstrip("\n\x01"),
        parents=tuple(parents.split()),
        author=author,
        authored_s=int(authored or 0),
        committed_s=int(committed or 0),
        subject=subject,
        renumbered={pair[1]: pair[0] for pair in pairs if len(pair) == 2},  # noqa: PLR2004
        changes=tuple(_changes(raw)),
    )


def _changes(raw: list[bytes]) -> Iterator[tuple[str, str]]:
    """The record files among the entries `:MODE MODE ID ID STATUS` and path (git-diff-tree, "Raw output format")."""
    for entry, path in zip(raw[::2], raw[1::2], strict=True):
        if path.startswith(_PREFIX) and path.endswith(_SUFFIX):
            _, mode, _, blob, _ = entry.split(b" ")
            yield os.fsdecode(path), blob.decode() if mode.startswith(_REGULAR) else ""
