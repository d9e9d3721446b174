"""Integrations: the merge or rebase that a command has begun or carries on, noted until it has ended.

`sync` begins what no person has to finish: a killed one is cancelled. `merge --continue` stages what a person has
resolved: where it is killed before its commit, that is open again.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from wmsgit.disk.folder import read_plain
from wmsgit.disk.writer import remove_file, write_file
from wmsgit.errors import NotFoundError, WmsgitError
from wmsgit.vcs.locate import GitDirs
from wmsgit.vcs.merge.unmerged import enter, give_up, unmerged
from wmsgit.vcs.refs import in_progress, read_head
from wmsgit.workspace.writing.journal import INTEGRATION


@dataclass(frozen=True, slots=True)
class _Note:
    """What was begun.

    Attributes:
        op: `merge`, `rebase` ...; empty for what only staging ends.
        head: what HEAD was.
        theirs: the commit that is merged; empty where that is not known.
        unmerged: path → stage → blob id, of what a person had resolved and the command was about to stage.
    """

    op: str = ""
    head: str = ""
    theirs: str = ""
    unmerged: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    @property
    def command(self) -> str:
        """The command that has written it."""
        return "merge --continue" if self.unmerged else "sync"


def note_integration(dirs: GitDirs, operation: str, theirs: str) -> None:
    """Write down that a merge or rebase was begun that no person has to finish. The lock must be held."""
    _write(dirs, _Note(operation, read_head(dirs) or "", theirs))


def forget_integration(dirs: GitDirs) -> None:
    """It has ended, or a person is to decide."""
    with suppress(NotFoundError):
        remove_file(dirs.git_dir, INTEGRATION, sync=False)


@contextmanager
def staging_noted(dirs: GitDirs, operation: str) -> Iterator[None]:
    """Lets what is staged inside be open again after an error, a signal or a kill. The lock must be held.

    Args:
        dirs: the Git directories.
        operation: the merge or its like that is in progress; empty for none.
    """
    note = _Note(operation, read_head(dirs) or "", merged_commit(dirs), unmerged(dirs.worktree))
    if note.unmerged:
        _write(dirs, note)
    try:
        yield
    except BaseException:
        with suppress(WmsgitError):  # the next command that writes tries again
            _open_again(dirs, note)
            forget_integration(dirs)
        raise
    forget_integration(dirs)


def interrupted_integration(dirs: GitDirs) -> str:
    """The command that has left a note; empty where there is none."""
    return _read(dirs).command if (dirs.git_dir / INTEGRATION).is_file() else ""


def recover_integration(dirs: GitDirs) -> str:
    """Undo what a killed command has begun, as long as nobody has gone on with it. The lock must be held.

    Returns:
        What was done; empty for nothing.
    """
    note = _read(dirs)
    if note.unmerged:
        done = _recover_staging(dirs, note)
    else:
        is_there = _is_in_progress(dirs, note)
        if is_there:
            give_up(dirs.worktree, note.op)
        done = f"'sync' was interrupted, and its {note.op} has been given up" if is_there else ""
    forget_integration(dirs)
    return done


def merged_commit(dirs: GitDirs) -> str:
    """The commit that the merge in progress brings in; empty for none, or for several."""
    commits = (read_plain(dirs.git_dir, "MERGE_HEAD") or b"").decode("ascii", "replace").split()
    return commits[0] if len(commits) == 1 else ""


def _recover_staging(dirs: GitDirs, note: _Note) -> str:
    if read_head(dirs) != note.head:
        return "'merge --continue' was interrupted, but its commit had landed"
    if not _is_in_progress(dirs, note):
        return ""
    _open_again(dirs, note)
    return "'merge --continue' was interrupted, and nothing of it is staged: 'wmsgit merge --continue' carries on"


def _open_again(dirs: GitDirs, note: _Note) -> None:
    """Takes out of the index what was staged; the files stay as a person has resolved them."""
    staged = note.unmerged.keys() - unmerged(dirs.worktree).keys()
    if staged and read_head(dirs) == note.head and _is_in_progress(dirs, note):
        enter(dirs.worktree, {path: note.unmerged[path] for path in sorted(staged)})


def _is_in_progress(dirs: GitDirs, note: _Note) -> bool:
    """Whether Git is still in the middle of the very operation that was noted."""
    if in_progress(dirs) != note.op or (not note.op and not note.unmerged):
        return False
    return note.op != "merge" or (read_head(dirs) == note.head and merged_commit(dirs) == note.theirs)


def _write(dirs: GitDirs, note: _Note) -> None:
    whole = {"op": note.op, "head": note.head, "theirs": note.theirs, "unmerged": note.unmerged}
    write_file(dirs.git_dir, INTEGRATION, json.dumps(whole).encode())


def _read(dirs: GitDirs) -> _Note:
    """What was noted; nothing where it cannot be read."""
    try:
        whole = json.loads(read_plain(dirs.git_dir, INTEGRATION) or b"{}")
        op, head, theirs = (str(whole.get(name, "")) for name in ("op", "head", "theirs"))
        paths = dict(whole.get("unmerged", {}))
        stages = {path: {int(stage): str(blob) for stage, blob in dict(blobs).items()} for path, blobs in paths.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return _Note()
    return _Note(op, head, theirs, stages)
