"""The tree that a merge would give, made beside the repository: nothing is written to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wmsgit.errors import GitError
from wmsgit.vcs.locate import is_partial, require_git_dirs
from wmsgit.vcs.partial import fetch_compared
from wmsgit.vcs.process import nul_split, read_git, try_git
from wmsgit.vcs.scratch import make_scratch

_CONFLICTS = 1
_RAW = ("diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames")
_AS_HOSTS = ("-c", "merge.renames=true", "-c", "merge.directoryRenames=conflict", "-c", "merge.conflictStyle=merge")
_SHA256_DIGITS = 64
_STAGE_WORDS = 3


@dataclass(frozen=True, slots=True)
class MergedTree:
    """What a merge would give.

    Attributes:
        tree: the tree's id; files in conflict have markers in it.
        conflicts: the paths that a person would have to settle.
    """

    tree: str
    conflicts: tuple[str, ...]


@contextmanager
def merging_repository(root: Path, base: str, ours: str, theirs: str) -> Iterator[Path]:
    """A temporary repository that reads the objects of the one at `root` and keeps its own.

    Its worktree is empty, so neither `.gitattributes` nor a merge driver of the user's takes part: merges in it
    are those of a host. What a partial clone lacks of the contents that differ is fetched first.

    Args:
        root: a worktree's top.
        base: the whole id of the commit where the two histories part.
        ours: the whole id of a commit to be merged.
        theirs: the same.

    Raises:
        IncompleteError: when a partial clone cannot reach its remote.
    """
    import shutil
    import tempfile

    dirs = require_git_dirs(root)
    if is_partial(root):
        for tip in (ours, theirs):
            fetch_compared(root, read_git(root, *_RAW, base, tip))
    with tempfile.TemporaryDirectory(prefix="wmsgit-") as folder:
        git_dir = make_scratch(Path(folder), is_sha256=len(base) == _SHA256_DIGITS)
        alternates = git_dir / "objects" / "info" / "alternates"
        alternates.write_text(f"{dirs.common_dir / 'objects'}\n", encoding="utf-8", errors="surrogateescape")
        shallow = dirs.common_dir / "shallow"
        if shallow.exists():
            shutil.copyfile(shallow, git_dir / "shallow")
        yield Path(folder)


def merge_trees(repository: Path, ours: str, theirs: str) -> MergedTree:
    """The merge of two commits (git-merge-tree, "OUTPUT"), with the settings that hosts have.

    Renames are followed, as hosts follow them: before 2.50 git's merge knows no other way.

    Args:
        repository: a `merging_repository`.
        ours: the whole id of a commit.
        theirs: the same.

    Raises:
        GitError: when git cannot merge them, or is older than 2.38.
    """
    options = ("--write-tree", "-z", "--no-messages")
    outcome, output = try_git(repository, *_AS_HOSTS, "merge-tree", *options, ours, theirs)
    if outcome.status not in {0, _CONFLICTS}:
        hint = "it takes Git 2.38 or newer, and the histories of both"
        raise GitError("git merge-tree failed", where=str(repository), details=outcome.lines, hint=hint)
    tree, *entries = nul_split(output)
    return MergedTree(tree, tuple(dict.fromkeys(_path_of(entry) for entry in entries if entry)))


def _path_of(entry: str) -> str:
    """The path of `mode oid stage<TAB>path`."""
    words, _, path = entry.partition("\t")
    return path if len(words.split(" ")) == _STAGE_WORDS else ""
