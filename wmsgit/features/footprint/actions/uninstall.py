"""Uninstalling: what wmsgit wrote around the records, here and in members, is taken out; everything else stays.

Records, schemas and settings are the user's, as are the files of editors. A tracked file is changed, and left to the
user to commit. What somebody has changed since wmsgit wrote it is theirs, too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from wmsgit.disk.folder import read_plain
from wmsgit.disk.writer import remove_file, write_file
from wmsgit.features.footprint.actions.assistants import own_parts
from wmsgit.features.sessions.marked_block import without_block
from wmsgit.features.setup.actions.initialise import ATTRIBUTES
from wmsgit.features.setup.actions.workflow import JOBS
from wmsgit.features.setup.editors import without_lines
from wmsgit.model.text import edited
from wmsgit.vcs.config import GitConfig
from wmsgit.vcs.locate import GitDirs, repository_at
from wmsgit.vcs.merge.driver import is_ours, unregister
from wmsgit.vcs.setup.hooks import has_pre_commit, uninstall_pre_commit
from wmsgit.vcs.setup.session_hook import SESSION, has_message_hook, refs_block, uninstall_message_hook
from wmsgit.workspace.chosen_members import SETTING as CHOSEN
from wmsgit.workspace.member_places import base_of, member_places, written_settings
from wmsgit.workspace.members import is_linked, members, unlink_member
from wmsgit.workspace.workspace import Workspace

BLOCK_FILES = ("AGENTS.md", "CLAUDE.md", "GEMINI.md", ".github/copilot-instructions.md")
"""The files of assistants in which `brief --write` keeps a block."""
_WORKFLOWS = tuple(dict.fromkeys(path for job in JOBS.values() for path in (job.path, job.lock)))
_MADE_BY = b"Made by `wmsgit ci"
_HEAD_BYTES = 400


@dataclass(frozen=True, slots=True)
class Footprint:
    """One thing that is taken away.

    Attributes:
        place: where it is, for people.
        what: what it is.
        act: takes it away.
    """

    place: str
    what: str
    act: Callable[[], object]


def footprints(ws: Workspace, *, with_members: bool = False) -> Iterator[Footprint]:
    """What wmsgit wrote and is still there; nothing is changed.

    Args:
        ws: the workspace.
        with_members: whether also what it wrote in its members, where these are on this machine.

    Raises:
        GitError: when the workspace, or a member, is no repository that can be read.
    """
    dirs = ws.require_dirs()
    yield from _hooks(dirs, "the workspace")
    if is_ours(ws.config):
        yield Footprint("Git configuration", "the merge driver", lambda: unregister(ws.config))
    for name in (CHOSEN, *written_settings(ws)):
        if ws.config.get(name) is not None:
            yield Footprint("Git configuration", name, partial(ws.config.unset, name))
    yield from _file(ws.root, ".gitattributes", "its lines", lambda text: without_lines(text, ATTRIBUTES))
    yield from _files(ws.root)
    if with_members:
        yield from _members(ws)


def _members(ws: Workspace) -> Iterator[Footprint]:
    records = members(ws)
    for record, place in zip(records, member_places(ws, records), strict=True):
        dirs = None if place.refusal or place.is_vacant else repository_at(place.path)
        if dirs is None or place.path in {ws.root, base_of(ws)}:
            continue
        path, config = place.path, GitConfig(place.path)
        yield from _hooks(dirs, record.id)
        if is_linked(ws, path):
            yield Footprint(
                f"Git configuration of {record.id}", "the way to the workspace", partial(unlink_member, path)
            )
        for name in config.names("branch."):
            if name.endswith(".wmsgit"):
                yield Footprint(f"Git configuration of {record.id}", name, partial(config.unset, name))
        yield from _files(path)


def _hooks(dirs: GitDirs, whose: str) -> Iterator[Footprint]:
    place = f"hooks of {whose}"
    if has_pre_commit(dirs):
        yield Footprint(place, "pre-commit", partial(uninstall_pre_commit, dirs))
    for block in (SESSION, refs_block((), "Refs")):
        if has_message_hook(dirs, block):
            yield Footprint(place, f"prepare-commit-msg ({block.mark})", partial(uninstall_message_hook, dirs, block))


def _files(top: Path) -> Iterator[Footprint]:
    """The files that hosts and assistants read."""
    for path in BLOCK_FILES:
        yield from _file(top, path, "its block", without_block)
    for path, what, without in own_parts():
        yield from _file(top, path, what, without)
    for path in _WORKFLOWS:
        if _MADE_BY in (read_plain(top, path) or b"")[:_HEAD_BYTES]:
            yield Footprint(str(top / path), "the file", partial(remove_file, top, path))


def _file(top: Path, path: str, what: str, without: Callable[[str], str]) -> Iterator[Footprint]:
    """The part of a file that is ours; the whole file where nothing else is in it."""
    before = read_plain(top, path)
    if before is None:
        return
    after = edited(before, without)
    if after == before:
        return
    if after:
        yield Footprint(str(top / path), what, partial(write_file, top, path, after))
    else:
        yield Footprint(str(top / path), "the file", partial(remove_file, top, path))
