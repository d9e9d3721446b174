"""The issues of beads, JSON Lines in `.beads/issues.jsonl`, both ways."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.features.exchange.foreign import Files, ForeignOptions, ForeignReading, ForeignRecord, Format, Loss, Written
from wmsgit.features.exchange.formats.github import rows_of
from wmsgit.features.exchange.formats.hosts import kind_for, known_kinds
from wmsgit.features.exchange.formats.markdown import decoded, lines_of
from wmsgit.features.exchange.formats.tracker import (
    imported_of,
    is_from,
    number_of_priority,
    priority_and_rest,
    remarks_of,
    require_name,
    source_id_of,
    taken,
)
from wmsgit.features.exchange.report import Note, RefusedRow
from wmsgit.features.exchange.sound_rows import require_sound
from wmsgit.features.exchange.values import is_empty, items_in, same
from wmsgit.model.meanings import word_of
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
            kind = kind_for(kinds, row.get("labels"), str(row.get("issue_type") or ""))
            records.append(_record(row, kind))
    return ForeignReading(records, refused, notes)


def _record(row: Data, kind: str) -> ForeignRecord:
    fields, rest = taken(row, _NAMES)
    for key in ("id", "updated_at"):
        rest.pop(key, None)
    fields["priority"], rest["priority"] = priority_and_rest(rest.pop("priority", None))
    if row.get("status") == "open":
        fields["status"] = "pending"
    if rest.get("issue_type") == _USUAL["issue_type"]:
        del rest["issue_type"]
    if row.get("status") == "closed":
        fields |= {"status": "completed", "completed_at": rest.pop("closed_at", None)}
    edges = items_in(rest.pop("dependencies", None))
    fields["dependencies"] = [edge["depends_on_id"] for edge in edges if _is_edge(edge, _BLOCKS)]
    fields["parent"] = next((edge["depends_on_id"] for edge in edges if _is_edge(edge, _PARENT)), None)
    stated = [{"depends_on_id": fields["parent"], "type": _PARENT}]
    stated += [{"depends_on_id": target, "type": _BLOCKS} for target in fields["dependencies"]]
    rest["dependencies"] = [edge for edge in edges if _bare_edge(edge, row["id"]) not in stated]
    fields["comments"], rest["comments"] = remarks_of(rest.pop("comments", None), "author", "created_at", "text")
    own = {name: value for name, value in fields.items() if not is_empty(value) and value != ""}
    kept = {name: value for name, value in rest.items() if not is_empty(value)}
    return ForeignRecord(kind, row["id"], own, kept, place=row["id"], version=str(row.get("updated_at") or ""))


def _is_edge(edge: Any, sort: str) -> bool:
    is_one = isinstance(edge, dict) and isinstance(edge.get("depends_on_id"), str)
    return bool(is_one and edge.get("type", _BLOCKS) == sort)


def _bare_edge(edge: Any, name: str) -> Any:
    """An edge without the issue that it stands in."""
    if not isinstance(edge, dict):
        return edge
    return {"type": _BLOCKS, **{key: value for key, value in edge.items() if (key, value) != ("issue_id", name)}}


def write_beads(records: Sequence[Record], existing: Files, options: ForeignOptions) -> Written:
    """The file of issues: of a line that is there only what differs changes; new ones come last."""
    texts: dict[str, str] = {}
    rows: dict[str, Data] = {}
    for number, line in enumerate(line for content in existing.values() for line in lines_of(decoded(content, SOURCE))):
        row = _row_in(line)
        name = str(row["id"]) if row else f"line {number}"
        texts[name] = line.rstrip("\r\n")
        rows |= {name: row} if row else {}
    names = {record.id: source_id_of(record) for record in records}
    losses: list[Loss] = []
    for record in records:
        name = names[record.id]
        old = rows.get(name)
        row = _row(record, name, old, names, options)
        if row != old:
            texts[name] = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        losses += _losses(record)
    return Written({"": "".join(f"{text}\n" for text in texts.values() if text.strip()).encode()}, losses)


def _row_in(line: str) -> Data | None:
    """The issue on a line; None where there is none, and the line stays as it is."""
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) and isinstance(row.get("id"), str) else None


def _row(record: Record, name: str, old: Data | None, names: dict[str, str], options: ForeignOptions) -> Data:
    """The line of a record; its time of change is the present only where something differs."""
    data = record.data
    source = old or imported_of(record)
    mine: Data = {"id": name, **{key: data.get(field) for key, field in _NAMES.items()}}
    if old and is_empty(old.get("created_at")):
        del mine["created_at"]  # an import has made it up
    status = data.get("status")
    mine["status"] = "closed" if status in _CLOSED else _OPEN.get(str(status), "open")
    if _status_of(source, options) == status:
        mine["status"] = source["status"]
    mine["priority"] = number_of_priority(data.get("priority"), source.get("priority"))
    was_closed = source.get("status") == "closed"
    mine["closed_at"] = data.get("completed_at") if was_closed or status in _CLOSED else source.get("closed_at")
    mine["dependencies"] = _edges(record, name, source, names)
    mine["comments"] = _comments(data.get("comments"), name, source.get("comments"))
    row = dict(old) if old else {**_USUAL, **(imported_of(record) if is_from(record, SOURCE) else {})}
    for key, value in mine.items():
        if is_empty(value) and row.get(key) != "":
            row.pop(key, None)
        elif not is_empty(value) and not same(value, row.get(key)):
            row[key] = value
    if same(row, old):
        return old or row
    return {**row, "updated_at": options.now}


def _status_of(row: Data, options: ForeignOptions) -> str:
    """The status that a row's own becomes here; empty for none."""
    field = options.kinds["task"].fields["status"]
    own = str(row.get("status") or "")
    word = {"open": "pending", "closed": "completed"}.get(own, own)
    return (word_of(word, field.enum) or str(field.default)) if own else ""


def _edges(record: Record, name: str, source: Data, names: dict[str, str]) -> list[Data]:
    mine = [(_BLOCKS, names.get(target, target)) for target in record.data.get("dependencies") or ()]
    parent = record.data.get("parent")
    mine += [(_PARENT, names.get(parent, parent))] if parent else []
    there = items_in(source.get("dependencies"))
    parents = [edge for edge in there if _is_edge(edge, _PARENT)]
    expressed = [*(edge for edge in there if _is_edge(edge, _BLOCKS)), *parents[:1]]
    kept = [edge for edge in there if edge not in expressed or _edge(edge) in mine]
    known = [_edge(edge) for edge in kept if isinstance(edge, dict)]
    return kept + [
        {"issue_id": name, "depends_on_id": target, "type": sort, "created_at": record.data.get("created")}
        for sort, target in mine
        if (sort, target) not in known
    ]


def _edge(edge: Data) -> tuple[str, Any]:
    return str(edge.get("type", _BLOCKS)), edge.get("depends_on_id")


def _comments(comments: Any, name: str, known: Any) -> list[Data]:
    """The remarks of a record; the parts of those that are known which we have no place for are theirs."""
    own = {_remark(item): item for item in items_in(known) if isinstance(item, dict)}
    result = []
    for item in comments or ():
        row = {"issue_id": name, "author": item.get("by"), "text": item.get("text"), "created_at": item.get("at")}
        there = own.get(_remark(row), {})
        result.append(there if there.get("text") == row["text"] else {**row, **there, "text": row["text"]})
    return result


def _remark(row: Data) -> tuple[str, str]:
    return str(row.get("author") or "unknown"), str(row.get("created_at"))


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
