"""What Git keeps in files, read without a process: refs (by git itself where it has a reftable), a merge begun."""

import re
from collections.abc import Iterator
from pathlib import Path

from wmsgit.vcs.locate import GitDirs
from wmsgit.vcs.process import read_git, try_git

_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
_SYMBOLIC = "ref: "
_MAX_DEPTH = 5  # refs.c, SYMREF_MAXDEPTH
_FAMILIES = ("refs/heads", "refs/remotes")


def is_commit_id(text: str) -> bool:
    """Whether `text` has the form of a whole object id, SHA-1 or SHA-256."""
    return _ID.match(text) is not None


def read_head(dirs: GitDirs) -> str | None:
    """The id of the commit that HEAD names; None when there is no commit yet."""
    if _has_reftable(dirs):
        outcome, stdout = try_git(dirs.worktree, "rev-parse", "--verify", "--quiet", "HEAD")
        return stdout.decode().strip() if outcome.status == 0 else None
    name = "HEAD"
    for _ in range(_MAX_DEPTH):
        value = _read_ref(dirs, name)
        if not value.startswith(_SYMBOLIC):
            return value if _ID.match(value) else None
        name = value.removeprefix(_SYMBOLIC).strip()
    return None


def read_branch(dirs: GitDirs) -> str:
    """The name of the branch that HEAD is on, a branch without a commit included; empty when detached."""
    if _has_reftable(dirs):
        outcome, stdout = try_git(dirs.worktree, "symbolic-ref", "--quiet", "HEAD")
        value = _SYMBOLIC + stdout.decode().strip() if outcome.status == 0 else ""
    else:
        value = read_text(dirs.git_dir / "HEAD")
    prefix = f"{_SYMBOLIC}refs/heads/"
    return value.removeprefix(prefix) if value.startswith(prefix) else ""


def branch_tips(dirs: GitDirs) -> frozenset[str]:
    """The commits that HEAD, the local and the remote-tracking branches name.

    A ref that was packed and has moved since may appear with its older commit too.
    """
    if _has_reftable(dirs):
        tips = set(read_git(dirs.worktree, "for-each-ref", "--format=%(objectname)", *_FAMILIES).decode().split())
    else:
        tips = {*_packed_tips(dirs), *_loose_tips(dirs)}
    return frozenset(tips | ({head} if (head := read_head(dirs)) else set()))


def shallow_boundary(dirs: GitDirs) -> str:
    """Where a shallow clone's history ends, empty for a whole one: what was read before a deepening had less."""
    return read_text(dirs.common_dir / "shallow")


def _has_reftable(dirs: GitDirs) -> bool:
    return (dirs.common_dir / "reftable").is_dir()


def _read_ref(dirs: GitDirs, name: str) -> str:
    """A ref's value; HEAD and a few families are a worktree's own (git-worktree, "REFS")."""
    is_own = not name.startswith("refs/") or name.startswith(("refs/bisect/", "refs/worktree/", "refs/rewritten/"))
    value = read_text((dirs.git_dir if is_own else dirs.common_dir) / name)
    return value or dict(_packed(dirs)).get(name, "")


def read_text(path: Path) -> str:
    """A file of refs without the space around it; empty where there is none."""
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape").strip()
    except OSError:
        return ""


def _packed(dirs: GitDirs) -> Iterator[tuple[str, str]]:
    for line in read_text(dirs.common_dir / "packed-refs").splitlines():
        identifier, _, name = line.partition(" ")
        if _ID.match(identifier):
            yield name, identifier


def _packed_tips(dirs: GitDirs) -> Iterator[str]:
    return (identifier for name, identifier in _packed(dirs) if name.startswith(_FAMILIES))


def _loose_tips(dirs: GitDirs) -> Iterator[str]:
    import os

    for family in _FAMILIES:
        for folder, _, names in os.walk(dirs.common_dir / family):
            values = (read_text(Path(folder, name)) for name in names)
            yield from filter(_ID.match, values)


# In the order in which wt-status.c of Git looks, a rebase before what its single steps leave.
_SIGNS = (
    ("rebase-merge", "rebase"),
    ("rebase-apply/applying", "am"),
    ("rebase-apply", "rebase"),
    ("MERGE_HEAD", "merge"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
)
_SEQUENCER_WORDS = {"pick": "cherry-pick", "p": "cherry-pick", "revert": "revert"}


def in_progress(dirs: GitDirs) -> str:
    """`merge`, `rebase`, `cherry-pick`, `revert` or `am` while one is under way, else the empty text."""
    for name, word in _SIGNS:
        if (dirs.git_dir / name).exists():
            return word
    return _sequence(dirs)


def _sequence(dirs: GitDirs) -> str:
    """What a series of picks is: between two of them nothing else tells."""
    try:
        todo = (dirs.git_dir / "sequencer" / "todo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return _SEQUENCER_WORDS.get(todo.partition(" ")[0], "")


def branch_under_way(dirs: GitDirs) -> str:
    """The branch that a rebase or a bisection will come back to, which Git keeps for it; empty for none."""
    for name in ("rebase-merge/head-name", "rebase-apply/head-name", "BISECT_START"):
        try:
            text = (dirs.git_dir / name).read_text(encoding="utf-8", errors="surrogateescape").strip()
        except OSError:
            continue
        return text.removeprefix("refs/heads/")
    return ""
