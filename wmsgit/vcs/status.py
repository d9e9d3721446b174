"""What `git status` says of a path, as values."""

from typing import Literal, NamedTuple

from wmsgit.disk.temporary import is_temporary
from wmsgit.vcs.process import nul_split

_NO_MODE = "000000"
_UNCHANGED = "."


class PathState(NamedTuple):
    """How one path stands between HEAD, the index and the worktree.

    Attributes:
        tracked: the index has it (also with `git add -N`).
        in_head: the current commit has it.
        staged: the index differs from HEAD.
        unstaged: the worktree differs from the index.
        on_disk: the worktree has it.
        conflicted: a merge has left it unresolved.
        ignored: it is not tracked, and `.gitignore` or its like names it.
    """

    tracked: bool = False
    in_head: bool = False
    staged: bool = False
    unstaged: bool = False
    on_disk: bool = False
    conflicted: bool = False
    ignored: bool = False

    @property
    def partly_staged(self) -> bool:
        """Whether a commit of the whole file would commit more than what is staged."""
        return self.staged and self.unstaged


class ChangedPath(NamedTuple):
    """A path that differs from HEAD."""

    path: str
    state: PathState

    @property
    def change(self) -> Literal["added", "modified", "deleted"]:
        """What a commit of the worktree's file would do."""
        if not self.state.on_disk:
            return "deleted"
        return "modified" if self.state.in_head else "added"


class Status:
    """The whole output of `git status --porcelain=v2 -z`.

    Attributes:
        headers: the `# branch.` lines by name, such as `oid`, `head`, `upstream`, `ab`.
        states: the paths that differ, are unknown or are ignored; a directory ends in `/`.
    """

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.states: dict[str, PathState] = {}

    @property
    def upstream(self) -> str:
        """The branch's remote branch, such as `origin/main`; empty for none."""
        return self.headers.get("upstream", "")

    @property
    def ahead_behind(self) -> tuple[int, int] | None:
        """The commits against the remote branch, as it was last fetched; None without one."""
        ahead, _, behind = self.headers.get("ab", "").partition(" ")
        return (abs(int(ahead)), abs(int(behind))) if ahead and behind else None

    @property
    def stashed(self) -> int:
        """How many entries the stash has, where that was asked for."""
        return int(self.headers.get("stash", "0"))

    def changed(self) -> list[ChangedPath]:
        """The paths that differ from HEAD, by path; the temporary files of a write under way, or killed, are none."""
        paths = (path for path in sorted(self.states) if not is_temporary(path.rpartition("/")[2]))
        return [ChangedPath(path, self.states[path]) for path in paths]


def parse_status(output: bytes) -> Status:
    """The values in what `git status --porcelain=v2 -z --no-renames` prints (git-status)."""
    status = Status()
    for entry in nul_split(output):
        sign, _, rest = entry.partition(" ")
        if sign == "#":
            name, _, value = rest.partition(" ")
            status.headers[name.removeprefix("branch.")] = value
        else:
            path, state = _path_state(sign, rest)
            visited = status.states.get(path)
            # A file that `git rm --cached` took out of the index stands twice: as deleted and as unknown.
            status.states[path] = state if visited is None else visited._replace(on_disk=True, unstaged=True)
    return status


def _path_state(sign: str, rest: str) -> tuple[str, PathState]:
    if sign == "1":
        codes, _, head_mode, index_mode, worktree_mode, _, _, path = rest.split(" ", 7)
        return path, _ordinary(codes, head_mode, index_mode, worktree_mode)
    if sign == "u":
        _, _, _, ours_mode, _, worktree_mode, _, _, _, path = rest.split(" ", 9)
        in_head, on_disk = ours_mode != _NO_MODE, worktree_mode != _NO_MODE
        return path, PathState(tracked=True, in_head=in_head, unstaged=True, on_disk=on_disk, conflicted=True)
    return rest, PathState(on_disk=True, ignored=sign == "!")


def _ordinary(codes: str, head_mode: str, index_mode: str, worktree_mode: str) -> PathState:
    """The state of an entry that is not unmerged; `git add -N` shows as `.A` without a mode in the index."""
    staged, unstaged = (code != _UNCHANGED for code in codes)
    return PathState(
        tracked=index_mode != _NO_MODE or codes == ".A",
        in_head=head_mode != _NO_MODE,
        staged=staged,
        unstaged=unstaged,
        on_disk=worktree_mode != _NO_MODE,
    )
