"""File contents out of Git: by revision and path, or many at once by id."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from wmsgit.errors import GitError, NotFoundError
from wmsgit.vcs.process import read_git, reading_git, try_git

_CHUNK_BYTES = 1 << 20


def read_blob(root: Path, revision: str, path: str) -> bytes | None:
    """The bytes of a file at a revision; None when there is no such file there, or no commit yet.

    Args:
        root: a worktree's top.
        revision: a commit, branch, tag or anything else that git resolves.
        path: relative to the top, with `/`.

    Raises:
        NotFoundError: when there is no such revision.
    """
    outcome, stdout = try_git(root, "cat-file", "--end-of-options", "blob", f"{revision}:{path}")
    if outcome.status == 0:
        return stdout
    resolved, _ = try_git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{tree}}")
    if resolved.status and revision != "HEAD":
        raise NotFoundError(f"there is no revision {revision!r}")
    return None


def read_blobs(root: Path, ids: Iterable[str], *, max_bytes: int | None = None) -> Iterator[tuple[str, bytes]]:
    """The contents of these blobs, one after the other in the order asked, from one process.

    What a partial clone lacks of them is fetched together first.

    Args:
        root: a worktree's top.
        ids: the blobs.
        max_bytes: of a larger one only so many bytes and one more are given; None for all of each.

    Raises:
        GitError: when a blob is not there.
    """
    import tempfile

    from wmsgit.vcs.partial import fetch_missing, is_partial

    if is_partial(root):
        ids = list(ids)
        fetch_missing(root, ids)
    with tempfile.TemporaryFile() as wanted:
        wanted.writelines(f"{identifier}\n".encode() for identifier in ids)
        if not wanted.tell():
            return
        wanted.seek(0)
        with reading_git(root, "cat-file", "--batch", stdin=wanted) as output:
            while header := output.readline():
                yield _entry(header, output, max_bytes)


def read_at(root: Path, commits: Iterable[str], path: str) -> list[bytes | None]:
    """The bytes of one file at each of these commits, in order; None where it is not there.

    Args:
        root: a worktree's top.
        commits: whole ids.
        path: relative to the top, with `/`; one with a line break is nowhere.
    """
    return read_files(root, [(commit, path) for commit in commits])


def read_files(root: Path, files: Sequence[tuple[str, str]]) -> list[bytes | None]:
    """The bytes of files at commits, in order, from two processes for all; None where one is not there.

    Args:
        root: a worktree's top.
        files: a commit's whole id and a path, relative to the top, with `/`. Nothing is at no commit, and a path
            with a line break is nowhere.
    """
    names = [f"{commit}:{path}" if commit and "\n" not in path else "" for commit, path in files]
    if not any(names):
        return [None for _ in names]
    text = "".join(f"{name}\n" for name in names if name).encode("utf-8", "surrogateescape")
    lines = iter(read_git(root, "cat-file", "--batch-check=%(objecttype) %(objectname)", stdin=text).splitlines())
    found = [next(lines) if name else b"" for name in names]
    ids = [line.decode().partition(" ")[2] if line.startswith(b"blob ") else "" for line in found]
    texts = dict(read_blobs(root, dict.fromkeys(filter(None, ids))))
    return [texts.get(identifier) for identifier in ids]


def _entry(header: bytes, output: IO[bytes], max_bytes: int | None) -> tuple[str, bytes]:
    """One object: `ID TYPE SIZE`, its bytes, a newline (git-cat-file, "Batch Output")."""
    words = header.decode().split()
    if len(words) != 3 or words[1] != "blob":  # noqa: PLR2004
        raise GitError(f"git has no file content under {words[0]}", hint="`git fsck` tells what is damaged")
    size = int(words[2])
    content = output.read(size if max_bytes is None else min(size, max_bytes + 1))
    rest = size - len(content) + 1
    while rest > 0 and (passed := output.read(min(rest, _CHUNK_BYTES))):
        rest -= len(passed)
    return words[0], content
