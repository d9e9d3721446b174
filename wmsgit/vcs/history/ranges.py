"""Ranges: where two histories part, and what the commits between say of renumbered records."""

from collections.abc import Collection, Sequence
from pathlib import Path

from wmsgit.errors import IncompleteError, NotFoundError
from wmsgit.vcs.history.commits import merge_base
from wmsgit.vcs.locate import require_git_dirs
from wmsgit.vcs.message import OVERRIDE, RENUMBER
from wmsgit.vcs.process import nul_split, read_git, try_git
from wmsgit.vcs.refs import shallow_boundary

_UNSIGNED = ("-c", "log.showSignature=false")
_TWO = 2


def require_merge_base(root: Path, item: str, other: str) -> str:
    """The commit at which the histories of two commits part.

    Args:
        root: a worktree's top.
        item: the whole id of a commit.
        other: the same.

    Raises:
        NotFoundError: when the two have nothing in common.
        IncompleteError: when the clone is shallow and does not tell.
    """
    result = merge_base(root, item, other)
    if result is not None:
        return result
    if shallow_boundary(require_git_dirs(root)):
        raise IncompleteError(
            "where the two histories part cannot be known: this clone is shallow",
            hint="`git fetch --unshallow` brings the rest of the history",
        )
    raise NotFoundError(f"{item[:10]} and {other[:10]} have no commit in common")


def renumberings(root: Path, start: str, end: str) -> dict[str, str]:
    """Old id → new id, as the commits that `end` has and `start` has not record them, chains followed."""
    form = f"--format=%(trailers:key={RENUMBER},valueonly,unfold)"
    output = read_git(root, *_UNSIGNED, "log", "--reverse", form, f"{start}..{end}", "--")
    result: dict[str, str] = {}
    for words in (line.split() for line in output.decode("utf-8", "replace").splitlines()):
        if len(words) == _TWO:
            old, new = words
            result |= {first: new for first, last in result.items() if last == old}
            result[old] = new
    return result


def overrides_between(root: Path, start: str, end: str) -> dict[str, str]:
    """Path → why it was written all the same, as the commits that `end` has and `start` has not say, the last first."""
    form = f"--format=%x01%(trailers:key={OVERRIDE},valueonly,unfold)"
    options = (form, "-z", "--name-only", "--no-renames", f"--grep=^{OVERRIDE}: ")
    output = read_git(root, *_UNSIGNED, "log", *options, f"{start}..{end}", "--")
    result: dict[str, str] = {}
    for commit in output.decode("utf-8", "surrogateescape").split("\1")[1:]:
        reason, *paths = commit.split("\0")
        if reason.strip():
            result |= {path.lstrip("\n"): " ".join(reason.split()) for path in paths if path.lstrip("\n") not in result}
    return result


def blobs_between(root: Path, start: str, end: str, path: str) -> list[str]:
    """The blob ids that a file had in the commits that `end` has and `start` has not, oldest first."""
    options = ("--reverse", "--format=", "--raw", "-z", "--no-abbrev", "--no-renames", "--diff-filter=AM")
    entries = nul_split(read_git(root, *_UNSIGNED, "log", *options, f"{start}..{end}", "--", path))
    return [entry.split(" ")[3] for entry in entries if entry.startswith(":")]


def paths_changed(root: Path, base: str, head: str) -> list[str]:
    """The paths that differ between where two commits part and the second of them.

    Raises:
        GitError, NotFoundError: when one of them is unknown, or they have no common past.
    """
    start = require_merge_base(root, base, head)
    return nul_split(read_git(root, "diff-tree", "-r", "-z", "--name-only", "--no-renames", start, head))


def deletions(root: Path, commit: str, folders: Sequence[str], names: Collection[str]) -> dict[str, str]:
    """Path → blob id of the files with these names that the history of a commit has deleted, at their last.

    Args:
        root: a worktree's top.
        commit: a whole id.
        folders: where they lay, relative to the top.
        names: of files, without their folders.
    """
    options = ("--format=", "--raw", "-z", "--no-abbrev", "--no-renames", "--diff-filter=D")
    entries = nul_split(read_git(root, *_UNSIGNED, "log", *options, commit, "--", *folders))
    result: dict[str, str] = {}
    for words, path in zip(entries[::2], entries[1::2], strict=False):
        if path.rpartition("/")[2] in names:
            result.setdefault(path, words.split(" ")[2])
    return result


def unmerged_refs(root: Path) -> dict[str, str]:
    """Ref name → commit id, of the local and remote-tracking branches whose commits HEAD does not have.

    Empty where there is no commit yet.
    """
    form = "--format=%(objectname) %(refname)"
    families = ("refs/heads", "refs/remotes")
    outcome, output = try_git(root, "for-each-ref", "--no-merged=HEAD", form, "--", *families)
    lines = output.decode("utf-8", "surrogateescape").splitlines() if outcome.status == 0 else ()
    return {name: commit for commit, _, name in (line.partition(" ") for line in lines)}


def touched_only_there(root: Path, commits: Collection[str], folders: Sequence[str]) -> set[str]:
    """The files below these folders that commits which HEAD does not have touched, on the way to these commits.

    Args:
        root: a worktree's top.
        commits: whole ids.
        folders: relative to the top, with `/`.

    Raises:
        GitError: when git fails.
    """
    wanted = "".join(f"{line}\n" for line in (*sorted(commits), "^HEAD")).encode()
    options = ("--stdin", "-z", "--format=", "--name-only", "--no-renames", "--diff-merges=first-parent")
    return set(nul_split(read_git(root, *_UNSIGNED, "log", *options, "--", *folders, stdin=wanted)))
