"""Commits and how they stand to one another: what a name resolves to, which are behind which, what a tree has."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from wmsgit.errors import GitError, NotFoundError
from wmsgit.vcs.process import literal, nul_split, pathspecs, read_git, try_git

_REMOTES = "refs/remotes"
_UNSIGNED = ("-c", "log.showSignature=false")
_FILE_MODES = frozenset({"000000", "100644", "100755"})
_FATAL = 128  # as where there is no commit yet


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a commit did to one file: the blob ids before and after; empty where there is none.

    `is_file` is False where a symbolic link or a submodule stood or stands.
    """

    path: str
    before: str
    after: str
    is_file: bool


@dataclass(frozen=True, slots=True)
class Touch:
    """A commit in short, with the paths that it touched among those asked for."""

    commit: str
    subject: str
    paths: tuple[str, ...]


def file_changes(root: Path, commit: str) -> list[FileChange]:
    """What a commit with one parent changed.

    Raises:
        GitError: when git fails.
    """
    fields = nul_split(read_git(root, "diff-tree", "-r", "-z", "--raw", "--no-renames", f"{commit}^", commit, "--"))
    result = []
    for words, path in zip(fields[::2], fields[1::2], strict=True):
        old_mode, new_mode, before, after, _ = words.removeprefix(":").split(" ")
        is_file = {old_mode, new_mode} <= _FILE_MODES
        result.append(FileChange(path, before.rstrip("0") and before, after.rstrip("0") and after, is_file))
    return result


def touches(root: Path, since: str, paths: Collection[str]) -> list[Touch]:
    """The commits after `since` in HEAD's history that touched these paths, newest first.

    Raises:
        GitError: when git fails.
    """
    options = ("-z", "--format=%x01%h%x00%s", "--name-only", "--no-renames", f"{since}..HEAD")
    output = read_git(root, *_UNSIGNED, "log", *options, "--", *pathspecs(paths))
    result = []
    for entry in output.decode("utf-8", "surrogateescape").split("\x01")[1:]:
        commit, subject, *names = entry.split("\0")
        touched = tuple(name for name in (text.lstrip("\n") for text in names) if name in paths)
        result += [Touch(commit, subject, touched)] if touched else []
    return result


def touched_since(root: Path, seconds: int, folders: Collection[str], among: Collection[str]) -> set[str]:
    """Those of some files that a commit of HEAD's history touched since then, by the committers' clocks.

    Args:
        root: a worktree's top.
        seconds: since the epoch.
        folders: where the files are, relative to the top, with `/`.
        among: the files.

    Raises:
        GitError: when git fails.
    """
    import os

    options = ("-z", "--format=", "--name-only", "--no-renames", "--diff-merges=off", f"--since=@{seconds}", "HEAD")
    output = read_git(root, *_UNSIGNED, "log", *options, "--", *folders, accept=(0, _FATAL))
    touched = set(output.split(b"\0"))  # as bytes: of a young history these are all files
    return {path for path in among if os.fsencode(path) in touched}


def has_commit_before(root: Path, seconds: int) -> bool | None:
    """Whether HEAD's history has a commit from before a moment, by the committers' clocks; None where there is no HEAD.

    Args:
        root: a worktree's top.
        seconds: since the epoch.

    Raises:
        GitError: when git fails.
    """
    outcome, output = try_git(root, "rev-list", "--max-count=1", f"--before=@{seconds - 1}", "HEAD", "--")
    return bool(output.strip()) if outcome.status == 0 else None


def last_touched(root: Path, paths: Sequence[str], start: str) -> int | None:
    """When the last commit that changed any of these files was made, in seconds; None for none.

    Args:
        root: a worktree's top.
        paths: the files, relative to it.
        start: where to look from.

    Raises:
        GitError: when git fails.
    """
    options = ("-1", "--format=%ct", start)
    output = read_git(root, *_UNSIGNED, "log", *options, "--", *pathspecs(paths), accept=(0, _FATAL)).strip()
    return int(output) if output else None


def last_change(root: Path, path: str) -> tuple[str, int] | None:
    """Who last committed a change of a file on HEAD's history, by name, and when, in seconds; None for nobody.

    Raises:
        GitError: when git fails.
    """
    options = ("-1", "--format=%an%x00%ct", "HEAD")
    output = read_git(root, *_UNSIGNED, "log", *options, "--", *pathspecs([path]), accept=(0, _FATAL)).strip()
    author, _, seconds = output.decode("utf-8", "replace").rpartition("\0")
    return (author, int(seconds)) if seconds else None


def resolve(root: Path, revision: str) -> str:
    """The id of the commit that a revision names.

    Raises:
        NotFoundError: when there is no such commit.
    """
    commit = find_commit(root, revision)
    if commit is None:
        raise NotFoundError(f"there is no commit {revision!r}", hint="`git branch -a` lists what there is")
    return commit


def find_commit(root: Path, revision: str) -> str | None:
    """As `resolve`; None when there is no such commit."""
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    outcome, output = try_git(root, *arguments)
    return output.decode().strip() if outcome.status == 0 else None


def merge_base(root: Path, item: str, other: str) -> str | None:
    """The commit at which two commits' histories part; None when they have nothing in common.

    Raises:
        GitError: when git fails.
    """
    outcome, output = try_git(root, "merge-base", "--end-of-options", item, other)
    if outcome.status > 1:
        raise GitError("git merge-base failed", where=str(root), details=outcome.lines)
    return output.decode().strip() or None


def fork_point(root: Path, ref: str) -> str | None:
    """Where HEAD began on a ref, which may have been rewritten since then; None when that is unknown.

    It is found in what is remembered of the ref (git-merge-base, `--fork-point`).
    """
    outcome, output = try_git(root, "merge-base", "--fork-point", ref, "HEAD")
    return output.decode().strip() or None if outcome.status == 0 else None


def versions(root: Path, since: str, until: str, paths: Collection[str]) -> set[tuple[str, str]]:
    """Path and blob id of every state in which the commits after `since`, up to `until`, left these files.

    Raises:
        GitError: when git fails.
    """
    options = ("-z", "--format=", "--raw", "--no-abbrev", "--no-renames", f"{since}..{until}")
    fields = nul_split(read_git(root, *_UNSIGNED, "log", *options, "--", *pathspecs(paths)))
    pairs = zip(fields[::2], fields[1::2], strict=False)
    return {(path, words.split(" ")[3]) for words, path in pairs if path in paths}


def gone_in_both(root: Path, item: str, other: str, folder: str) -> set[str]:
    """The files below a folder that two commits had where their histories part, and neither has any more.

    Raises:
        GitError: when git fails.
    """
    options = ("diff-tree", "-r", "-z", "--name-only", "--no-renames", "--diff-filter=D")
    base = merge_base(root, item, other)
    result = (nul_split(read_git(root, *options, base, tip, "--", folder)) for tip in (item, other) if base)
    return set.intersection(*(set(paths) for paths in result)) if base else set()


def is_ancestor(root: Path, item: str, other: str) -> bool:
    """Whether `other` has `item` in its history, or is it."""
    outcome, _ = try_git(root, "merge-base", "--is-ancestor", "--end-of-options", item, other)
    return outcome.status == 0


def count_commits(root: Path, tip: str, without: str | None = None) -> int:
    """How many commits `tip` has that `without` does not have.

    Raises:
        GitError: when git fails.
    """
    span = f"{without}..{tip}" if without else tip
    return int(read_git(root, "rev-list", "--count", "--end-of-options", span, "--"))


def additions(root: Path, path: str, *, anywhere: bool = False) -> list[str]:
    """The commits of HEAD's history that added a file, newest first; merges left aside.

    Args:
        root: a worktree's top.
        path: relative to the top, with `/`; its name has no sign that a pattern gives a meaning to.
        anywhere: also under the same name in other folders below the path's first one.
    """
    top, name = path.partition("/")[0], path.rpartition("/")[2]
    spec = f":(glob){top}/**/{name}" if anywhere else literal(path)
    options = ("--format=%H", "--diff-filter=A", "--no-renames", "HEAD")
    output = read_git(root, *_UNSIGNED, "log", *options, "--", spec, accept=(0, _FATAL), literally=False)
    return output.decode().split()


def remote_branches_with(root: Path, commits: Collection[str]) -> list[str]:
    """The remote-tracking branches, such as `origin/main`, that have one of these commits.

    Raises:
        GitError: when git fails.
    """
    if not commits:
        return []
    wanted = [f"--contains={commit}" for commit in commits]
    return _branches(read_git(root, "for-each-ref", "--format=%(refname)", *wanted, _REMOTES))


def remote_branches_within(root: Path, commit: str) -> list[str]:
    """The remote-tracking branches that have nothing which `commit` does not have.

    Raises:
        GitError: when git fails.
    """
    return _branches(read_git(root, "for-each-ref", "--format=%(refname)", f"--merged={commit}", _REMOTES))


def _branches(output: bytes) -> list[str]:
    names: Sequence[str] = output.decode("utf-8", "surrogateescape").split()
    return [name.removeprefix(f"{_REMOTES}/") for name in names if not name.endswith("/HEAD")]
