"""Blocks: the same ten lines for assistants in every member, kept in a file that they read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wmsgit.disk.folder import read_plain
from wmsgit.disk.writer import write_file
from wmsgit.errors import GitError, InvalidError, WmsgitError
from wmsgit.features.commits.actions.default_branch import default_branch
from wmsgit.features.commits.links import DefaultBranch
from wmsgit.features.footprint.actions.block_branch import BRANCH, SUBJECT, keep_by_branch
from wmsgit.features.forge.actions.ask import Branch, pull_requests
from wmsgit.features.forge.actions.opening import open_request
from wmsgit.features.forge.pull_request import Draft
from wmsgit.features.sessions.actions.brief import BriefRequest, lasting_parts
from wmsgit.features.sessions.brief_page import brief_page
from wmsgit.features.sessions.eight_lines import EIGHT_LINES
from wmsgit.features.sessions.marked_block import with_block_in
from wmsgit.features.sessions.page import code
from wmsgit.model.record import Record
from wmsgit.model.text import clean
from wmsgit.store.layout import SETTINGS_PATH
from wmsgit.vcs.locate import repository_at
from wmsgit.vcs.member_refs import member_refs
from wmsgit.vcs.refs import read_branch
from wmsgit.vcs.write.branches import worktree_state
from wmsgit.workspace.member_places import MemberPlace, base_of, member_places
from wmsgit.workspace.members import members
from wmsgit.workspace.settings import read_settings
from wmsgit.workspace.workspace import Workspace

_REQUEST = (
    "Keeps the lines between the marks in {name}: how assistants work here, where this repository belongs, and where"
    " help is.\n"
)
_NO_FILES = "it is no Git repository with files"
_ALWAYS_S = -1.0
"""No answer of the host is fresh enough: another run may have opened it a moment ago."""


@dataclass(frozen=True, slots=True)
class BlockState:
    """The block of one member.

    Attributes:
        repo: the member.
        state: `written`, `unchanged`, what became of its branch, or `stale` where nothing was or could be written.
        reason: why it was left; empty where it was not.
    """

    repo: str
    state: str
    reason: str = ""


Way = Literal["files", "check", "branches"]
"""How a block is kept: in the clones' files, not at all, or by a branch of each that is pushed."""


def keep_blocks(ws: Workspace, name: str, way: Way = "files", *, is_inline: bool = False) -> Iterator[BlockState]:
    """Keep the block of a file in every member that is clean and on its default branch; the commit is the user's.

    By branches, a clone may be on whatever branch, and stays as it is.

    Args:
        ws: the workspace.
        name: the file, relative to each member; it is made where there is none.
        way: how.
        is_inline: whether the rules and decisions that bind the member stand in the block, too.
    """
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise InvalidError("the file's name must be one below each member", where=name)
    records = members(ws)
    for record, place in zip(records, member_places(ws, records), strict=True):
        if place.path in {ws.root, base_of(ws)}:
            continue
        try:
            yield _kept(ws, record, place, name, way, is_inline=is_inline)
        except WmsgitError as error:
            yield BlockState(record.id, "stale", error.message)


def block_text(ws: Workspace, repo: str, *, is_inline: bool = False) -> str:
    """The ten lines of a member; with `is_inline` also what binds it."""
    settings = read_settings(ws) if (ws.root / SETTINGS_PATH).is_file() else {}
    plane = code(str(settings.get("name") or ws.root.name))
    lines = (
        f"Here: {code(repo)} of the workspace {plane}; `wmsgit brief --repo {repo}` prints rules and ready tasks.\n"
        "Help: `wmsgit --help`, `wmsgit help assistants`; `wmsgit setup` in the workspace lets commands find it.\n"
    )
    if not is_inline:
        return f"{EIGHT_LINES}{lines}"
    brief = lasting_parts(ws, BriefRequest(repo))
    return f"{EIGHT_LINES}{lines}\n{clean(brief_page(brief.title, brief.parts))}"


def _kept(ws: Workspace, record: Record, place: MemberPlace, name: str, way: Way, *, is_inline: bool) -> BlockState:
    if place.refusal or place.is_vacant:
        return BlockState(record.id, "stale", place.refusal or "it is not on this machine")
    top, block = place.path, block_text(ws, record.id, is_inline=is_inline)

    def change(before: bytes) -> bytes:
        return with_block_in(before, block, name)

    if way == "branches":
        return _by_branch(ws, record, top, name, change)
    before = read_plain(top, name) or b""
    after = change(before)
    if after == before:
        return BlockState(record.id, "unchanged")
    reason = "" if way == "check" else _hindrance(record, top)
    if way == "check" or reason:
        return BlockState(record.id, "stale", reason)
    write_file(top, name, after)
    return BlockState(record.id, "written")


def _by_branch(ws: Workspace, record: Record, top: Path, name: str, change: Callable[[bytes], bytes]) -> BlockState:
    dirs = repository_at(top)
    if dirs is None:
        return BlockState(record.id, "stale", _NO_FILES)
    default = default_branch(record, top, member_refs(dirs))
    if not default.commit:
        return BlockState(record.id, "stale", default.problem or "its default branch is unknown")
    state, reason = keep_by_branch(dirs, default, name, change)
    if f"{default.remote}/{BRANCH}" not in member_refs(dirs).remotes or state == "unchanged":
        return BlockState(record.id, state, reason)
    draft = Draft(BRANCH, default.name, SUBJECT, _REQUEST.format(name=name))
    request = _request_of(ws, record.id, top, default, draft)
    # A branch that was pushed before keeps its pull request, or gets the one that could not be opened then.
    state = f"{state}; {request}" if request and not reason else request or state
    return BlockState(record.id, state, "" if request else reason)


def _hindrance(record: Record, top: Path) -> str:
    """Why nothing is written into a clone; empty where it is clean and on its default branch."""
    dirs = repository_at(top)
    if dirs is None:
        return _NO_FILES
    if not worktree_state(top).is_clean:
        return "it has changes that are in no commit"
    branch, default = read_branch(dirs), default_branch(record, top, member_refs(dirs))
    if default.problem or not default.name:
        return default.problem or "its default branch is unknown"
    return "" if branch == default.name else f"it is on {branch or 'no branch'}, not on {default.name}"


def _request_of(ws: Workspace, repo: str, path: Path, default: DefaultBranch, draft: Draft) -> str:
    """Open the pull request of a pushed branch where none is open, and say where it is, or why there is none.

    Args:
        ws: the workspace.
        repo: the member.
        path: its clone.
        default: its default branch, with the remote that the branch was pushed to.
        draft: the branch, where it goes, and the text.

    Returns:
        A statement; empty where the remote is at no host that is known.
    """
    (known,) = pull_requests(ws, [Branch(repo, path, default.remote, draft.branch, draft.base)], fresh_s=_ALWAYS_S)
    if known.host is None:
        return ""
    if known.problem:
        return f"no pull request: {known.problem}"
    if known.item and known.item.is_open:
        return f"its pull request is {known.item.url}"
    try:
        return f"opened {open_request(known, draft).url}"
    except GitError as error:
        return f"no pull request: {error.message}"
