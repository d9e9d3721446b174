"""Rows: a record's values as SQLite takes them. No value of any record makes these functions fail."""

import json
import math
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

from wmsgit.index.files import Edit
from wmsgit.index.tables import KindTables, Table, text_of
from wmsgit.model.record import LoadedFile

Cell = str | int | float | None
Row = Sequence[Cell]

SHIFT = 20
"""Rows that belong to a file have rowids from `number << SHIFT`: a file of at most 1 MiB has fewer items."""

_MIN_INTEGER, _MAX_INTEGER = -(1 << 63), (1 << 63) - 1
_MAX_DEPTH = 100
_TEXT = frozenset({str})
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False, allow_nan=False).encode
_encode_all = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_encode_ascii = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode

_SEPARATOR = "\u2063"
"""The invisible separator (Unicode 23.2): a format character, which `unicode61` takes for a word's end.

FTS5's tokenizer takes a run of letters for one word, so that nothing inside of Chinese, Japanese or Korean text, which
has no blanks between words, would be found. A separator that no one sees stands between such signs, in the index and
in what is asked for: each is a word of its own.
"""
_WITHOUT_BLANKS = (
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)


@cache
def _gap() -> re.Pattern[str]:
    """Where a separator belongs. It takes longer to compile than most commands take to answer."""
    return re.compile(f"(?<=[{_WITHOUT_BLANKS}])(?=\\w)|(?<=\\w)(?=[{_WITHOUT_BLANKS}])")


def parted(text: str) -> str:
    """A text as the full text has it, with separators between such signs, and between them and other words."""
    return text if text.isascii() else _gap().sub(_SEPARATOR, text)


def joined(text: str) -> str:
    """What `parted` was given."""
    return text if text.isascii() else text.replace(_SEPARATOR, "")


def rowids(number: int) -> tuple[int, int]:
    """The first and the last rowid of what belongs to the file with this number."""
    return number << SHIFT, (number + 1 << SHIFT) - 1


def json_of(value: Any) -> str:
    """`value` as JSON that SQLite's functions take: no NaN, no unpaired surrogate, only JSON's types."""
    if type(value) is list and (plain := _plain_list(value)):
        return plain
    try:
        text = _encode(value)
    except (ValueError, TypeError, RecursionError):
        return _encode(_plain(value, 0))
    return text if text_of(text) == text else _encode(_plain(value, 0))


def _plain_list(items: list[Any]) -> str:
    """A list of texts that stand in JSON as they are, as most lists are; empty for any other."""
    try:
        text = '","'.join(items)
    except TypeError:
        return ""
    is_plain = text.isprintable() and "\\" not in text and text.count('"') == 2 * (len(items) - 1)
    return f'["{text}"]' if is_plain else ""


def document_of(value: Any) -> str:
    """`value` as JSON from which Python's parser makes the value again (unpaired surrogates as escapes)."""
    try:
        text = _encode_ascii(value)
        return text if "\\u" not in text else text_of(_encode_all(value))
    except (ValueError, TypeError, RecursionError):
        return text_of(_encode_all(_plain(value, 0)))


def cell_of(value: Any, *, is_json: bool = False) -> Cell:
    """A value as a column holds it: lists and objects as JSON, booleans as 0 and 1, an absent one as None."""
    if value is None:
        return None
    if is_json:
        return json_of(value)
    if isinstance(value, str):
        return text_of(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value if _MIN_INTEGER <= value <= _MAX_INTEGER else _digits(value)
    if isinstance(value, float):
        return str(value) if math.isnan(value) else value
    return json_of(value)


def child_items(table: Table, number: int, file: LoadedFile) -> Iterator[tuple[Row, Mapping[str, Any]]]:
    """The rows of a list of objects: rowid, the record's id and the position from 0, and the item's properties."""
    items = (file.data or {}).get(table.field)
    for position, item in enumerate(items if isinstance(items, list) else ()):
        own = ((number << SHIFT) + position, text_of(file.id), position)
        yield own, item if isinstance(item, Mapping) else {}


def summary_row(layout: KindTables, number: int, file: LoadedFile) -> Row:
    """The row of a record in `records`: id, kind, path, title, status and date."""
    data, kind, title = file.data or {}, layout.kind, None
    for name in layout.titles:
        if (title := data.get(name)) is not None:
            break
    status = data.get(kind.status) if kind.status else None
    date = data.get(kind.date) if kind.date else None
    return number, text_of(file.id), file.kind, text_of(file.path), cell_of(title), cell_of(status), cell_of(date)


def link_rows(layout: KindTables, readable: "Readable") -> Iterator[Row]:
    """The rows of these records' references, wildcards left out, each target once a field."""
    named = set().union(*(file.data or () for _, file in readable))
    ways = [(way[0], way[1:], ".".join(way), wildcard) for way, wildcard in layout.links if way[0] in named]
    for number, file in readable:
        data, source, rowid = file.data or {}, text_of(file.id), number << SHIFT
        for top, below, field, wildcard in ways:
            value = data.get(top)
            for target in dict.fromkeys(_strings_at(value, below)) if value else ():
                if target and target != wildcard:
                    yield rowid, source, field, target if target.isascii() else text_of(target)
                    rowid += 1


def search_row(layout: KindTables, number: int, file: LoadedFile) -> Row:
    """The row of a record in `record_search`: id, kind, title, the text of the other search fields and of comments."""
    data, names = file.data or {}, layout.kind.search
    title = " ".join(_texts(data.get(names[0]))) if names else ""
    body = "\n".join([text for name in names[1:] for text in _texts(data.get(name))] + _remarks(data))
    return number, text_of(file.id), file.kind, parted(text_of(title)), parted(text_of(body))


def _remarks(data: Mapping[str, Any]) -> list[str]:
    """The texts of a record's comments, which every kind may have."""
    items = data.get("comments") or ()
    return [str(item.get("text", "")) for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def unreadable_row(number: int, file: LoadedFile) -> Row:
    """The row of a file that cannot be read: where and why."""
    problem = file.problem
    place = (problem.line, problem.column, problem.code, text_of(problem.message)) if problem else (0, 0, "READ", "")
    return number, text_of(file.path), file.kind, text_of(file.id), *place


def _strings_at(value: Any, way: tuple[str, ...]) -> Iterable[str]:
    if isinstance(value, str):
        return () if way else (value,)
    if isinstance(value, list):
        if not way and _TEXT.issuperset(map(type, value)):
            return value
        return [
            text for item in value for text in ((item,) if type(item) is str and not way else _strings_at(item, way))
        ]
    return _strings_at(value.get(way[0]), way[1:]) if way and isinstance(value, Mapping) else ()


def _texts(value: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | Mapping) and depth < _MAX_DEPTH:
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(item, depth + 1)
    elif value is not None and not isinstance(value, bool):
        yield str(cell_of(value))


def _plain(value: Any, depth: int) -> Any:
    """`value` made of what JSON has, whatever it was made of."""
    if depth > _MAX_DEPTH:
        return "…"
    if isinstance(value, Mapping):
        return {text_of(str(key)): _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, str):
        return text_of(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return cell_of(value) if isinstance(value, int) else text_of(str(value))


def _digits(value: int) -> str:
    try:
        return str(value)
    except ValueError:  # Python refuses decimal digits beyond a bound (sys.set_int_max_str_digits)
        return hex(value)


Readable = Sequence[tuple[int, LoadedFile]]
"""Files that could be read, each with its number."""


def rewrite_rows(connection: sqlite3.Connection, layout: KindTables, edits: Sequence[Edit]) -> None:
    """Replace the rows of files of one kind.

    Args:
        connection: whose `base` may be written.
        layout: the kind's tables.
        edits: at most one for a file.
    """
    readable = [(edit.number, edit.file) for edit in edits if edit.file is not None and edit.file.data is not None]
    _forget(connection, layout, [edit for edit in edits if not edit.is_new])
    _write_records(connection, layout, readable)
    _write_tables(connection, layout, readable)
    broken = [unreadable_row(e.number, e.file) for e in edits if e.file is not None and e.file.data is None]
    _insert(connection, "base.unreadable", 'path, kind, id, line, "column", code, message', broken)
    rows = [(number, document_of(file.data)) for number, file in readable]
    _insert(connection, "base.record_documents", "data", rows)


def _forget(connection: sqlite3.Connection, layout: KindTables, edits: Sequence[Edit]) -> None:
    """Remove the rows that files had."""
    numbers = [(edit.number,) for edit in edits]
    spans = [rowids(edit.number) for edit in edits]
    for table in ("records", "unreadable", "record_documents"):
        connection.executemany(f"DELETE FROM base.{table} WHERE rowid = ?", numbers)  # noqa: S608 (our names)
    connection.executemany("DELETE FROM base.record_links WHERE rowid BETWEEN ? AND ?", spans)
    connection.executemany(layout.table.delete, [(number, number) for (number,) in numbers])
    for child in layout.children:
        connection.executemany(child.delete, spans)


def _write_records(connection: sqlite3.Connection, layout: KindTables, readable: Readable) -> None:
    links = list(link_rows(layout, readable))
    rows = [summary_row(layout, number, file) for number, file in readable]
    _insert(connection, "base.records", "id, kind, path, title, status, date", rows)
    _insert(connection, "base.record_links", "source, field, target", links)


def _write_tables(connection: sqlite3.Connection, layout: KindTables, readable: Readable) -> None:
    own = [((number, text_of(file.id), text_of(file.path)), file.data or {}) for number, file in readable]
    _insert_items(connection, layout.table, own)
    for child in layout.children:
        _insert_items(connection, child, [row for number, file in readable for row in child_items(child, number, file)])


def _insert_items(connection: sqlite3.Connection, table: Table, items: Sequence[tuple[Row, Mapping[str, Any]]]) -> None:
    """Add rows: what stands in the columns that are no field's, and the fields.

    Columns that are empty in all of these rows are left out: `sqlite3` takes longer for None than for any other value.
    """
    names = dict.fromkeys(chain.from_iterable(data for _, data in items))
    fields = [(name, table.fields[name]) for name in names if name in table.fields]
    rows = [
        (
            *own,
            *[
                value
                if type(value := data.get(name)) is str and not is_json and value.isascii()
                else cell_of(value, is_json=is_json)
                for name, is_json in fields
            ],
        )
        for own, data in items
    ]
    connection.executemany(table.insert(names for names, _ in fields), rows)


def _insert(connection: sqlite3.Connection, table: str, columns: str, rows: Sequence[Row]) -> None:
    marks = ", ".join("?" * (columns.count(",") + 2))
    connection.executemany(f"INSERT INTO {table}(rowid, {columns}) VALUES ({marks})", rows)  # noqa: S608 (our names)
