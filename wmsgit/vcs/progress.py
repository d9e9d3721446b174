"""What Git is in the middle of, read from the files that it keeps until it ends."""

from wmsgit.vcs.locate import GitDirs

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


def branch_under_way(dirs: GitDirs) -> str:
    """The branch that a rebase or a bisection will come back to, which Git keeps for it; empty for none."""
    for name in ("rebase-merge/head-name", "rebase-apply/head-name", "BISECT_START"):
        try:
            text = (dirs.git_dir / name).read_text(encoding="utf-8", errors="surrogateescape").strip()
        except OSError:
            continue
        return text.removeprefix("refs/heads/")
    return ""


def _sequence(dirs: GitDirs) -> str:
    """What a series of picks is: between two of them nothing else tells."""
    try:
        todo = (dirs.git_dir / "sequencer" / "todo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return _SEQUENCER_WORDS.get(todo.partition(" ")[0], "")
