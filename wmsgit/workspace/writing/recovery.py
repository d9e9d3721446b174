"""Recovery: what becomes of a write that was killed. The next one drops it, undoes it, or stops."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from wmsgit.disk.folder import read_plain
from wmsgit.errors import ConflictError, LockedError, WmsgitError
from wmsgit.vcs.failure import index_locked, landed_commit
from wmsgit.vcs.locate import PRIVATE, GitDirs
from wmsgit.vcs.refs import read_head
from wmsgit.vcs.write.lock import writing_lock
from wmsgit.vcs.write.staging import INDEX_WAIT_S, forget, level
from wmsgit.workspace.writing.journal import INTEGRATION, JournalEntry, WriteJournal, digest_of

if TYPE_CHECKING:
    from wmsgit.workspace.workspace import Workspace

_POLL_S = 0.05


def interrupted_write(dirs: GitDirs) -> str:
    """The name of the write that was interrupted in this worktree; empty when none was. Nothing is changed.

    A write that is under way holds the lock, and is not interrupted.
    """
    journal = WriteJournal(dirs)
    if not has_interrupted(dirs.git_dir):
        return ""
    try:
        with writing_lock(dirs.common_dir, timeout_s=0):
            entry = journal.read()
            if entry:
                return entry.op
            from wmsgit.workspace.writing.integration import interrupted_integration

            return interrupted_integration(dirs)
    except LockedError:
        return ""
    except WmsgitError:
        return "a write"


def has_interrupted(git_dir: Path) -> bool:
    """Whether anything may have been interrupted in this worktree: a cheap question for every command."""
    return (git_dir / INTEGRATION).is_file() or (git_dir / PRIVATE / "journal").is_file()


def settle(workspace: "Workspace") -> None:
    """Recover what was interrupted, before an action reads what it will write. Whoever writes later says so.

    Raises:
        ConflictError: when that takes a person's decision.
    """
    dirs = workspace.dirs
    if dirs is None or not has_interrupted(dirs.git_dir):
        return
    with writing_lock(dirs.common_dir):
        recover(workspace)
        if (dirs.git_dir / INTEGRATION).is_file():
            from wmsgit.workspace.writing.integration import recover_integration

            await_index(dirs)
            workspace.recovered += filter(None, [recover_integration(dirs)])
            workspace.forget_index()


def recover(workspace: "Workspace") -> None:
    """Drop the journal of a write that has landed, else undo that write; the workspace notes it. The lock must be held.

    Raises:
        ConflictError: when somebody has changed the files or moved HEAD since then, or git holds the index.
        InvalidError: when the journal cannot be read.
    """
    dirs = workspace.dirs
    entry = WriteJournal(dirs).read() if dirs else None
    if dirs is not None and entry is not None:
        await_index(dirs)
        workspace.recovered.append(_recover(dirs, entry))
        workspace.forget_index()


def _recover(dirs: GitDirs, entry: JournalEntry) -> str:
    journal, head = WriteJournal(dirs), read_head(dirs)
    landed = landed_commit(dirs.worktree, entry.head, head, entry.trailer) if entry.trailer else ""
    if landed:
        level(dirs.worktree, [file.path for file in entry.files], INDEX_WAIT_S)
        journal.end()
        return f"'{entry.op}' was interrupted, but its commit had landed: {landed[:10]}"
    foreign = _foreign_files(dirs, entry)
    if head != entry.head or foreign:
        raise ConflictError(
            f"'{entry.op}' was interrupted, and {'files have changed' if foreign else 'HEAD has moved'} since",
            details=foreign or [file.path for file in entry.files],
            hint="'wmsgit doctor --recover keep' leaves the files as they are, "
            "'wmsgit doctor --recover restore' brings back those of before",
        )
    _undo(dirs, entry)
    return f"'{entry.op}' was interrupted, and has been undone: {_files(entry)} as before"


def keep(dirs: GitDirs) -> str:
    """Leave the files of an interrupted write as they are, and drop its journal; what was done."""
    with writing_lock(dirs.common_dir):
        WriteJournal(dirs).end()
    return "the files of the interrupted write stay as they are"


def restore(dirs: GitDirs) -> str:
    """Bring back the files of before an interrupted write, whatever has become of them; what was done.

    Raises:
        GitError: naming the files that resist.
        InvalidError: when the journal cannot be read.
        ConflictError: when git holds the index.
    """
    with writing_lock(dirs.common_dir):
        entry = WriteJournal(dirs).read()
        if entry is None:
            return "no write was interrupted"
        await_index(dirs)
        _undo(dirs, entry)
    return f"'{entry.op}' has been undone: {_files(entry)} as before"


def _undo(dirs: GitDirs, entry: JournalEntry) -> None:
    journal = WriteJournal(dirs)
    journal.put_back(entry)
    if entry.trailer:
        forget(dirs.worktree, [file.path for file in entry.files if not file.tracked], INDEX_WAIT_S)
    journal.end()


def _foreign_files(dirs: GitDirs, entry: JournalEntry) -> list[str]:
    """Those that are neither as before nor as after."""
    return [
        file.path
        for file in entry.files
        if digest_of(read_plain(dirs.worktree, file.path)) not in {file.before, file.after}
    ]


def await_index(dirs: GitDirs) -> None:
    """Wait for the git that a killed write has started, which may still be about to make its commit.

    Raises:
        ConflictError: when it holds the index for too long.
    """
    deadline = time.monotonic() + INDEX_WAIT_S
    while (dirs.git_dir / "index.lock").exists():
        if time.monotonic() >= deadline:
            raise index_locked()
        time.sleep(_POLL_S)


def _files(entry: JournalEntry) -> str:
    count = sum(file.before != file.after for file in entry.files)
    return f"{count:,} file{'s are' if count != 1 else ' is'}"
