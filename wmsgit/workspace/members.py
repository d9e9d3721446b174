"""Members: the workspace's repositories, where they are on this machine, and commands over all of them."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from wmsgit.errors import GitError, InvalidError, NotFoundError, WmsgitError
from wmsgit.model.record import Record
from wmsgit.schema.suggest import did_you_mean
from wmsgit.vcs.locate import main_worktree
from wmsgit.workspace.workspace import Workspace

if TYPE_CHECKING:
    from wmsgit.model.member_state import MemberState

KIND = "repo"
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended in one member.

    Attributes:
        name: the repository's name.
        code: its exit code; 127 when it could not be started.
        output, errors: what it printed.
    """

    name: str
    code: int
    output: bytes
    errors: bytes


def members(workspace: Workspace, names: Iterable[str] = (), tags: Iterable[str] = ()) -> list[Record]:
    """The records of the repositories that are named or carry one of the tags, by name; all when nothing is given.

    Raises:
        NotFoundError: when a name has no record.
    """
    wanted, marked = list(names), set(tags)
    records = sorted(workspace.index([KIND]).documents(workspace.kind(KIND)), key=lambda record: record.id)
    for name in wanted:
        if all(record.id != name for record in records):
            raise _unknown(name, [record.id for record in records])
    return [
        record
        for record in records
        if (not wanted and not marked) or record.id in wanted or marked & set(record.data.get("tags", ()))
    ]


def require_member(workspace: Workspace, name: str) -> str:
    """The name itself, when a repository has it.

    Raises:
        NotFoundError: otherwise, with the nearest name.
    """
    from wmsgit.store.layout import path_of

    if path_of(workspace.root, workspace.kind(KIND), name):
        return name
    return members(workspace, [name])[0].id


_NUL = "\N{SYMBOL FOR NULL}"
"""Stands for a NUL in a record's path, so that nothing is there: no system call takes the character itself."""


def member_path(workspace: Workspace, record: Record) -> Path:
    """Where a member is on this machine.

    `git config wmsgit.repo.NAME.path` counts before the record's `path`; both are relative to the workspace's main
    worktree.
    """
    configured = workspace.config.get(f"wmsgit.repo.{record.id}.path")
    base = (main_worktree(workspace.dirs) if workspace.dirs else None) or workspace.root
    stated = configured or str(record.data.get("path", ".")).replace("\0", _NUL)
    return Path(os.path.normpath(base / Path(stated).expanduser()))


def member_states(workspace: Workspace, records: Sequence[Record]) -> list[tuple[str, "MemberState"]]:
    """The Git state of each member, in their order, read in parallel; one that git cannot read says so itself."""
    paths = [(record.id, member_path(workspace, record)) for record in records]
    return map_in_threads(paths, lambda item: (item[0], _state_of(item[1])))


def _state_of(path: Path) -> "MemberState":
    from wmsgit.model.member_state import MemberState
    from wmsgit.vcs.members import member_state

    try:
        return member_state(path)
    except GitError as error:
        return MemberState(path, exists=True, problem="; ".join((error.message, *error.details)))


def run_in_members(workspace: Workspace, records: Sequence[Record], command: Sequence[str]) -> list[Ran]:
    """Run a command in each member, in parallel, and give its results in their order.

    Raises:
        InvalidError: when there is no command.
    """
    if not command:
        raise InvalidError("there is no command to run", hint="wmsgit repo exec -- git fetch")
    paths = [(record.id, member_path(workspace, record)) for record in records]
    return map_in_threads(paths, lambda item: _run(item[0], item[1], command))


def link_member(workspace: Workspace, path: Path) -> bool:
    """Let commands inside a member find this workspace; False when they do already.

    Raises:
        GitError: when the member's configuration cannot be written.
    """
    from wmsgit.vcs.config import GitConfig

    config = GitConfig(path)
    if config.get("wmsgit.workspace") == str(workspace.root):
        return False
    config.set("wmsgit.workspace", str(workspace.root))
    return True


def _run(name: str, path: Path, command: Sequence[str]) -> Ran:
    import subprocess

    from wmsgit.vcs.environment import elsewhere

    if not path.is_dir():
        return Ran(name, 127, b"", f"{path}: no such folder\n".encode())
    try:
        done = subprocess.run(
            command, cwd=path, env=elsewhere(), stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError as error:
        return Ran(name, 127, b"", f"{command[0]}: {error.strerror}\n".encode())
    return Ran(name, done.returncode, done.stdout, done.stderr)


def map_in_threads(items: Sequence[_Item], work: Callable[[_Item], _Result]) -> list[_Result]:
    """`work(item)` for each item, in order, side by side: for work that waits for other processes."""
    if len(items) < 2:  # noqa: PLR2004 - a single one needs no thread
        return [work(item) for item in items]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=min(16, max(1, len(items)))) as pool:
        return list(pool.map(work, items))


def _unknown(name: str, known: list[str]) -> WmsgitError:
    return NotFoundError(
        f"there is no repository {name!r}{did_you_mean(name, known)}",
        hint=f"'wmsgit repo add {name}' adds it",
    )
