"""Messages of commits: the subject of every feature's write is worded here, and the body that goes with it."""

from collections.abc import Sequence

from wmsgit.model.change import MAX_SUBJECT, REDO_SUBJECT, UNDO_SUBJECT, RecordChange
from wmsgit.model.text import first_words, one_line

MAKE_WORKSPACE = "wmsgit: make the workspace"
_MAX_BODY_LINES = 100
_NAMED = 3


def undo_subject(subject: str) -> str:
    """The subject of a commit that reverts one with this subject; what reverts an undo is a redo."""
    return (
        f"{REDO_SUBJECT}{subject.removeprefix(UNDO_SUBJECT)}"
        if subject.startswith(UNDO_SUBJECT)
        else f"{UNDO_SUBJECT}{subject.removeprefix(REDO_SUBJECT)}"
    )


def format_subject(count: int) -> str:
    """For so many records that were given the canonical form."""
    return f"fmt: {count} record{'s' if count != 1 else ''}"


def renumber_subject(moves: Sequence[tuple[str, str]]) -> str:
    """For records that have another id: the ids before and after."""
    subject = "renumber " + ", ".join(f"{old} → {new}" for old, new in moves)
    return subject if len(subject) <= MAX_SUBJECT else f"renumber {len(moves)} records"


def session_end_subject(session_id: str, status: object) -> str:
    """For the end of a session that had this status."""
    return f"{session_id}: status {status} → completed"


def import_subject(source: str, count: int, file: str) -> str:
    """For an import of so many records from a file of this name."""
    return f"import {source}: {count} of {file}"


def schemas_subject(count: int, setting: str) -> str:
    """For an upgrade of so many schemas; of a setting alone when there are none."""
    return f"schemas: upgrade {count}" if count else f"settings: raise {setting}"


def kind_subject(old: str, new: str) -> str:
    """For a kind that has another name."""
    return f"schemas: rename the kind {old} to {new}"


def findings_subject(op: str, ids: Sequence[str]) -> str:
    """For an operation on several findings of drift."""
    return f"{op} {first_words(ids, _NAMED)}"


def promote_subject(issue_id: str, ids: Sequence[str]) -> str:
    """For findings that became an issue."""
    return f"{issue_id}: promote {first_words(ids, _NAMED)}"


def baseline_subject(added: int, gone: int) -> str:
    """For a baseline that so many findings were added to, and so many have left."""
    return f"drift baseline: {added} added, {gone} gone"


def scan_subject(changes: Sequence[str]) -> str:
    """For the findings of a scan: what has become of each; empty for one, whose own change says it."""
    if not changes:
        return "drift: the baselines lose what is gone"
    if len(changes) == 1:
        return ""
    return "drift: " + ", ".join(f"{changes.count(what)} {what}" for what in dict.fromkeys(changes))


def compose_message(subject: str, body: str, changes: Sequence[RecordChange]) -> str:
    """The whole message; what comes from records has nothing in it that commands the terminal of `git log`."""
    parts = [one_line(subject), body.strip()]
    # A subject that had to be cut stands whole in the body.
    if len(changes) > 1 or any(len(one_line(str(change))) > MAX_SUBJECT for change in changes):
        lines = [f"- {' '.join(one_line(str(change)).split())}" for change in changes[:_MAX_BODY_LINES]]
        more = len(changes) - _MAX_BODY_LINES
        parts.append("\n".join([*lines, *([f"- and {more:,} more"] if more > 0 else [])]))
    return "\n\n".join(filter(None, parts))
