"""The files of assistants in the workspace: written, and taken away where they are as they were written."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from wmsgit.disk.folder import read_plain
from wmsgit.disk.writer import write_file
from wmsgit.features.footprint.assistants import (
    ASSISTANTS,
    ENTRY,
    TABLE_LINES,
    Assistant,
    assistant_named,
    is_own_skill,
    plugin_text,
    skill_text,
    without_entry,
)
from wmsgit.features.setup.editors import add_to_json
from wmsgit.workspace.workspace import Workspace

State = tuple[str, str]
"""A file, relative to the top, and what became of it: `written`, `unchanged`, or why it was left."""


def set_up_assistants(ws: Workspace, names: Sequence[str]) -> list[State]:
    """Write the skill, the plug-in file and the server's entry of some assistants, and leave the commit to the user.

    What somebody has changed since stays as it is, and is said.

    Raises:
        UsageError: when no files of an assistant are known.
        InvalidError: when a symbolic link stands on the way.
    """
    assistants = [assistant_named(name) for name in names]
    return [state for assistant in assistants for state in _set_up(ws.root, assistant)]


def _set_up(top: Path, assistant: Assistant) -> Iterator[State]:
    if assistant.skill:
        before = _text(top, assistant.skill)
        is_free = not before or is_own_skill(before)
        yield _keep(top, assistant.skill, before, skill_text() if is_free else None)
    for path, content in assistant.plugin.items():
        before = _text(top, path)
        yield _keep(top, path, before, plugin_text(content) if before in {"", plugin_text(content)} else None)
    if assistant.server:
        before = _text(top, assistant.server)
        yield _keep(top, assistant.server, before, add_to_json(before, assistant.key, {ENTRY: dict(assistant.entry)}))
    if assistant.table:
        before = _text(top, assistant.table)
        has_entry = f"[mcp_servers.{ENTRY}]" in before
        gap = "\n" if before and not before.endswith("\n") else ""
        yield _keep(top, assistant.table, before, before if has_entry else f"{before}{gap}{TABLE_LINES}")


def _keep(top: Path, path: str, before: str, after: str | None) -> State:
    if after is None:
        return path, "left: it says something else already"
    if after == before:
        return path, "unchanged"
    write_file(top, path, after.encode("utf-8", "surrogateescape"))
    return path, "written"


def _text(top: Path, path: str) -> str:
    return (read_plain(top, path) or b"").decode("utf-8", "surrogateescape")


def own_parts() -> Iterator[tuple[str, str, Callable[[str], str]]]:
    """Every file that may have something of ours: its path, what that is, and what makes the file without it."""
    for assistant in ASSISTANTS.values():
        if assistant.skill:
            yield assistant.skill, "the skill", _without_skill
        for path, content in assistant.plugin.items():
            yield path, "the plug-in file", partial(_without_whole, plugin_text(content))
        if assistant.server:
            yield assistant.server, "the entry of the server", partial(without_entry, assistant=assistant)
        if assistant.table:
            yield assistant.table, "the entry of the server", partial(_without_part, TABLE_LINES)


def _without_skill(text: str) -> str:
    return "" if is_own_skill(text) else text


def _without_whole(own: str, text: str) -> str:
    return "" if text == own else text


def _without_part(own: str, text: str) -> str:
    return text.replace(own, "")
