"""File contents out of Git: by revision and path, or many at once by id."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, TypeVar

from wmsgit.errors import GitError, NotFoundError
from wmsgit.vcs.locate import is_partial
from wmsgit.vcs.process import read_git, reading_git, try_git

_CHUNK_BYTES = 1 << 20
_MAX_NAMED = 20
_Parsed = TypeVar("_Parsed")


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
    if is_partial(root):
        from wmsgit.vcs.partial import fetch_missing

        ids = list(ids)
        fetch_missing(root, ids)
    yield from each_object(root, ids, lambda header, output: _entry(header, output, max_bytes))


def each_object(root: Path, ids: Iterable[str], parse: Callable[[bytes, IO[bytes]], _Parsed]) -> Iterator[_Parsed]:
    """What `parse` makes of each object in the order asked, all from one process (git-cat-file, "Batch Output").

    Args:
        root: a worktree's top.
        ids: the objects, which are here: nothing is fetched; or names of them, such as `COMMIT:PATH`.
        parse: takes an object's header and the output behind it, of which it reads that object's bytes and newline.
    """
    import tempfile

    with tempfile.TemporaryFile() as wanted:
        wanted.writelines(f"{identifier}\n".encode("utf-8", "surrogateescape") for identifier in ids)
        if not wanted.tell():
            return
        wanted.seek(0)
        with reading_git(root, "cat-file", "--batch", stdin=wanted) as output:
            while header := output.readline():
                yield parse(header, output)


def read_for_files(root: Path, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], bytes]:
    """(Blob, path) → the bytes that Git would write to the file at that path: what filters and encodings make of it.

    It is for whatever is written to a file, or compared with one. All come from one process. Git tells the size
    before the filter, so each is ended by the answer for an object that nobody can have foreseen and that is not there
    (git-cat-file, `--filters`).

    Args:
        root: a worktree's top.
        wanted: ids, and paths relative to the top with `/`.

    Raises:
        GitError: when a blob is not there, or a filter fails.
    """
    pairs = list(dict.fromkeys(wanted))
    if not pairs:
        return {}
    if is_partial(root):
        from wmsgit.vcs.partial import fetch_missing

        fetch_missing(root, [blob for blob, _ in pairs])
    end = f"end-{os.urandom(16).hex()}"
    lines = "".join(f"{blob} {path}\n{end} {path}\n" for blob, path in pairs)
    output = read_git(root, "cat-file", "--filters", "--batch", stdin=os.fsencode(lines))
    answers = output.split(f"\n{end} missing\n".encode())[:-1]
    result = [answer.partition(b"\n") for answer in answers]
    if [head.split()[:2] for head, _, _ in result] != [[blob.encode(), b"blob"] for blob, _ in pairs]:
        raise GitError("git has no file content for these", details=[path for _, path in pairs][:_MAX_NAMED])
    return {pair: text for pair, (_, _, text) in zip(pairs, result, strict=True)}


def read_files(root: Path, files: Sequence[tuple[str, str]]) -> list[bytes | None]:
    """The bytes of files at commits, in order, from one process for all; None where one is not there.

    Args:
        root: a worktree's top.
        files: a commit's whole id and a path, relative to the top, with `/`. Nothing is at no commit, and a path
            with a line break is nowhere.
    """
    if not files:
        return []
    if is_partial(root):
        from wmsgit.vcs.partial import fetch_files

        fetch_files(root, (commit for commit, _ in files if commit), (path for commit, path in files if commit))
    names = [f"{commit}:{path}" if commit and "\n" not in path else "" for commit, path in files]
    distinct = list(dict.fromkeys(filter(None, names)))
    texts = dict(zip(distinct, each_object(root, distinct, _content), strict=True))
    return [texts.get(name) for name in names]


def _content(header: bytes, output: IO[bytes]) -> bytes | None:
    """The bytes of a blob; None for what is none, or is not there: `NAME missing`."""
    if header.endswith(b" missing\n"):
        return None
    _, kind, size = header.split()
    content = output.read(int(size))
    output.read(1)
    return content if kind == b"blob" else None


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


def blob_id(data: bytes, length: int) -> str:
    """The id that Git would give these bytes (gitformat-loose: `blob SIZE NUL`), SHA-1 or SHA-256."""
    import hashlib

    whole = hashlib.sha256() if length > 40 else hashlib.sha1(usedforsecurity=False)  # noqa: PLR2004 - digits
    whole.update(b"blob %d\0" % len(data))
    whole.update(data)
    return whole.hexdigest()
