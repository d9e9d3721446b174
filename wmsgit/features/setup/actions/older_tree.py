"""A tree of the older system: its scripts and programs, and their lines that call it. Only looked at, never run."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wmsgit.errors import NotFoundError
from wmsgit.features.setup.older_callers import CallerLine, callers_in

_SUFFIXES = {".py", ".pyw", ".ipynb", ".sh", ".bash", ".zsh", ".fish", ".yml", ".yaml", ".toml", ".mk", ".cfg", ".ini"}
_NAMES = {"Makefile", "makefile", "GNUmakefile", "justfile", "Justfile", "crontab", "Dockerfile"}
_LEFT_OUT = {"node_modules", "__pycache__", "venv", "site-packages", "build", "dist"}
MAX_FILES = 20_000
MAX_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class OlderTree:
    """What was found.

    Attributes:
        lines: path relative to the tree's top, and the line.
        files: how many files were read.
        unread: the files that could not be read, or are too large or too many, each with the reason.
    """

    lines: tuple[tuple[str, CallerLine], ...]
    files: int
    unread: tuple[str, ...] = ()


def read_older_tree(top: Path) -> OlderTree:
    """The lines below a folder, or in a file, that call the older system. No link is followed.

    Raises:
        NotFoundError: when there is nothing there.
    """
    if not top.exists():
        raise NotFoundError("there is no such file or folder", where=str(top))
    lines: list[tuple[str, CallerLine]] = []
    unread: list[str] = []
    count = 0
    for path in [top] if top.is_file() else _programs(top):
        name = path.name if path == top else path.relative_to(top).as_posix()
        if count == MAX_FILES:
            unread.append(f"{name}: more than {MAX_FILES:,} files, of which these are some")
            break
        text = _text(path, name, unread)
        count += 1
        lines += [(name, line) for line in callers_in(text)]
    return OlderTree(tuple(lines), count, tuple(unread))


def _programs(top: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(top):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _LEFT_OUT)
        for name in sorted(files):
            path = Path(folder, name)
            if not path.is_symlink() and (path.suffix in _SUFFIXES or name in _NAMES or _is_script(path)):
                yield path


def _is_script(path: Path) -> bool:
    """Whether a file without a suffix begins as a script does."""
    try:
        if path.suffix or not stat.S_ISREG(path.lstat().st_mode):
            return False
        with path.open("rb") as file:
            return file.read(2) == b"#!"
    except OSError:
        return False


def _text(path: Path, name: str, unread: list[str]) -> str:
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        unread.append(f"{name}: {error.strerror}")
        return ""
    if len(data) > MAX_BYTES:
        unread.append(f"{name}: it has more than {MAX_BYTES:,} bytes, of which these are the first")
    return data.decode("utf-8", "replace")
