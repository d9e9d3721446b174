"""The journal of branches: what is being made or removed, so that a killed command's work is undone or finished."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wmsgit.errors import WmsgitError
from wmsgit.vcs.locate import PRIVATE, shared_dir
from wmsgit.vcs.write.lock import writing_lock
from wmsgit.workspace.private import read_json, write_json
from wmsgit.workspace.workspace import Workspace

_FOLDER = "branches"


@dataclass
class BranchJournal:
    """What one command is about to do in members.

    Attributes:
        path: its file, below the Git directory that all worktrees share.
        git_dir: that directory.
        value: `op`, `pid`, and what the operation has to remember.
    """

    path: str
    git_dir: Path
    value: dict[str, Any]

    def note(self, **more: Any) -> None:
        """Remember more, before it is done."""
        self.value |= more
        write_json(self.git_dir, self.path, self.value)

    def forget(self) -> None:
        """The operation is over, one way or the other.

        What cannot be removed, or not for good, as on a full disk, is settled by the next command, which sees it ended.
        """
        with suppress(WmsgitError, OSError):
            write_json(self.git_dir, self.path, None)


@contextmanager
def journalled(ws: Workspace, op: str, **value: Any) -> Iterator[BranchJournal]:
    """A journal for the time of the block. It is gone at its end, whether it failed or not, but not when killed."""
    name = f"{os.getpid()}-{os.urandom(4).hex()}"
    journal = BranchJournal(
        f"{PRIVATE}/{_FOLDER}/{name}.json", ws.require_dirs().common_dir, {"op": op, "pid": os.getpid()}
    )
    journal.note(**value)
    try:
        yield journal
    finally:
        journal.forget()


@contextmanager
def at_work_on(ws: Workspace, records: Iterable[str]) -> Iterator[None]:
    """Alone at work on the branches of these records for the time of the block; others wait for that.

    Raises:
        LockedError: when another command was at work on one of them for too long.
    """
    with ExitStack() as stack:
        for record in sorted(set(records)):
            stack.enter_context(writing_lock(ws.require_dirs().common_dir, name=f"{_FOLDER}/{record}.lock"))
        yield


def recover(
    ws: Workspace, records: Callable[[dict[str, Any]], list[str]], finish: Callable[[dict[str, Any]], list[str]]
) -> list[str]:
    """Let `finish` settle what commands left that are gone, alone at work on the records; gives its lines."""
    if ws.dirs is None:
        return []
    lines: list[str] = []
    for file in sorted((shared_dir(ws.dirs) / _FOLDER).glob("*.json")):
        path = f"{PRIVATE}/{_FOLDER}/{file.name}"
        value = read_json(ws.dirs.common_dir, path)
        if not isinstance(value, dict) or _is_alive(value.get("pid")):
            continue
        with at_work_on(ws, records(value)):
            if read_json(ws.dirs.common_dir, path) == value:  # nobody has settled it in between
                lines += finish(value)
                write_json(ws.dirs.common_dir, path, None)
    return lines


def _is_alive(pid: Any) -> bool:
    if not isinstance(pid, int) or pid == os.getpid():
        return isinstance(pid, int)
    with suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except (ProcessLookupError, OverflowError):
            return False
    return True
