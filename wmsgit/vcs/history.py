"""Commits and how they stand to one another: what a name resolves to, which are behind which, what a tree has."""

from collections.abc import Collection, Sequence
from pathlib import Path

from wmsgit.errors import GitError, NotFoundError
from wmsgit.vcs.process import literal, nul_split, read_git, try_git

_REMOTES = "refs/remotes"
_UNSIGNED = ("-c", "log.showSignature=false")
_FATAL = 128  # as where there is no commit yet


def resolve(root: Path, revision: str) -> str:
    """The id of the commit that a revision names.

    Raises:
        NotFoundError: when there is no such commit.
    """
    found = find_commit(root, revision)
    if found is None:
        raise NotFoundError(f"there is no commit {revision!r}", hint="`git branch -a` lists what there is")
    return found


def find_commit(root: Path, revision: str) -> str | None:
    """As `resolve`; None when there is no such commit."""
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    outcome, output = try_git(root, *arguments)
    return output.decode().strip() if outcome.status == 0 else None


def merge_base(root: Path, one: str, other: str) -> str | None:
    """The commit at which two commits' histories part; None when they have nothing in common.

    Raises:
        GitError: when git fails.
    """
    outcome, output = try_git(root, "merge-base", "--end-of-options", one, other)
    if outcome.status > 1:
        raise GitError("git merge-base failed", where=str(root), details=outcome.lines)
    return output.decode().strip() or None


def is_ancestor(root: Path, one: str, other: str) -> bool:
    """Whether `other` has `one` in its history, or is it."""
    outcome, _ = try_git(root, "merge-base", "--is-ancestor", "--end-of-options", one, other)
    return outcome.status == 0


def count_between(root: Path, one: str, other: str) -> tuple[int, int]:
    """How many commits only `one` has, and how many only `other` has.

    Raises:
        GitError: when git fails.
    """
    output = read_git(root, "rev-list", "--left-right", "--count", "--end-of-options", f"{one}...{other}", "--")
    left, right = output.split()
    return int(left), int(right)


def tree_files(root: Path, commit: str, prefix: str) -> dict[str, str]:
    """Path → blob id of the regular files below `prefix` in a commit's tree.

    Raises:
        GitError: when git fails.
    """
    files = {}
    for line in nul_split(read_git(root, "ls-tree", "-r", "-z", "--end-of-options", commit, "--", prefix)):
        words, _, path = line.partition("\t")
        mode, kind, blob = words.split(" ")
        if kind == "blob" and mode != "120000":
            files[path] = blob
    return files


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
