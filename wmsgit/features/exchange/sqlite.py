"""The older system's SQLite database as the tables that an import of JSON reads. Nothing is written.

This file may know SQL: it reads a foreign database, and nothing but whole tables.
"""

import json
import sqlite3
import time
from collections.abc import Hashable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from wmsgit.errors import ConflictError, InvalidError, NotFoundError, WmsgitError
from wmsgit.features.exchange.layout import ID, METADATA, RowLayout, Source
from wmsgit.model.echo import shortened
from wmsgit.model.same import same_key
from wmsgit.schema.kind import Kind

Row = dict[str, Any]

_MAGIC = b"SQLite format 3\0"  # https://sqlite.org/fileformat2.html#the_database_header
MAX_TABLES = 200
"""Tables of one database."""
MAX_ROWS = 200_000
"""Rows of all tables together; each becomes a record or a part of one."""
MAX_VALUE_BYTES = 1 << 20
"""Bytes of one value: a record's file has no more."""
MAX_ALL_BYTES = 256 << 20
"""Bytes of all values together, as they are in memory."""
_MAX_COLUMNS = 500
_TIMEOUT_S = 60
_STEPS = 10_000
_REPORTS, _COMPONENTS, _FILES, _CONTEXTS = (
    "bastard_reports", "architecture_components", "code_component_mappings", "work_contexts",
)  # fmt: skip
_ACTIVITIES = "session_activities"
_NAMES: Mapping[str, Mapping[str, str]] = {
    "workspace_sessions": {"session_id": ID},
    "drift_detections": {"detection_id": ID},
    "component_placements": {"placement_id": ID},
    "architecture_states": {"state_id": ID},
    "architecture_decisions": {"decision_id": ID},
    "workspace_tasks": {"task_id": ID},
    "cross_repo_issues": {"issue_id": ID},
    _CONTEXTS: {"repository": "repo", "notes": "context_notes"},
}
"""A table's column → the field, where they differ."""
_REVIEWED = {
    "evaluation_type": "type", "overall_grade": "grade", "critical_blockers": "blockers", "required_fixes": "fixes",
    "full_report": "report", "evaluated_at": "at", "evaluator": "reviewer",
}  # fmt: skip


def read_database(path: Path) -> dict[str, list[Row]]:
    """Every table of a database: name → rows, each a column → value without what is NULL; JSON text is decoded.

    Raises:
        NotFoundError: when there is no such file.
        InvalidError: when it is no SQLite database, or is damaged.
        ConflictError: when another program holds it locked.
    """
    if not path.is_file():
        raise NotFoundError("there is no such file", where=str(path))
    with path.open("rb") as file:
        head = file.read(len(_MAGIC))
    if head != _MAGIC:
        raise InvalidError("this is no SQLite database", where=str(path))
    try:
        return _read(f"file:{quote(str(path.resolve()))}?mode=ro")
    except InvalidError as error:
        raise InvalidError(error.message, where=str(path)) from None
    except (sqlite3.DatabaseError, MemoryError) as error:
        raise _refusal(error, str(path)) from error


def _refusal(error: Exception, where: str) -> WmsgitError:
    """What SQLite said, as an error of ours."""
    words = str(error)
    if isinstance(error, sqlite3.OperationalError) and ("locked" in words or "busy" in words):
        return ConflictError("another program holds the database", where=where, hint="close that, and try again")
    if "interrupted" in words:
        return InvalidError(f"reading the database takes longer than {_TIMEOUT_S} s", where=where)
    if "too big" in words or isinstance(error, MemoryError):
        return InvalidError(f"a value has more than {MAX_VALUE_BYTES >> 20} MiB", where=where)
    return InvalidError(f"the database cannot be read: {words}", where=where)


def _read(uri: str) -> dict[str, list[Row]]:
    from contextlib import closing

    with closing(sqlite3.connect(uri, uri=True, timeout=2.0)) as connection:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA trusted_schema=OFF")
        deadline = time.monotonic() + _TIMEOUT_S
        connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        listed = connection.execute(
            "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        names = [name for (name,) in listed.fetchmany(MAX_TABLES + 1)]
        room = _Room()
        if len(names) > MAX_TABLES:
            raise InvalidError(f"more than {MAX_TABLES} tables")
        return {name: list(_rows(connection, name, room)) for name in names}


class _Room:
    """How much more may be read of one database."""

    def __init__(self) -> None:
        self._rows = MAX_ROWS
        self._bytes = MAX_ALL_BYTES

    def take(self, values: Iterable[Any], table: str) -> None:
        """Count a row.

        Raises:
            InvalidError: when it is one too many.
        """
        self._rows -= 1
        self._bytes -= sum(len(value) if isinstance(value, str | bytes) else 8 for value in values)
        if self._rows < 0:
            raise InvalidError(f"more than {MAX_ROWS:,} rows, counted up to the table {shortened(table)}")
        if self._bytes < 0:
            raise InvalidError(f"more than {MAX_ALL_BYTES >> 20} MiB of values, up to the table {shortened(table)}")


def _rows(connection: sqlite3.Connection, table: str, room: _Room) -> Iterator[Row]:
    quoted = table.replace('"', '""')
    cursor = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 (a quoted name)
    names = [column[0] for column in cursor.description]
    if len(names) > _MAX_COLUMNS:
        raise InvalidError(f"the table {shortened(table)} has more than {_MAX_COLUMNS} columns")
    for values in cursor:
        room.take(values, table)
        yield {name: _value(value) for name, value in zip(names, values, strict=True) if value is not None}


def _value(value: Any) -> Any:
    """A column's value: text that is a JSON list or object is that; bytes are text where they can be."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if not isinstance(value, str) or value[:1] not in {"[", "{"}:
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def tables_of(
    database: Mapping[str, list[Row]], kinds: Iterable[Kind]
) -> tuple[list[tuple[str, Source, list[Row]]], dict[str, int]]:
    """The rows of a database by the kinds that they become, and how many rows the unknown tables have.

    Returns:
        (table's name, its source, its rows) for each known table, in the order of the kinds; and unknown table →
        the number of its rows.
    """
    by_table = {kind.table: kind for kind in kinds}
    left = dict(database)
    reports, activities = left.pop(_REPORTS, []), left.pop(_ACTIVITIES, [])
    components, files = left.pop(_COMPONENTS, []), left.pop(_FILES, [])
    found = []
    for table, kind in by_table.items():
        rows = left.pop(table, None)
        if rows is not None:
            own = [_named(row, table, kind) for row in rows]
            own = _with_items(own, reports, "task_id", "reviews", _review) if table == "workspace_tasks" else own
            own = (
                _with_items(own, activities, "session_id", "activities", _activity)
                if table == "workspace_sessions"
                else own
            )
            found.append((table, _source(kind, table), own))
    found += _extra(by_table, left.pop(_CONTEXTS, []), components, files)
    unknown = {name: len(rows) for name, rows in left.items()}
    known = {same_key(row.get(ID)) for table, _, rows in found if table == "workspace_tasks" for row in rows}
    orphans = sum(same_key(row.get("task_id")) not in known for row in reports)
    return found, unknown | ({f"{_REPORTS} (of no task)": orphans} if orphans else {})


def _extra(
    by_table: Mapping[str, Kind], contexts: list[Row], components: list[Row], files: list[Row]
) -> list[tuple[str, Source, list[Row]]]:
    found = []
    context, placement = by_table.get("context_switches"), by_table.get("component_placements")
    if contexts and context:
        rows = [_context(_named(row, _CONTEXTS, context), number) for number, row in enumerate(contexts, start=1)]
        found.append((_CONTEXTS, _source(context, _CONTEXTS), rows))
    if components and placement:
        owned: dict[Hashable, list[Row]] = {}
        for file in files:
            owned.setdefault(same_key(file.get("component_id")), []).append(file)
        rows = [_placement(row, number, owned) for number, row in enumerate(components, start=1)]
        found.append((_COMPONENTS, _source(placement, _COMPONENTS), rows))
    return found


def _source(kind: Kind, table: str) -> Source:
    return Source(kind.name, table, (table,), RowLayout(keys=tuple(kind.fields), made=_made(kind)))


def _made(kind: Kind) -> dict[str, str]:
    return {"title": "decision"} if {"title", "decision"} <= kind.fields.keys() else {}


def _named(row: Row, table: str, kind: Kind) -> Row:
    """A row with the fields' names; `extra_metadata` joins the metadata, and a lone value its list."""
    names = _NAMES.get(table, {})
    named = {names.get(name, name) if names.get(name) not in row else name: value for name, value in row.items()}
    if "extra_metadata" in named:
        extra = named.pop("extra_metadata")
        kept = named.get(METADATA)
        extra = extra if isinstance(extra, dict) else {"extra_metadata": extra}
        named[METADATA] = {**(kept if isinstance(kept, dict) else {}), **extra}
    if isinstance(named.get(ID), int):
        named[ID] = kind.id_form.numbered(named[ID]) if kind.id_form.is_numbered else f"{kind.name.upper()}-{named[ID]}"
    return {name: _timed(value) if _is_time(kind, name) else value for name, value in named.items()}


def _is_time(kind: Kind, name: str) -> bool:
    return name in kind.fields and kind.fields[name].is_time


def _timed(value: Any) -> Any:
    """SQLite's `2025-11-02 10:00:00` with the T of RFC 3339."""
    return value.replace(" ", "T", 1) if isinstance(value, str) and value[10:11] == " " else value


def _with_items(rows: list[Row], items: list[Row], key: str, name: str, made: Any) -> list[Row]:
    """The rows, each with the items of another table that name it."""
    owned: dict[Hashable, list[Row]] = {}
    for item in items:
        owned.setdefault(same_key(item.get(key)), []).append(made(item))
    return [
        {**row, name: [*(row[name] if isinstance(row.get(name), list) else []), *owned[same_key(row[ID])]]}
        if ID in row and same_key(row[ID]) in owned
        else row
        for row in rows
    ]


def _review(row: Row) -> Row:
    """A report as a review; what has no field of its own, the grades by category among it, is its metadata."""
    review = {_REVIEWED[name]: value for name, value in row.items() if name in _REVIEWED}
    rest = {name: value for name, value in row.items() if name not in _REVIEWED and name != "task_id"}
    sort = str(review.get("type", "plan")).lower()
    review["type"] = "completion" if "complet" in sort else "plan"
    review["grade"] = str(review.get("grade", "F")).upper().replace(" ", "_").replace("-", "_")
    review.setdefault("reviewer", "older reviewer")
    for name in ("blockers", "fixes"):
        if name in review:
            value = review[name]
            review[name] = [str(item) for item in value] if isinstance(value, list) else [str(value)]
    if "at" in review:
        at = str(_timed(review["at"]))
        review["at"] = at if at.endswith("Z") or "+" in at[10:] else f"{at[:19]}Z"
    if not isinstance(review.get("report", ""), str):
        review["report"] = json.dumps(review["report"], ensure_ascii=False)
    return {**review, **({METADATA: rest} if rest else {})}


def _activity(row: Row) -> Row:
    named = {"timestamp": "time", "type": "activity_type", "extra_metadata": METADATA}
    found = {named.get(name, name): value for name, value in row.items() if name not in {"session_id", ID}}
    if "time" in found:
        at = str(_timed(found["time"]))
        found["time"] = at if at.endswith("Z") or "+" in at[10:] else f"{at[:19]}Z"
    return found


def _context(row: Row, number: int) -> Row:
    return row if isinstance(row.get(ID), str) else {**row, ID: f"CTX-OLD-{number:03d}"}


def _placement(row: Row, number: int, files: Mapping[Hashable, list[Row]]) -> Row:
    """An architecture component with the files that are mapped to it, by its id, as a placement."""
    names = {"repo": "correct_repo", "expected_path": "correct_location"}
    component = row.get("component_id", row.get(ID, row.get("component_name")))
    owned = files.get(same_key(component), [])
    known = {"component_name", "component_type", *names, "rationale", "status", "created_at"}
    rest = {name: value for name, value in row.items() if name not in known and name != ID}
    mapped = {str(one.get("file_path")): one.get("mapping_reason") for one in owned if one.get("mapping_reason")}
    made = {names.get(name, name): _timed(value) for name, value in row.items() if name in known}
    paths = [str(one["file_path"]) for one in owned if one.get("file_path")]
    meta = {**rest, **({"mapping_reasons": mapped} if mapped else {})}
    return {
        ID: f"PLACE-OLD-{number:03d}",
        **made,
        **({"owned_paths": paths} if paths else {}),
        **({METADATA: meta} if meta else {}),
    }
