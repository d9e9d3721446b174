"""The tree that a merge would give, made beside the repository: nothing is written to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wmsgit.errors import GitError
from wmsgit.vcs.locate import require_git_dirs
from wmsgit.vcs.process import nul_split, read_git, try_git

_CONFLICTS = 1
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
def merging_repository(root: Path, commit: str) -> Iterator[Path]:
    """A temporary repository that reads the objects of the one at `root` and keeps its own.

    It has no worktree, so neither `.gitattributes` nor a merge driver of the user's takes part: merges in it
    are those of a host. `commit` is any whole id of the repository, which tells its object format.
    """
    import shutil
    import tempfile

    dirs = require_git_dirs(root)
    with tempfile.TemporaryDirectory(prefix="wmsgit-") as folder:
        form = "sha256" if len(commit) == _SHA256_DIGITS else "sha1"
        read_git(Path(folder), "init", "--quiet", "--bare", "--template=", f"--object-format={form}", ".")
        alternates = Path(folder, "objects", "info", "alternates")
        alternates.parent.mkdir(parents=True, exist_ok=True)
        alternates.write_text(f"{dirs.common_dir / 'objects'}\n", encoding="utf-8", errors="surrogateescape")
        shallow = dirs.common_dir / "shallow"
        if shallow.exists():
            shutil.copyfile(shallow, Path(folder, "shallow"))
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
