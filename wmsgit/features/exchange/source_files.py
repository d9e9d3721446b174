"""Files of another tool: what the user named, read within bounds; links are passed over."""

import os
from collections.abc import Iterator
from pathlib import Path

from wmsgit.errors import GitError, InvalidError, NotFoundError
from wmsgit.features.exchange.foreign import Files, Format

MAX_FILE_BYTES = 64 << 20
"""Bytes of one file, and of all in a folder: as data they take some ten times as much memory."""
MAX_FILES = 100_000
"""Of one folder."""
STANDARD_INPUT = "-"


def bounded(content: bytes, name: str) -> Files:
    """One file, as standard input gave it.

    Raises:
        InvalidError: when it is larger than is read.
    """
    _require_small(len(content), name)
    return {name: content}


def read_bounded(path: Path) -> bytes:
    """A file's content; of one that is too large nothing is read.

    Raises:
        InvalidError: when it is larger than is read.
        OSError: when the file system refuses.
    """
    with path.open("rb") as file:
        _require_small(os.fstat(file.fileno()).st_size, str(path))
        content = file.read(MAX_FILE_BYTES + 1)  # a pipe has no size before it is read
    _require_small(len(content), str(path))
    return content


def _require_small(size_bytes: int, name: str) -> None:
    if size_bytes > MAX_FILE_BYTES:
        hint = "import it in parts, such as those of split -l: what came before stays, and references find it"
        raise InvalidError(f"larger than {MAX_FILE_BYTES >> 20} MiB", where=name, hint=hint)


def read_source(path: Path, source: Format) -> Files:
    """The files of a format in a folder, or the one file that the user named; by path relative to the folder.

    Raises:
        NotFoundError: when there is none.
        InvalidError: when a file, or all together, are larger than is read.
        GitError: when the file system refuses.
    """
    try:
        if path.is_file():
            return {path.name: read_bounded(path)}
        if not path.is_dir() or not source.patterns:
            what = "no such file or folder" if source.patterns else "no such file"
            raise NotFoundError(f"there is {what}", where=str(path))
        result = dict(_read(path, source))
    except OSError as error:
        raise GitError(f"cannot be read: {error.strerror}", where=str(error.filename or path)) from error
    if not result:
        raise NotFoundError(f"none of its files is here: {', '.join(source.patterns)}", where=str(path))
    return result


def _read(folder: Path, source: Format) -> Iterator[tuple[str, bytes]]:
    size = count = 0
    for path in _walk(folder, source):
        content = read_bounded(path)
        size, count = size + len(content), count + 1
        if size > MAX_FILE_BYTES or count > MAX_FILES:
            raise InvalidError(f"more than {MAX_FILE_BYTES >> 20} MiB or {MAX_FILES:,} files", where=str(folder))
        yield path.relative_to(folder).as_posix(), content


def _walk(folder: Path, source: Format) -> Iterator[Path]:
    """The files that fit, sorted by path; neither links nor what lies behind one."""
    for top, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in source.ignores)
        for name in sorted(names):
            path = Path(top, name)
            relative = path.relative_to(folder)
            fits = any(relative.match(pattern.removeprefix("**/")) for pattern in source.patterns)
            if fits and path.is_file() and not path.is_symlink():
                yield path
