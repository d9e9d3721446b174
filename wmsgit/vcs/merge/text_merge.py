"""Git's merge of texts, line by line: `git merge-file`."""

from typing import Literal

from wmsgit.errors import GitError

_MAX_CONFLICTS = 127  # git-merge-file: more conflicts than this exit with it, too; 255 is an error
_BINARY = "Cannot merge binary files"
_LABELS = ("-L", "ours", "-L", "base", "-L", "theirs")


class GitTextMerge:
    """The port `TextMerge` of the model, by one git process for each merge. It needs no repository."""

    def favouring(self, base: bytes, ours: bytes, theirs: bytes, *, side: Literal["ours", "theirs"]) -> bytes | None:
        """The merged text, with the lines of this side where both changed the same; None for binary data.

        Raises:
            GitError: when git fails.
        """
        return _merge_file(base, ours, theirs, f"--{side}")

    def marking(self, base: bytes, ours: bytes, theirs: bytes, *, marker_size: int) -> bytes | None:
        """The merged text with its conflicts between markers; None for binary data.

        Raises:
            GitError: when git fails.
        """
        return _merge_file(base, ours, theirs, f"--marker-size={marker_size}", *_LABELS)

    def clean(self, base: bytes, ours: bytes, theirs: bytes) -> bytes | None:
        """The merged text where nothing conflicts; None where something does, and for binary data.

        Raises:
            GitError: when git fails.
        """
        status, merged = _run(base, ours, theirs)
        return None if status else merged


def _merge_file(base: bytes, ours: bytes, theirs: bytes, *options: str) -> bytes | None:
    """The merged text; None for binary data."""
    return _run(base, ours, theirs, *options)[1]


def _run(base: bytes, ours: bytes, theirs: bytes, *options: str) -> tuple[int, bytes | None]:
    """How many conflicts there are, and the merged text; None for binary data."""
    import tempfile
    from pathlib import Path

    from wmsgit.vcs.process import try_git  # most merges of records need no process

    with tempfile.TemporaryDirectory(prefix="wmsgit-") as name:
        folder = Path(name)
        for file, text in (("ours", ours), ("base", base), ("theirs", theirs)):
            (folder / file).write_bytes(text)
        style = ("-c", "merge.conflictStyle=merge")
        command = (*style, "merge-file", "-p", *options, "ours", "base", "theirs")
        outcome, merged = try_git(folder, *command, needs_repository=False)
    if 0 <= outcome.status <= _MAX_CONFLICTS:
        return outcome.status, merged
    if _BINARY in outcome.stderr:
        return outcome.status, None
    raise GitError("git merge-file failed", details=outcome.lines)
