"""Merges in Git: what is unmerged, and how one is begun, continued and aborted."""

from collections.abc import Collection, Mapping
from pathlib import Path

from wmsgit.errors import ConflictError, GitError
from wmsgit.vcs.failure import index_locked, is_index_locked, refusal
from wmsgit.vcs.process import GitResult, literal, nul_joined, nul_split, read_git, write_git

OURS, THEIRS = 2, 3
"""The stages of the index that hold the two sides; 1 holds the base (gitrevisions, ":<n>:<path>")."""
BASE = 1

NO_RENAMES = ("-Xfind-renames=100%", "-Xno-renames")
"""Before release 2.50 Git's merge heeds only the first, by which only a file that moved as it is was moved."""

AS_ASKED = ("--no-squash", "--no-autostash")
"""Whatever `merge.ff` and `branch.NAME.mergeOptions` say, which git reads before its arguments."""
WITHOUT_RERERE = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "rerere.enabled", "GIT_CONFIG_VALUE_0": "false"}
"""Git would take an earlier resolution of the same lines, without a word, and may stage it."""

_NO_EDITOR = {"GIT_EDITOR": ":", "GIT_SEQUENCE_EDITOR": ":"}
_FILE_MODE = "100644"
_FROM_STDIN = ("--pathspec-from-file=-", "--pathspec-file-nul")
_IN_THE_WAY = ("would be overwritten by merge", "not uptodate", "uncommitted changes", "have changes")


def unmerged(root: Path) -> dict[str, Mapping[int, str]]:
    """Path → stage → blob id, of every file that a merge has left to a person.

    Raises:
        GitError: when git fails.
    """
    result: dict[str, dict[int, str]] = {}
    for line in nul_split(read_git(root, "ls-files", "-u", "-z")):
        words, _, path = line.partition("\t")
        _, blob, stage = words.split(" ")
        result.setdefault(path, {})[int(stage)] = blob
    return dict(result)


def begin_merge(root: Path, commit: str, message: str, *, commits: bool = True) -> GitResult:
    """`git merge` of a commit, without rename detection: records are told apart by their paths and ids.

    Without `commits`, a merge that needs no person is left in progress, too.

    Raises:
        ConflictError: when hand edits or another git process stand in the way; nothing was changed.
        GitError: when git refuses.
    """
    options = ("--no-edit", *(("--commit", "--ff") if commits else ("--no-commit", "--no-ff")), *AS_ASKED, *NO_RENAMES)
    outcome = write_git(root, "merge", *options, "-m", message, commit, settings=_NO_EDITOR | WITHOUT_RERERE)
    if outcome.status > 1 or (outcome.status and not unmerged(root)):
        raise _refused(outcome)
    return outcome


def carry_on(root: Path, operation: str) -> GitResult:
    """`git merge --continue` or its like, without an editor; the outcome is the caller's to look at.

    Raises:
        ConflictError: when another git process holds the index.
    """
    outcome = write_git(root, operation, "--continue", settings=_NO_EDITOR)
    if is_index_locked(outcome):
        raise index_locked()
    return outcome


def give_up(root: Path, operation: str) -> None:
    """`git merge --abort` or its like: everything is as before the operation.

    Raises:
        GitError: when git refuses; then the operation is still in progress.
    """
    outcome = write_git(root, operation, "--abort")
    if outcome.status:
        raise GitError(f"git {operation} --abort failed", where=str(root), details=outcome.lines)


def leave_merge(root: Path) -> None:
    """`git merge --quit`: the merge is no longer in progress; files and index stay as they are.

    Raises:
        GitError: when git refuses.
    """
    outcome = write_git(root, "merge", "--quit")
    if outcome.status:
        raise GitError("git merge --quit failed", where=str(root), details=outcome.lines)


def stage(root: Path, paths: Collection[str]) -> None:
    """Tells the index that these files are resolved, as they are in the worktree: changed, or gone.

    Raises:
        ConflictError: when another git process holds the index.
        GitError: when git refuses.
    """
    if not paths:
        return
    outcome = write_git(root, "add", "-A", *_FROM_STDIN, stdin=nul_joined(map(literal, paths)))
    if outcome.status:
        raise refusal(outcome, hooks=False)


def enter(root: Path, entries: Mapping[str, Mapping[int, str]], *, gone: Collection[str] = ()) -> None:
    """Tells the index that these files are unmerged, each with a blob id for each stage, and that others are gone.

    Raises:
        ConflictError: when another git process holds the index.
        GitError: when git refuses.
    """
    nothing = "0" * max(len(blob) for stages in entries.values() for blob in stages.values())
    lines = [f"0 {nothing}\t{name}" for name in (*gone, *entries)]
    for path, stages in entries.items():
        lines += [f"{_FILE_MODE} {blob} {stage}\t{path}" for stage, blob in sorted(stages.items())]
    outcome = write_git(root, "update-index", "-z", "--index-info", stdin=nul_joined(lines))
    if outcome.status:
        raise refusal(outcome, hooks=False)


def write_blob(root: Path, text: bytes, path: str) -> str:
    """Puts the text of a file at `path` among the repository's objects, as its filters would; gives its id.

    Raises:
        GitError: when git refuses.
    """
    outcome = write_git(root, "hash-object", "-w", f"--path={path}", "--stdin", stdin=text)
    if outcome.status:
        raise refusal(outcome, hooks=False)
    return outcome.stdout.strip()


def _refused(outcome: GitResult) -> Exception:
    if is_index_locked(outcome):
        return index_locked()
    if any(sign in outcome.stderr for sign in _IN_THE_WAY):
        return ConflictError(
            "changes that are not committed stand in the way of the merge",
            details=outcome.lines,
            hint="commit them first, with 'wmsgit save' or git; nothing was changed",
        )
    return refusal(outcome, hooks=True)
