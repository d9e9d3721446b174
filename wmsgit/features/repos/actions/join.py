"""Joining: repositories on this machine become members, and what only this machine knows of them stays on it."""

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wmsgit.errors import InvalidError, NotFoundError, WmsgitError
from wmsgit.features.commits.actions.default_branch import branch_of_clone
from wmsgit.features.commits.links import DefaultBranch
from wmsgit.features.records.actions.write import arrange, defaults, fields_given
from wmsgit.features.records.assignments import Assignment
from wmsgit.model.identity import is_safe_id
from wmsgit.model.member_path import path_fault, recorded_path, usual_path
from wmsgit.vcs.locate import find_git_dirs, is_bare_repository, main_worktree, repository_at
from wmsgit.vcs.remote_urls import is_of_network, remote_urls, without_password
from wmsgit.workspace.member_places import base_of, meant, member_place, member_places, setting_of, write_setting_of
from wmsgit.workspace.members import KIND, link_member, members
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.transaction import Transaction

_PATH, _URLS = "path", "urls"
_DEFAULT, _FROM = "default_branch", "autoclose_from"


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of many that were to become members.

    Attributes:
        written: what was written, in one commit.
        passed_over: a line for each that did not become one.
        typed: name → where the user says that it is, of those that did, for `settle`.
    """

    written: WriteResult
    passed_over: Sequence[str]
    typed: Mapping[str, str]


def completed(ws: Workspace, name: str, assignments: Sequence[Assignment]) -> tuple[list[Assignment], str]:
    """The fields of a new member's record with what is left out, and where the user says that it is.

    The path is `../NAME` where none is given, or one that no record may have. The URL is that of the first remote of
    the repository that is there, where every machine can use it.

    Raises:
        InvalidError: when the path has characters that cannot be seen.
    """
    others = [item for item in assignments if item.path != (_PATH,)]
    typed = next((item.value for item in assignments if item.path == (_PATH,) and item.value), "") or usual_path(name)
    if not typed.isprintable():
        raise InvalidError("the path has a character that no folder's name should have", where=name)
    recorded = usual_path(name) if path_fault(typed) else typed
    result = [*others, Assignment((_PATH,), "=", recorded)]
    if all(item.path[0] != _URLS for item in others):
        result += [Assignment((_URLS,), "+=", url) for url in _urls(meant(ws, typed))]
    return [*result, *_of_default_branch(ws, name, meant(ws, typed), others)], typed


def _of_default_branch(ws: Workspace, name: str, path: Path, given: Sequence[Assignment]) -> list[Assignment]:
    """What the clone says of its default branch: its name, and the commit before which nothing closes a record."""
    fields = ws.kind(KIND).fields
    branch = branch_of_clone(name, path) if _DEFAULT in fields else DefaultBranch()
    values = {_DEFAULT: branch.name if branch.commit else "", _FROM: branch.commit}
    own = next((item.value for item in given if item.path == (_DEFAULT,)), branch.name)
    wanted = {field: value for field, value in values.items() if value and field in fields and own == branch.name}
    return [Assignment((key,), "=", wanted[key]) for key in wanted if all(item.path != (key,) for item in given)]


def add_members(
    ws: Workspace, chosen: Mapping[str, Sequence[Assignment]], how: WriteOptions, passed_over: Sequence[str] = ()
) -> Joined:
    """Write the records of new members, in one commit.

    Args:
        ws: where.
        chosen: name → what is known of its fields.
        how: how the write lands.
        passed_over: a line for each that did not become a member.
    """
    kind = ws.kind(KIND)
    typed: dict[str, str] = {}

    def work(transaction: Transaction) -> None:
        for name, known in chosen.items():
            fields, typed[name] = completed(ws, name, known)
            data = fields_given(ws, kind, None, fields)
            transaction.add(kind, name, arrange(kind, data | defaults(ws, kind, data)))

    return Joined(perform(ws, f"{KIND} add", how, work), passed_over, typed)


def join(
    ws: Workspace, paths: Sequence[Path], assignments: Sequence[Assignment] = (), *, how: WriteOptions = AS_USUAL
) -> Joined:
    """Make members of the repositories at these paths, by their folders' names, in one commit.

    What is no repository with files, the workspace itself, a member already, or another worktree of one is passed
    over.

    Raises:
        NotFoundError: when there is nothing at a path.
    """
    chosen: dict[str, str] = {}
    skipped = []
    known = {place.path.resolve(): place.name for place in member_places(ws, members(ws)) if not place.is_ill_formed}
    for path in sorted((Path(os.path.normpath(path)) for path in paths), key=_is_linked):
        reason = _reason_against(ws, path, known.get(path.resolve(), "")) or _worktree_of(path, known)
        if not reason and path.name in chosen:
            reason = f"its name is that of {chosen[path.name]}"
        if reason:
            skipped.append(f"{path}: {reason}")
        else:
            chosen[path.name] = Path(os.path.relpath(path, base_of(ws))).as_posix()
            known[path.resolve()] = path.name
    fields = {name: [*assignments, Assignment((_PATH,), "=", path)] for name, path in chosen.items()}
    return add_members(ws, fields, how, skipped)


def settle(ws: Workspace, name: str, typed: str = "") -> Iterator[str]:
    """Remember on this machine what the record of a member that the user has added cannot say; tells each thing.

    Args:
        ws: the workspace.
        name: the member.
        typed: where the user says that it is; the record's path when empty.
    """
    (record,) = members(ws, [name])
    typed = typed or recorded_path(record.data)
    place = member_place(ws, record)
    is_unknown = place.is_vacant and not record.data.get(_URLS)
    if ws.dirs and not place.is_said and (place.refusal or is_unknown or place.path != meant(ws, typed)):
        value = typed if not path_fault(typed) else str(meant(ws, typed))
        write_setting_of(ws, name, value)
        yield f"git config {setting_of(name)} {value}: where {name} is on this machine"
        place = member_place(ws, record)
    if not place.refusal and place.path != base_of(ws) and repository_at(place.path):
        link_member(ws, place.path)


def _reason_against(ws: Workspace, path: Path, member: str) -> str:
    """Why a path is not made a member; empty when it is."""
    if not path.exists():
        raise NotFoundError("there is nothing here", where=str(path), hint="nothing was added")
    if member:
        return f"is the member {member} already"
    dirs = repository_at(path)
    if dirs and ws.dirs and dirs.common_dir == ws.dirs.common_dir:
        return "is the workspace itself"
    if dirs is None:
        return "is bare: it has no files here" if is_bare_repository(path) else "is not a Git repository"
    if is_safe_id(path.name):
        return ""
    return f"its name cannot be a member's; 'wmsgit repo add NAME --path {shlex.quote(str(path))}' gives one"


def _is_linked(path: Path) -> bool:
    """Whether a path is another worktree of a repository, which is looked at after those that may be the repository."""
    dirs = repository_at(path)
    return dirs is not None and dirs.git_dir != dirs.common_dir


def _worktree_of(path: Path, known: Mapping[Path, str]) -> str:
    """Why a linked worktree is no member of its own: its repository is one; empty where it is not."""
    dirs = repository_at(path)
    home = main_worktree(dirs) if dirs and dirs.git_dir != dirs.common_dir else None
    name = known.get(home.resolve(), "") if home else ""
    return f"is a worktree of {name}" if name else ""


def url_of(path: Path) -> str:
    """The URL of the first remote of the repository that a folder lies in, if it is the same for every machine."""
    dirs = find_git_dirs(path)
    return "".join(_urls(dirs.worktree)) if dirs else ""


def _urls(path: Path) -> list[str]:
    try:
        result = remote_urls(path) if repository_at(path) or is_bare_repository(path) else []
    except (WmsgitError, OSError, RuntimeError, ValueError):
        return []
    return [without_password(url) for url in result[:1] if is_of_network(url)]
