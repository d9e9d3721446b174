"""The issues of beads, JSON Lines in `.beads/issues.jsonl`, both ways."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.features.exchange.foreign import Files, ForeignOptions, ForeignReading, ForeignRecord, Format, Loss, Written
from wmsgit.features.exchange.formats.github import rows_of
from wmsgit.features.exchange.formats.hosts import kind_for, known_kinds
from wmsgit.features.exchange.formats.tracker import (
    imported_of,
    is_from,
    number_of_priority,
    priority_of,
    require_name,
    source_id_of,
    taken,
)
from wmsgit.features.exchange.report import Note, RefusedRow
from wmsgit.features.exchange.rows import require_sound
from wmsgit.features.exchange.values import is_empty, same
from wmsgit.model.record import Data, Record

SOURCE = "beads"
_NAMES = {
    "title": "title", "description": "description", "notes": "notes", "status": "status", "assignee": "assigned_to",
    "created_at": "created", "labels": "labels", "due_at": "due", "defer_until": "defer_until",
}  # fmt: skip
_USUAL = {"issue_type": "task"}
_BLOCKS, _PARENT = "blocks", "parent-child"
_OPEN = {"in_progress": "in_progress", "blocked": "blocked", "deferred": "deferred"}
_CLOSED = {"completed", "closed", "cancelled"}
_WRITTEN = {"id", *_NAMES.values(), "priority", "dependencies", "parent", "comments", "completed_at", "metadata"}


def read_beads(files: Files, options: ForeignOptions) -> ForeignReading:
    """The issues in a folder of beads, or in one file."""
    kinds = known_kinds(options.kind_rules)
    records: list[ForeignRecord] = []
    refused: list[RefusedRow] = []
    notes: list[Note] = []
    for file, place, row in rows_of(files):
        try:
            require_sound(row)
            require_name(row, "id")
        except InvalidError as error:
            refused.append(RefusedRow(file, place, "", error.message))
            continue
        if row.get("status") == "tombstone":
            notes.append(Note(file, row["id"], "what beads has deleted is left out"))
        else:
            kind = kind_for(kinds, row.get("labels") or (), str(row.get("issue_type") or ""))
            records.append(_record(row, kind))
    return ForeignReading(records, refused, notes)


def _record(row: Data, kind: str) -> ForeignRecord:
    fields, rest = taken(row, _NAMES)
    for key in ("id", "updated_at", "closed_at", "comments"):
        rest.pop(key, None)
    if "priority" in row:
        fields["priority"] = priority_of(rest.pop("priority"))
        if number_of_priority(fields["priority"]) != row["priority"]:
            rest["priority"] = row["priority"]
    if row.get("status") == "open":
        fields["status"] = "pending"
    if rest.get("issue_type") == _USUAL["issue_type"]:
        del rest["issue_type"]
    if row.get("status") == "closed":
        fields |= {"status": "completed", "completed_at": row.get("closed_at")}
    edges = [edge for edge in rest.pop("dependencies", None) or () if isinstance(edge, dict)]
    fields["dependencies"] = [edge.get("depends_on_id") for edge in edges if edge.get("type", _BLOCKS) == _BLOCKS]
    fields["parent"] = next((edge.get("depends_on_id") for edge in edges if edge.get("type") == _PARENT), None)
    others = [edge for edge in edges if edge.get("type", _BLOCKS) not in {_BLOCKS, _PARENT}]
    rest |= {"dependencies": others} if others else {}
    fields["comments"] = [
        {"at": item.get("created_at"), "by": item.get("author") or "unknown", "text": item.get("text")}
        for item in row.get("comments") or ()
        if isinstance(item, dict) and item.get("text")
    ]
    own = {name: value for name, value in fields.items() if not is_empty(value) and value != ""}
    return ForeignRecord(kind, row["id"], own, rest, place=row["id"], version=str(row.get("updated_at") or ""))


def write_beads(records: Sequence[Record], existing: Files, options: ForeignOptions) -> Written:
    """The file of issues: of a line that is there only what differs changes; new ones come last."""
    rows = {row["id"]: row for _, _, row in rows_of(existing) if isinstance(row, dict) and row.get("id")}
    texts = {}
    for content in existing.values():
        for line in content.decode("utf-8-sig").splitlines():
            if line.strip():
                texts[json.loads(line).get("id")] = line
    names = {record.id: source_id_of(record) for record in records}
    losses: list[Loss] = []
    for record in records:
        name = names[record.id]
        old = rows.get(name)
        row = _row(record, name, old, names, options.now)
        if old is None or not same(row, old):
            texts[name] = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        losses += _losses(record)
    return Written({"": "".join(f"{text}\n" for text in texts.values()).encode()}, losses)


def _row(record: Record, name: str, old: Data | None, names: dict[str, str], now: str) -> Data:
    """The line of a record; its time of change is the present only where something differs."""
    data = record.data
    mine: Data = {"id": name, **{key: data.get(field) for key, field in _NAMES.items()}}
    status = data.get("status")
    mine["status"] = "closed" if status in _CLOSED else _OPEN.get(str(status), "open")
    mine["priority"] = number_of_priority(data.get("priority"), (old or imported_of(record)).get("priority"))
    mine["closed_at"] = data.get("completed_at") if status in _CLOSED else None
    mine["dependencies"] = _edges(record, name, old, names)
    known = old.get("comments") if old else None
    mine["comments"] = _comments(data.get("comments"), name, known if isinstance(known, list) else [])
    base = dict(old) if old else {**_USUAL, **(imported_of(record) if is_from(record, SOURCE) else {})}
    row = {key: value for key, value in {**base, **mine}.items() if not is_empty(value)}
    plain = {key: value for key, value in (old or {}).items() if not is_empty(value)}
    if not same(row, plain):
        row["updated_at"] = now
    return row if not same(row, plain) else (old or row)


def _edges(record: Record, name: str, old: Data | None, names: dict[str, str]) -> list[Data]:
    mine = [(_BLOCKS, names.get(target, target)) for target in record.data.get("dependencies") or ()]
    parent = record.data.get("parent")
    mine += [(_PARENT, names.get(parent, parent))] if parent else []
    source = old or imported_of(record)
    there = [edge for edge in source.get("dependencies") or () if isinstance(edge, dict)]
    kept = [
        edge
        for edge in there
        if edge.get("type", _BLOCKS) not in {_BLOCKS, _PARENT} or _edge(edge) in mine
    ]  # fmt: skip
    known = set(map(_edge, kept))
    return kept + [
        {"issue_id": name, "depends_on_id": target, "type": sort, "created_at": record.data.get("created")}
        for sort, target in mine
        if (sort, target) not in known
    ]


def _edge(edge: Data) -> tuple[str, Any]:
    return str(edge.get("type", _BLOCKS)), edge.get("depends_on_id")


def _comments(comments: Any, name: str, known: list[Any]) -> list[Data]:
    own = {(str(item.get("author")), str(item.get("text"))): item for item in known if isinstance(item, dict)}
    return [
        own.get((str(item.get("by")), str(item.get("text"))))
        or {"issue_id": name, "author": item.get("by"), "text": item.get("text"), "created_at": item.get("at")}
        for item in comments or ()
        if isinstance(item, dict)
    ]


def _losses(record: Record) -> Iterator[Loss]:
    for field, value in record.data.items():
        if field not in _WRITTEN and not is_empty(value):
            yield Loss(record.id, field)
    status = record.data.get("status")
    if status not in {*_OPEN, "pending", "completed"}:
        yield Loss(record.id, "status", f"{status} is {'closed' if status in _CLOSED else 'open'} there")


FORMATS = (
    Format(
        "beads",
        "the issues of beads",
        kinds=("task",),
        patterns=("**/issues.jsonl",),
        ignores=("node_modules", ".git"),
        read=read_beads,
        write=write_beads,
    ),
)
