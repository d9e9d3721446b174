"""The branches of a member, here and at its remotes as last fetched, read without a process where they lie in files."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from wmsgit.vcs.locate import GitDirs
from wmsgit.vcs.process import read_git
from wmsgit.vcs.refs import is_commit_id, read_text

HEADS, REMOTES, KEPT = "refs/heads/", "refs/remotes/", "refs/wmsgit/kept/"
_SYMBOLIC = "ref: "


@dataclass(frozen=True, slots=True)
class MemberRefs:
    """Branches and the commits at their tips.

    Attributes:
        heads: local branch → commit.
        remotes: `REMOTE/BRANCH` → commit, as last fetched.
        remote_heads: remote → the branch that it is on, as far as this clone knows.
        kept: `ID/BRANCH` → the commit that is kept of a branch of a record that was removed.
    """

    heads: Mapping[str, str]
    remotes: Mapping[str, str]
    remote_heads: Mapping[str, str]
    kept: Mapping[str, str] = field(default_factory=dict)

    def tips(self) -> frozenset[str]:
        """The commits that branches name."""
        return frozenset((*self.heads.values(), *self.remotes.values()))

    def identity(self) -> list[list[tuple[str, str]]]:
        """All of it, in one order: what was read of the same refs holds still."""
        return [sorted(part.items()) for part in (self.heads, self.remotes, self.remote_heads)]


def member_refs(dirs: GitDirs) -> MemberRefs:
    """The branches of a repository.

    Raises:
        GitError: when its refs are kept in another way than in files, and git cannot read them.
    """
    values = _from_git(dirs.worktree) if (dirs.common_dir / "reftable").is_dir() else _read(dirs.common_dir)
    heads = {name.removeprefix(HEADS): value for name, value in values.items() if name.startswith(HEADS)}
    remotes = {name.removeprefix(REMOTES): value for name, value in values.items() if name.startswith(REMOTES)}
    symbolic = {name: value.removeprefix(_SYMBOLIC) for name, value in remotes.items() if value.startswith(_SYMBOLIC)}
    remote_heads = {
        remote: value.removeprefix(f"{REMOTES}{remote}/")
        for name, value in symbolic.items()
        if (remote := name.removesuffix("/HEAD")) != name and value.startswith(f"{REMOTES}{remote}/")
    }
    plain = _commits(remotes)
    kept = {name.removeprefix(KEPT): value for name, value in values.items() if name.startswith(KEPT)}
    return MemberRefs(_commits(heads), plain, remote_heads, _commits(kept))


def _commits(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if is_commit_id(value)}


def fetched_at(dirs: GitDirs, name: str) -> datetime | None:
    """When a branch of a remote was last fetched, pushed or cloned, by the times of Git's files; None for unknown.

    Args:
        dirs: the repository's directories.
        name: `REMOTE/BRANCH`.
    """
    latest = [_modified(dirs.common_dir / path) for path in ("FETCH_HEAD", f"{REMOTES}{name}")]
    first = [_modified(dirs.common_dir / path) for path in (f"{REMOTES}{name.partition('/')[0]}/HEAD", "packed-refs")]
    seconds = max(latest) or max(first)
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _modified(path: Path) -> float:
    """When a file was written, in seconds; 0 where there is none, or none with anything in it."""
    try:
        status = path.stat()
    except OSError:
        return 0.0
    return status.st_mtime if status.st_size else 0.0


def _read(common_dir: Path) -> dict[str, str]:
    packed = read_text(common_dir / "packed-refs").splitlines()
    pairs = (line.partition(" ") for line in packed if line[:1] not in {"#", "^"})
    result = {name: value for value, _, name in pairs}
    return result | dict(_loose(common_dir))


def _loose(common_dir: Path) -> Iterator[tuple[str, str]]:
    for family in (HEADS, REMOTES, KEPT):
        for folder, _, names in os.walk(common_dir / family.rstrip("/")):
            prefix = Path(folder).relative_to(common_dir).as_posix()
            for name in names:
                if not name.endswith(".lock"):
                    yield f"{prefix}/{name}", read_text(Path(folder, name))


def _from_git(top: Path) -> dict[str, str]:
    form = "--format=%(refname)%00%(objectname)%00%(symref)"
    rows = read_git(top, "for-each-ref", form, HEADS, REMOTES, KEPT).decode("utf-8", "surrogateescape").splitlines()
    fields: Sequence[list[str]] = [row.split("\0") for row in rows]
    return {name: f"{_SYMBOLIC}{target}" if target else value for name, value, target in fields}
