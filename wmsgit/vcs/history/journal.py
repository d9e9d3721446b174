"""The journal of a repository: which commits were made since some moment, by whom, and in which worktree."""

import os
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from wmsgit.model.journal import MadeCommit
from wmsgit.vcs.locate import GitDirs, find_git_dirs, linked_worktrees, main_worktree, require_git_dirs
from wmsgit.vcs.member_refs import KEPT
from wmsgit.vcs.message import SESSION_TRAILER, TRAILER
from wmsgit.vcs.process import read_git, try_git
from wmsgit.vcs.refs import branch_tips, is_commit_id, read_head

MERGED_BY = "merged by "
"""How the log of a kept tip begins whose branch was merged; the commit that brought it follows."""

_ITEMS = "\x1f"
_START = b"\x01"
_FIELDS = (
    "%x01%H", "%ae", "%ct", "%s",
    *(f"%(trailers:key={name},valueonly,separator=%x1f)" for name in (SESSION_TRAILER, TRAILER)),
)  # fmt: skip
_LOG = (
    *("-c", "log.showRoot=true", "-c", "log.showSignature=false", "-c", "log.follow=false", "-c", "log.mailmap=false"),
    *("-c", "i18n.logOutputEncoding=UTF-8"),
    *("log", "--ignore-missing", "--stdin", "--topo-order", "--reverse", "--name-status", "--no-renames", "-z"),
    *("--no-color", "--no-ext-diff", "--ignore-submodules=none", f"--format={'%x00'.join(_FIELDS)}"),
)
_RECENT = 50
_IDENT = re.compile(r"<([^<>]*)>[^<>]*\Z")
# What git writes into HEAD's log when it makes a commit, as against moving to one (git-reflog; sequencer.c).
_MADE = re.compile(r"(?:commit|cherry-pick|revert|am|rebase[^:]*\((?:pick|reword|edit|squash|fixup|continue)\))\b")
# What it writes into the branch's own log at the end of a rebase.
_REBASED = re.compile(r"rebase[^:]*\(finish\): \S+ onto (?P<onto>[0-9a-f]+)")


class RepositoryJournal:
    """What the repository whose worktree begins at `path` tells about a stretch of work."""

    def __init__(self, path: Path) -> None:
        """Finds the directories; no process is started.

        Raises:
            GitError: when there is no repository.
        """
        self._dirs = require_git_dirs(path)

    def tips(self) -> frozenset[str]:
        """The commits that every branch, local and remote-tracking, and every worktree's HEAD name now."""
        return branch_tips(self._dirs) | self._heads()

    def email(self) -> str:
        """The address under which the user commits here, as git itself says it; empty where there is none."""
        outcome, output = try_git(self._dirs.worktree, "var", "GIT_AUTHOR_IDENT")
        match = _IDENT.search(output.decode("utf-8", "replace").strip()) if outcome.status == 0 else None
        return match[1] if match else ""

    def made_since(self, tips: Collection[str]) -> Sequence[MadeCommit]:
        """The commits of the local branches and the worktrees that these tips do not lead to, oldest first.

        Where nothing names another commit by now, no process is started.

        Raises:
            GitError: when git cannot read the history.
        """
        if tips and self.tips() <= frozenset(tips):
            return ()
        lines = [*sorted(self._heads()), *(f"^{tip}" for tip in sorted(tips))]
        revisions = "".join(f"{line}\n" for line in lines).encode()
        return tuple(_parsed(read_git(self._dirs.worktree, *_LOG, "--branches", stdin=revisions)))

    def birthplaces(self) -> dict[str, str]:
        """Commit → the top of the one worktree in which it was made, as the logs of their HEADs say."""
        places: dict[str, set[str]] = {}
        for dirs in self._worktrees():
            for commit in _made_in(dirs.git_dir / "logs" / "HEAD"):
                places.setdefault(commit, set()).add(str(dirs.worktree))
        return {commit: next(iter(result)) for commit, result in places.items() if len(result) == 1}

    def _heads(self) -> frozenset[str]:
        return frozenset(filter(None, map(read_head, self._worktrees())))

    def _worktrees(self) -> list[GitDirs]:
        main = main_worktree(self._dirs)
        tops = [*([main] if main else []), *linked_worktrees(self._dirs.common_dir)]
        result = (find_git_dirs(top) for top in tops if top.is_dir())
        known = {dirs.git_dir: dirs for dirs in (self._dirs, *result) if dirs}
        return list(known.values())


def session_of_operation(root: Path, path: str, names: Collection[str]) -> str:
    """The session in which the newest of some operations on a file was done; empty for none.

    Args:
        root: the top of the worktree.
        path: the file.
        names: the operations, such as `task start`.

    Raises:
        GitError: when git fails.
    """
    keys = (f"%(trailers:key={name},valueonly,separator=%x1f)" for name in (TRAILER, SESSION_TRAILER))
    words = ("-c", "log.showSignature=false", "log", "-z", f"--max-count={_RECENT}", f"--format={'%x00'.join(keys)}")
    fields = read_git(root, *words, "HEAD", "--", path, accept=(0, 128)).decode("utf-8", "replace").split("\0")
    sessions = (session for op, session in zip(fields[::2], fields[1::2], strict=False) if op.strip() in names)
    return next(sessions, "").partition(_ITEMS)[0].strip()


def made_on_branch(dirs: GitDirs, branch: str) -> list[str]:
    """The commits that a branch's own log says were made on it in this repository, the oldest first.

    What was fetched, pulled or reset to is not among them. Without such a log there are none.
    """
    return list(_made_in(dirs.common_dir / "logs" / "refs" / "heads" / branch))


def merge_noted(dirs: GitDirs, kept: str) -> str:
    """The commit that brought a branch, as was noted when its tip was kept; empty where none was.

    Args:
        dirs: the repository.
        kept: `ID/BRANCH`, as in `MemberRefs.kept`.
    """
    notes = [words.removeprefix(MERGED_BY) for _, words in _log_lines(dirs.common_dir / "logs" / KEPT / kept)]
    return notes[-1] if notes and is_commit_id(notes[-1]) else ""


def _made_in(log: Path) -> Iterator[str]:
    """The commits that a log of refs says were made here: `OLD NEW NAME <EMAIL> TIME ZONE<tab>MESSAGE`."""
    for commit, message in _log_lines(log):
        if _MADE.match(message) or _is_replayed(commit, message):
            yield commit


def _log_lines(log: Path) -> Iterator[tuple[str, str]]:
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for line in text.split("\n"):
        head, _, message = line.partition("\t")
        words = head.split(" ", 2)
        if len(words) > 2:  # noqa: PLR2004
            yield words[1], message


def _is_replayed(commit: str, message: str) -> bool:
    """Whether a rebase ended with a commit of the branch, and not with the one that it was rebased onto."""
    match = _REBASED.match(message)
    return match is not None and match["onto"] != commit


def _parsed(output: bytes) -> Iterator[MadeCommit]:
    tokens = output.split(b"\0")
    place = 0
    while place < len(tokens) and tokens[place].lstrip(b"\n").startswith(_START):
        head = tokens[place : place + len(_FIELDS)]
        place += len(_FIELDS)
        first = place
        while place + 1 < len(tokens) and not tokens[place].lstrip(b"\n").startswith(_START):
            place += 2
        yield _commit(head, tokens[first:place])


def _commit(head: list[bytes], changes: list[bytes]) -> MadeCommit:
    identifier, email, committed, subject, sessions, operations = (part.decode("utf-8", "replace") for part in head)
    files: dict[str, list[str]] = {"A": [], "D": [], "M": []}
    for status, path in zip(changes[::2], changes[1::2], strict=True):
        letter = status.strip().decode("ascii", "replace")
        files.get(letter, files["M"]).append(os.fsdecode(path))
    return MadeCommit(
        id=identifier.lstrip("\n\x01"),
        email=email,
        committed_s=int(committed or 0),
        subject=subject,
        sessions=tuple(filter(None, (name.strip() for name in sessions.split(_ITEMS)))),
        is_operation=bool(operations.strip()),
        created=tuple(files["A"]),
        modified=tuple(files["M"]),
        deleted=tuple(files["D"]),
    )
