"""Members: the workspace's repositories, where they are on this machine, and commands over all of them."""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from wmsgit.errors import GitError, InvalidError, NotFoundError, WmsgitError
from wmsgit.model.identity import is_safe_id
from wmsgit.model.record import Record
from wmsgit.model.text import did_you_mean
from wmsgit.store.layout import SUFFIX
from wmsgit.store.names import record_names
from wmsgit.vcs.locate import require_not_brought
from wmsgit.workspace.member_places import MemberPlace, member_places
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace

if TYPE_CHECKING:
    from wmsgit.model.member_state import MemberState

KIND = "repo"
_NOT_RUN = 127
_FEW = 32
"""So many records are read sooner than an index is opened."""
_LINK = "wmsgit.workspace"
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
    records = sorted(_read_members(workspace), key=lambda record: record.id)
    for name in wanted:
        if all(record.id != name for record in records):
            raise _unknown(name, [record.id for record in records])
    return [
        record
        for record in records
        if (not wanted and not marked) or record.id in wanted or marked & set(record.data.get("tags", ()))
    ]


def _read_members(workspace: Workspace) -> list[Record]:
    """The readable records of repositories. A few in one folder are read from their files: no index is opened."""
    kind = workspace.kind(KIND)
    folders = list(record_names(workspace.root, kind.folder)) if type(workspace) is Workspace else []
    if len(folders) != 1 or len(folders[0][1]) > _FEW:
        return workspace.index([KIND]).documents(kind)
    result = []
    for name in filter(is_safe_id, (file.removesuffix(SUFFIX) for file in folders[0][1])):
        with suppress(InvalidError, NotFoundError):
            result.append(workspace.record(Place(kind.name, name, f"{folders[0][0]}/{name}{SUFFIX}")))
    return result


def require_member(workspace: Workspace, name: str) -> str:
    """The name itself, when a repository has it.

    Raises:
        NotFoundError: otherwise, with the nearest name.
    """
    from wmsgit.store.layout import path_of

    if path_of(workspace.root, workspace.kind(KIND), name):
        return name
    return members(workspace, [name])[0].id


def is_archived(record: Record) -> bool:
    """Whether a member's record says that nothing is done there any more."""
    return record.data.get("archived") is True


def member_states(workspace: Workspace, records: Sequence[Record]) -> list[tuple[str, "MemberState"]]:
    """The Git state of each member, in their order, read in parallel; one that git cannot read says so itself."""
    pairs = list(zip(records, member_places(workspace, records), strict=True))
    return map_in_threads(pairs, lambda pair: (pair[0].id, _state_of(pair[1], is_archived=is_archived(pair[0]))))


def _state_of(place: MemberPlace, *, is_archived: bool) -> "MemberState":
    from wmsgit.model.member_state import MemberState
    from wmsgit.vcs.members import member_state

    if place.refusal:
        problem = f"not used: {place.refusal}; wmsgit doctor tells more"
        return MemberState(place.path, exists=True, is_archived=is_archived, problem=problem)
    try:
        return replace(member_state(place.path), is_archived=is_archived)
    except GitError as error:
        problem = f"cannot be read: {'; '.join((error.message, *error.details))}"
        return MemberState(place.path, exists=True, is_archived=is_archived, problem=problem)


def require_safe_place(workspace: Workspace, path: Path) -> None:
    """Refuses to run a command at a path where git, which it may run, would open what a checkout brought.

    Raises:
        GitError: for such a path.
    """
    require_not_brought(path, workspace.root)


def run_in_members(workspace: Workspace, records: Sequence[Record], command: Sequence[str]) -> list[Ran]:
    """Run a command in each member, in parallel, and give its results in their order.

    Raises:
        InvalidError: when there is no command.
    """
    return run_in_places(workspace, member_places(workspace, records), command)


def run_in_places(workspace: Workspace, places: Sequence[MemberPlace], command: Sequence[str]) -> list[Ran]:
    """As `run_in_members`, at places that are known, such as worktrees of members.

    Raises:
        InvalidError: when there is no command.
    """
    if not command:
        raise InvalidError("there is no command to run", hint="wmsgit repo exec -- git fetch")
    return map_in_threads(places, lambda place: _run(workspace, place, command))


def link_member(workspace: Workspace, path: Path) -> bool:
    """Let commands inside a member find this workspace; False when they do already.

    Raises:
        GitError: when the member's configuration cannot be written.
    """
    from wmsgit.vcs.config import GitConfig

    if is_linked(workspace, path):
        return False
    GitConfig(path).set(_LINK, str(workspace.root))
    return True


def is_linked(workspace: Workspace, path: Path) -> bool:
    """Whether commands inside a member find this workspace."""
    from wmsgit.vcs.config import GitConfig

    return GitConfig(path).get(_LINK) == str(workspace.root)


def unlink_member(path: Path) -> None:
    """Let commands inside a member find no workspace any more.

    Raises:
        GitError: when the member's configuration cannot be written.
    """
    from wmsgit.vcs.config import GitConfig

    GitConfig(path).unset(_LINK)


def _run(workspace: Workspace, place: MemberPlace, command: Sequence[str]) -> Ran:
    import subprocess

    from wmsgit.vcs.profile import elsewhere

    name, path = place.name, place.path
    if place.refusal:
        return _not_run(name, f"{path}: {place.refusal} ({place.hint})")
    if not path.is_dir():
        return _not_run(name, f"{path}: no such folder")
    try:
        require_safe_place(workspace, path)
    except GitError as error:
        return Ran(name, 127, b"", f"{error}\n".encode("utf-8", "surrogateescape"))
    try:
        done = subprocess.run(
            command, cwd=path, env=elsewhere(), stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError as error:
        return _not_run(name, f"{command[0]}: {error.strerror}")
    return Ran(name, done.returncode, done.stdout, done.stderr)


def _not_run(name: str, words: str) -> Ran:
    """What our own words are: what a record says in them commands no terminal."""
    from wmsgit.model.text import one_line

    return Ran(name, _NOT_RUN, b"", f"{one_line(words)}\n".encode())


def map_in_threads(items: Sequence[_Item], work: Callable[[_Item], _Result]) -> list[_Result]:
    """`work(item)` for each item, in order, side by side: for work that waits for other processes."""
    if len(items) < 2:  # noqa: PLR2004 - a single one needs no thread
        return [work(item) for item in items]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=min(16, max(1, len(items)))) as pool:
        return list(pool.map(work, items))


def _unknown(name: str, known: list[str]) -> WmsgitError:
    """The error for a name that nobody has; one that is a part of a single name, as `core` of `web-core`, means it."""
    parts = [other for other in known if name.lower() in re.split(r"[-_.]", other.lower())]
    nearest_name = f"; did you mean {parts[0]!r}?" if len(parts) == 1 else did_you_mean(name, known)
    return NotFoundError(
        f"there is no repository {name!r}{nearest_name}",
        hint=f"'wmsgit repo add {name}' adds it",
    )
