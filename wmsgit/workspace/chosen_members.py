"""The members that the user has chosen to have on this machine; the others are a count, and no trouble."""

import json
from collections.abc import Sequence

from wmsgit.model.record import Record
from wmsgit.workspace.members import is_archived
from wmsgit.workspace.workspace import Workspace

SETTING = "wmsgit.chosen"


def choose_members(ws: Workspace, names: Sequence[str], tags: Sequence[str]) -> None:
    """Remember a choice beside what was chosen before; without names and tags, that all are wanted.

    Raises:
        GitError: when the configuration cannot be written.
    """
    if not names and not tags:
        ws.config.unset(SETTING)
        return
    before = _choice(ws) or ((), ())
    kept = [sorted({*old, *new}) for old, new in zip(before, (names, tags), strict=True)]
    ws.config.set(SETTING, json.dumps(kept))


def is_wanted(ws: Workspace, record: Record) -> bool:
    """Whether a member is to be on this machine: each is, until some were chosen; one that is archived by name only."""
    names, tags = _choice(ws) or ((), ())
    if record.id in names or is_archived(record):
        return record.id in names
    return not (names or tags) or not set(tags).isdisjoint(map(str, record.data.get("tags") or ()))


def _choice(ws: Workspace) -> tuple[Sequence[str], Sequence[str]] | None:
    """The names and tags that were chosen; None when nothing was."""
    try:
        names, tags = json.loads(ws.config.get(SETTING) or "") if ws.dirs else ("", "")
    except (ValueError, TypeError):
        return None
    return (names, tags) if isinstance(names, list) and isinstance(tags, list) else None
