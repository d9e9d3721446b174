"""Taskwarrior's tasks, as `task export` prints them."""

import re
from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.features.exchange.foreign import Files, ForeignOptions, ForeignReading, ForeignRecord, Format
from wmsgit.features.exchange.formats.github import rows_of
from wmsgit.features.exchange.formats.hosts import kind_for, known_kinds
from wmsgit.features.exchange.formats.tracker import remarks_of, require_name, taken
from wmsgit.features.exchange.report import Note, RefusedRow
from wmsgit.features.exchange.sound_rows import require_sound
from wmsgit.features.exchange.values import is_empty
from wmsgit.model.record import Data

_NAMES = {
    "description": "title", "status": "status", "entry": "created", "due": "due", "wait": "defer_until",
    "start": "started_at", "end": "completed_at", "tags": "labels", "priority": "priority", "depends": "dependencies",
}  # fmt: skip
_STATUS = {"deleted": "cancelled", "waiting": "deferred", "recurring": "deferred"}
_PRIORITY = {"H": "HIGH", "M": "MEDIUM", "L": "LOW"}
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\Z", re.ASCII)
_PASSING = ("id", "urgency", "modified", "uuid")
"""What changes from day to day, or has a place of its own."""


def read_taskwarrior(files: Files, options: ForeignOptions) -> ForeignReading:
    """The tasks in what `task export` has printed."""
    kind = kind_for(known_kinds(options.kind_rules), (), "")
    records: list[ForeignRecord] = []
    refused: list[RefusedRow] = []
    notes: list[Note] = []
    for file, place, row in rows_of(files):
        try:
            require_sound(row)
            require_name(row, "uuid")
        except InvalidError as error:
            refused.append(RefusedRow(file, place, "", error.message))
            continue
        records.append(_record(row, kind))
        if "urgency" in row:
            notes.append(
                Note(file, row["uuid"], "its number and its urgency, which change from day to day, are left out")
            )
    return ForeignReading(records, refused, notes)


def _record(row: Data, kind: str) -> ForeignRecord:
    row = {key: _spelled(value) for key, value in row.items()}
    fields, rest = taken(row, _NAMES)
    for key in _PASSING:
        rest.pop(key, None)
    status = str(row.get("status", ""))
    fields["status"] = _STATUS.get(status, "in_progress" if status == "pending" and row.get("start") else status)
    if status in _STATUS and _STATUS[status] != "cancelled":
        rest["status"] = status
    if status not in {"completed", "deleted"}:
        fields.pop("completed_at", None)
    fields["priority"] = _PRIORITY.get(str(row.get("priority", "")), fields.get("priority"))
    depends = row.get("depends") or []
    fields["dependencies"] = depends.split(",") if isinstance(depends, str) else depends
    fields["comments"], others = remarks_of(rest.pop("annotations", None), "by", "entry", "description", "taskwarrior")
    rest |= {"annotations": others} if others else {}
    own = {name: value for name, value in fields.items() if not is_empty(value) and value != ""}
    return ForeignRecord(kind, row["uuid"], own, rest, place=row["uuid"], version=str(row.get("modified") or ""))


def _spelled(value: Any) -> Any:
    """Moments such as `20260102T030405Z` as RFC 3339."""
    if isinstance(value, str):
        return _COMPACT.sub(r"\1-\2-\3T\4:\5:\6Z", value)
    if isinstance(value, dict):
        return {key: _spelled(part) for key, part in value.items()}
    return [_spelled(item) for item in value] if isinstance(value, list) else value


FORMATS = (Format("taskwarrior", "what task export prints", read=read_taskwarrior),)
