"""Revisions: the commit that a ref or a date means, and which files it has."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import NamedTuple

from wmsgit.errors import GitError, IncompleteError, NotFoundError
from wmsgit.model.revision import Revision
from wmsgit.model.text import did_you_mean
from wmsgit.model.times import end_of_moment
from wmsgit.vcs.locate import GitDirs, is_partial, require_git_dirs
from wmsgit.vcs.process import nul_split, read_git, try_git
from wmsgit.vcs.refs import shallow_boundary

_UNSHALLOW = "this clone is shallow: `git fetch --unshallow` brings the rest of the history"
_FORMS = "a branch, a tag, a commit, or a date such as 2026-11-20 or 2026-11-20T09:30"
_PERSON = re.compile(rb"(?P<name>.*?) ?<[^>]*> (?P<seconds>-?\d+) (?P<zone>[+-]\d{4})\Z")
_WHOLE_ID = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_MAX_OFFSET_MIN = 24 * 60
_HEADER_WORDS = 3

LINK_MODE = "120000"
"""The mode of a symbolic link in a tree (git-fast-import, `filemodify`)."""
_SUBMODULE_MODE = "160000"


class TreeFile(NamedTuple):
    """One file of a commit.

    Attributes:
        path: relative to the top, with `/`.
        mode: as git prints it: `100644`, `100755`, or `LINK_MODE`.
        blob: the id of the content.
    """

    path: str
    mode: str
    blob: str


def resolve_revision(root: Path, text: str, now: datetime) -> Revision:
    """The commit that a person means.

    A name that git knows wins. Everything else is a date (the end of that day in the local zone), a moment, or `7d`,
    `2 days ago`, `yesterday` and their like: then it is the last commit until then on HEAD's first-parent history.

    Args:
        root: a worktree's top.
        text: what was typed. It never reaches git as an argument.
        now: the present moment with the local zone.

    Raises:
        NotFoundError: when there is no such revision, or the date lies before the first commit.
        IncompleteError: when the clone is shallow and its history begins only after the date.
    """
    named = named_revision(root, text)
    if named is not None:
        return named
    try:
        moment = end_of_moment(text, now)
    except (ValueError, OverflowError):
        raise unknown_revision(root, text) from None
    return _commit_until(root, text, moment)


def tree_files(root: Path, commit: str, folders: Sequence[str]) -> list[TreeFile]:
    """The files and symbolic links that a commit has below some folders, by path, from one process.

    Args:
        root: a worktree's top.
        commit: the whole id of a commit or a tree.
        folders: relative to the top; one may be a file itself.

    Raises:
        GitError: when there is no such commit.
    """
    return parse_entries(tree_entries(root, commit, folders))


def tree_entries(root: Path, commit: str, folders: Sequence[str]) -> list[str]:
    """What `tree_files` gives, as git prints it (git-ls-tree, "Output Format"), submodules included.

    For who knows most files already: `parse_entries` takes those that are left.
    """
    return nul_split(read_git(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *folders))


def parse_entries(entries: Iterable[str]) -> list[TreeFile]:
    """The files and symbolic links among these entries of a tree."""
    return [file for entry in entries if (file := _tree_file(entry)).mode != _SUBMODULE_MODE]


def entries_of(blobs: Mapping[str, str]) -> list[str]:
    """The entries of files that are not executable, given as path → blob, in that order."""
    return [f"100644 blob {blob}\t{path}" for path, blob in blobs.items()]


def blob_ids(root: Path, commit: str, paths: Sequence[str]) -> list[str | None]:
    """The blob id of each path in a commit, None where it has no such file, from one process."""
    if not paths or any("\n" in path for path in paths):
        return [None for _ in paths]
    import os

    if is_partial(root):
        from wmsgit.vcs.partial import fetch_files

        fetch_files(root, (commit,), paths)
    join = b"".join(os.fsencode(f"{commit}:{path}\n") for path in paths)
    lines = read_git(root, "cat-file", "--batch-check=%(objectname) %(objecttype)", stdin=join).splitlines()
    return [words[0].decode() if words[-1] == b"blob" else None for words in (line.split(b" ") for line in lines)]


def ref_names(root: Path) -> list[str]:
    """The short names of the branches, remote-tracking branches and tags."""
    return read_git(root, "for-each-ref", "--format=%(refname:short)").decode("utf-8", "replace").splitlines()


def has_commit(root: Path, commit: str) -> bool:
    """Whether a whole id is that of a commit that is here."""
    if not _WHOLE_ID.fullmatch(commit):
        return False
    outcome, _ = try_git(root, "cat-file", "-e", f"{commit}^{{commit}}")
    return outcome.status == 0


def first_commit(dirs: GitDirs, commit: str) -> str:
    """The oldest commit that leads to another and has no parent; empty in a shallow clone, which does not have it.

    Raises:
        GitError: when git fails.
    """
    if shallow_boundary(dirs):
        return ""
    lines = read_git(dirs.worktree, "rev-list", "--max-parents=0", "--end-of-options", commit, "--").split()
    return lines[-1].decode() if lines else ""


def _tree_file(entry: str) -> TreeFile:
    words, _, path = entry.partition("\t")
    mode, _, blob = words.split(" ")
    return TreeFile(path, mode, blob)


def named_revision(root: Path, text: str) -> Revision | None:
    """The commit that git knows under this name; None when there is none.

    Raises:
        NotFoundError: for an upstream that is not set, or an entry that a reflog does not have.
    """
    import os

    if not text or "\n" in text or "\0" in text:
        return None
    # `:/text` searches messages, up to the end of the name (gitrevisions).
    name = text if text.startswith(":/") else f"{text}^{{commit}}"
    try:
        header, _, rest = read_git(root, "cat-file", "--batch", stdin=os.fsencode(name) + b"\n").partition(b"\n")
    except GitError as error:
        if "@{" not in text:
            raise
        # An upstream that is not set, or an entry of a reflog that is not there: git gives up at once.
        raise NotFoundError(f"there is no revision {text[:200]!r}", details=error.details) from None
    words = header.split(b" ")
    if len(words) != _HEADER_WORDS or words[1] != b"commit":
        return None
    return _revision(words[0].decode(), rest[: int(words[2])])


def _revision(commit: str, content: bytes) -> Revision:
    """A commit object's content (git's Documentation/technical, "commit objects")."""
    head, _, message = content.partition(b"\n\n")
    headers = dict(line.partition(b" ")[::2] for line in reversed(head.split(b"\n")) if not line.startswith(b" "))
    encoding = headers.get(b"encoding", b"utf-8").decode("ascii", "replace")
    author, committer = (_PERSON.match(headers.get(name, b"")) for name in (b"author", b"committer"))
    subject = message.strip().partition(b"\n")[0]
    return Revision(
        commit, _time(committer), _text(author["name"] if author else b"", encoding), _text(subject, encoding)
    )


def _text(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding, "replace").strip()
    except LookupError:
        return raw.decode("utf-8", "replace").strip()


def _time(person: re.Match[bytes] | None) -> datetime:
    try:
        return datetime.fromtimestamp(int(person["seconds"]), _zone(person["zone"])) if person else _EPOCH
    except (ValueError, OverflowError, OSError):
        return _EPOCH


_EPOCH = datetime.fromtimestamp(0, UTC)


def _zone(text: bytes) -> tzinfo:
    minutes = int(text[1:3]) * 60 + int(text[3:])
    return timezone(timedelta(minutes=-minutes if text[:1] == b"-" else minutes)) if minutes < _MAX_OFFSET_MIN else UTC


def _commit_until(root: Path, text: str, moment: datetime) -> Revision:
    """The last commit until a moment on HEAD's first-parent history: the one nearest to HEAD."""
    if named_revision(root, "HEAD") is None:
        raise NotFoundError(f"there is no revision {text!r}: nothing has been committed yet")
    # Of all forms only this one means the same number of seconds whatever their count (git's date.c).
    until = f"--until=@{max(int(moment.timestamp()), 0)} +0000"
    strip = read_git(root, "rev-list", "--max-count=1", "--first-parent", until, "HEAD").decode().strip()
    revision = named_revision(root, strip) if strip else None
    if revision is None:
        raise _before_the_first(root, text)
    return revision


def _before_the_first(root: Path, text: str) -> NotFoundError | IncompleteError:
    first = read_git(root, "rev-list", "--first-parent", "--max-parents=0", "HEAD").decode().split()[-1:]
    revision = named_revision(root, first[0]) if first else None
    begins = f"{revision.committed_at:%Y-%m-%d %H:%M %z} ({revision.short})" if revision else "later"
    if shallow_boundary(require_git_dirs(root)):
        message = f"what there was at {text} cannot be known: the history that is here begins {begins}"
        return IncompleteError(message, hint=_UNSHALLOW)
    return NotFoundError(f"{text} lies before the first commit, which is of {begins}")


def unknown_revision(root: Path, text: str) -> NotFoundError:
    """The error for a text that names no commit and is no date."""
    if text == "HEAD":
        return NotFoundError("there is no revision 'HEAD': nothing has been committed yet")
    hint = _UNSHALLOW if shallow_boundary(require_git_dirs(root)) else f"it takes {_FORMS}"
    return NotFoundError(f"there is no revision {text[:200]!r}{did_you_mean(text, ref_names(root))}", hint=hint)
