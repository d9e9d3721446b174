"""Switches: where work was and is, as this worktree has written it down in the Git directory. Every list asks."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmsgit.model.identity import is_safe_id
from wmsgit.model.times import time_of
from wmsgit.model.value import immutable
from wmsgit.vcs.locate import private_dir
from wmsgit.workspace.extensions import CONTEXTS
from wmsgit.workspace.private import read_private

if TYPE_CHECKING:
    from wmsgit.workspace.workspace import Workspace

_MAX_NAME = 24


@immutable
class Switch:
    """One stretch in one repository.

    Attributes:
        repo: the repository's name.
        since, until: when it began and ended, RFC 3339 in UTC; `until` is empty while it lasts.
        note: what it is for.
        previous: the repository that was worked in before; empty for none.
        path: where the repository was on this machine.
        by: who switched.
        record: the id of the record that tells this stretch; empty while none does.
    """

    repo: str
    since: str
    until: str = ""
    note: str = ""
    previous: str = ""
    path: str = ""
    by: str = ""
    record: str = ""


def current_context(workspace: "Workspace", terminal: str = "") -> Switch | None:
    """Where work is now; None when no context is set.

    Args:
        workspace: in which workspace.
        terminal: the terminal's own name (`WMSGIT_CONTEXT`), where contexts are kept apart by it.
    """
    switches = context_history(workspace, terminal)
    return switches[0] if switches and not switches[0].until else None


def is_there(switch: Switch) -> bool:
    """Whether the repository's folder was still there a moment ago."""
    return not switch.path or Path(switch.path).is_dir()


def context_history(workspace: "Workspace", terminal: str = "") -> list[Switch]:
    """Every switch that is remembered here, newest first. What is damaged is left out."""
    return list(_switches(read_private(workspace, file_of(terminal))))


def all_switches(workspace: "Workspace") -> list[Switch]:
    """Every switch of this worktree, of every terminal, that no record tells yet."""
    files = sorted(private_dir(workspace.dirs).glob(f"{CONTEXTS}*.json")) if workspace.dirs else []
    result = [switch for file in files for switch in _switches(read_private(workspace, file.name))]
    return [switch for switch in result if not switch.record]


def as_fields(switch: Switch) -> dict[str, str]:
    """A switch as the fields of a context record; what is not known is left out."""
    fields = {
        "repo": switch.repo,
        "repo_path": switch.path.encode("utf-8", "replace").decode() or ".",
        "activated_at": switch.since,
        "deactivated_at": switch.until,
        "activated_by": switch.by,
        "previous_context": switch.previous,
        "context_notes": switch.note,
    }
    return {name: value for name, value in fields.items() if value}


def file_of(terminal: str) -> str:
    """The file of a terminal's switches; names that would look alike in it are told apart by a digest."""
    from wmsgit.schema.identifiers import slug

    if not terminal:
        return f"{CONTEXTS}.json"
    name = slug(terminal)[:_MAX_NAME]
    if name != terminal:
        from zlib import crc32

        name += f"-{crc32(terminal.encode('utf-8', 'surrogateescape')):08x}"
    return f"{CONTEXTS}-{name}.json"


def _switches(rows: Any) -> Iterator[Switch]:
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict):
            texts = {name: str(row.get(name) or "") for name in Switch.__annotations__}
            if is_safe_id(texts["repo"]) and time_of(texts["since"]) and time_of(texts["until"] or texts["since"]):
                yield Switch(**texts)
