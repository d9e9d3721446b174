"""Blocks: the same ten lines for assistants in every member, kept in a file that they read."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wmsgit.disk.writer import read_plain, write_file
from wmsgit.errors import InvalidError, WmsgitError
from wmsgit.features.commits.actions.default_branch import default_branch
from wmsgit.features.sessions.actions.brief import BriefRequest, lasting_parts
from wmsgit.features.sessions.brief_page import brief_page
from wmsgit.features.sessions.eight_lines import EIGHT_LINES
from wmsgit.features.sessions.marked_block import with_block
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


@dataclass(frozen=True, slots=True)
class BlockState:
    """The block of one member.

    Attributes:
        repo: the member.
        state: `written`, `unchanged`, or `stale` where nothing was to be written, or could be.
        reason: why it was left; empty where it was not.
    """

    repo: str
    state: str
    reason: str = ""


def keep_blocks(ws: Workspace, name: str, *, is_inline: bool = False, is_check: bool = False) -> Iterator[BlockState]:
    """Keep the block of a file in every member that is clean and on its default branch; the commit is the user's.

    Args:
        ws: the workspace.
        name: the file, relative to each member; it is made where there is none.
        is_inline: whether the rules and decisions that bind the member stand in the block, too.
        is_check: whether nothing is written.
    """
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise InvalidError("the file's name must be one below each member", where=name)
    records = members(ws)
    for record, place in zip(records, member_places(ws, records), strict=True):
        if place.path in {ws.root, base_of(ws)}:
            continue
        try:
            yield _kept(ws, record, place, name, is_inline=is_inline, is_check=is_check)
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


def _kept(
    ws: Workspace, record: Record, place: MemberPlace, name: str, *, is_inline: bool, is_check: bool
) -> BlockState:
    if place.refusal or place.is_vacant:
        return BlockState(record.id, "stale", place.refusal or "it is not on this machine")
    top = place.path
    before = read_plain(top, name) or b""
    text = with_block(before.decode("utf-8", "surrogateescape"), block_text(ws, record.id, is_inline=is_inline), name)
    after = text.encode("utf-8", "surrogateescape")
    if after == before:
        return BlockState(record.id, "unchanged")
    reason = "" if is_check else _hindrance(record, top)
    if is_check or reason:
        return BlockState(record.id, "stale", reason)
    write_file(top, name, after)
    return BlockState(record.id, "written")


def _hindrance(record: Record, top: Path) -> str:
    """Why nothing is written into a clone; empty where it is clean and on its default branch."""
    dirs = repository_at(top)
    if dirs is None:
        return "it is no Git repository with files"
    if not worktree_state(top).is_clean:
        return "it has changes that are in no commit"
    branch, default = read_branch(dirs), default_branch(record, top, member_refs(dirs))
    if default.problem or not default.name:
        return default.problem or "its default branch is unknown"
    return "" if branch == default.name else f"it is on {branch or 'no branch'}, not on {default.name}"
