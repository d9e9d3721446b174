"""Leftovers: temporary files of a write that was killed. The next write removes them; Git is told to ignore them."""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from wmsgit.disk.temporary import EXCLUDED, sweep_folder
from wmsgit.disk.writer import read_plain, remove_file, write_file
from wmsgit.errors import WmsgitError
from wmsgit.vcs.locate import PRIVATE, GitDirs

_NOTE = f"{PRIVATE}/writing"
_EXCLUDE = "info/exclude"


@contextmanager
def noted_folders(dirs: GitDirs, folders: Collection[str]) -> Iterator[None]:
    """Keeps a note of the folders that a write makes temporary files in while it does.

    The lock must be held. Who is killed leaves the note, and `sweep_leftovers` finds it.

    Args:
        dirs: the worktree's.
        folders: relative to the top, with `/`.
    """
    _exclude_temporary(dirs.common_dir)
    write_file(dirs.git_dir, _NOTE, json.dumps(sorted(folders)).encode(), sync=False)
    try:
        yield
    finally:
        remove_file(dirs.git_dir, _NOTE, sync=False)


def sweep_leftovers(dirs: GitDirs) -> None:
    """Removes the temporary files that a killed write has left in this worktree. The lock must be held."""
    with suppress(WmsgitError):
        text = read_plain(dirs.git_dir, _NOTE)
        if text is None:
            return
        for folder in _folders(text):
            sweep_folder(dirs.worktree, folder)
        remove_file(dirs.git_dir, _NOTE, sync=False)


def _folders(text: bytes) -> list[str]:
    try:
        folders = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [folder for folder in folders if isinstance(folder, str)] if isinstance(folders, list) else []


def _exclude_temporary(common_dir: Path) -> None:
    """Adds their name to what this clone ignores (gitignore, `$GIT_DIR/info/exclude`), where that can be done."""
    with suppress(WmsgitError):
        text = read_plain(common_dir, _EXCLUDE) or b""
        line = EXCLUDED.encode()
        if line not in text.split(b"\n"):
            head = text if not text or text.endswith(b"\n") else text + b"\n"
            write_file(common_dir, _EXCLUDE, head + line + b"\n")
