"""Tables of any tool, CSV or JSON Lines, by a mapping of columns; ready mappings for Linear's and Jira's CSV."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache, partial
from hashlib import sha256
from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.features.exchange.columns import ColumnMap, MappedColumn, columns_of
from wmsgit.features.exchange.foreign import Files, ForeignOptions, ForeignReading, ForeignRecord, Format, Read
from wmsgit.features.exchange.foreign_ids import NEW_ID
from wmsgit.features.exchange.formats.github import rows_of
from wmsgit.features.exchange.formats.hosts import kind_for, known_kinds
from wmsgit.features.exchange.formats.markdown import decoded
from wmsgit.features.exchange.report import RefusedRow
from wmsgit.features.exchange.sound_rows import MAX_ROW_BYTES, require_sound
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind

JIRA: Mapping[str, Any] = {
    "Issue key": "id", "Summary": "title", "Description": "description", "Status": "status", "Priority": "priority",
    "Assignee": "assigned_to", "Reporter": "reporter", "Created": "created", "Due date": "due",
    "Due Date": "due", "Resolved": "completed_at", "Labels": {"field": "labels", "separator": " "},
    "Parent key": "parent", "Parent id": "parent",
    "Custom field (Epic Link)": "parent", "Sprint": "milestone", "Fix Version/s": "milestone",
    "Fix versions": "milestone", "Inward issue link (Blocks)": "dependencies", "Comment": "comments",
}  # fmt: skip
"""The columns of a CSV that Jira exports; those of one name that come again are one list."""
LINEAR: Mapping[str, Any] = {
    "ID": "id", "Title": "title", "Description": "description", "Status": "status", "Priority": {
        "field": "priority", "words": {"No priority": "", "Urgent": "CRITICAL"}},
    "Assignee": "assigned_to", "Creator": "creator", "Labels": "labels", "Created": "created",
    "Completed": "completed_at", "Started": "started_at", "Due Date": "due", "Parent issue": "parent",
    "Project Milestone": "milestone", "Blocked by": "dependencies",
}  # fmt: skip
"""The columns of a CSV that Linear exports."""
_ALIASES = ("Issue id", "UUID")
"""Columns with another name of a row: Jira's references to a parent have it."""
_MONTHS = ("%d/%b/%y %I:%M %p", "%d/%b/%Y %I:%M %p", "%d/%b/%y %H:%M", "%d %b %Y %H:%M", "%b %d, %Y, %I:%M:%S %p",
           "%a %b %d %Y %H:%M:%S", "%m/%d/%Y", "%d.%m.%Y")  # fmt: skip
_YEAR_FIRST = re.compile(r"\s*[0-9]{3}")
"""How a moment begins that has none of these forms."""
_JIRA_COMMENT = re.compile(r"\A(?P<at>[^;]{6,40});(?P<by>[^;]{1,200});(?P<text>.*)\Z", re.DOTALL)
_ZONE_NAME = re.compile(r" ?GMT(?=[+-]\d{4})| \([^)]*\)\Z")


def table_reader(ready: Mapping[str, Any]) -> Read:
    """What reads tables by a ready mapping, to which the user's own is added."""
    return partial(_read, ready)


def _read(ready: Mapping[str, Any], files: Files, options: ForeignOptions) -> ForeignReading:
    columns = columns_of({**ready, **options.columns})
    kinds = known_kinds(options.kind_rules)
    records: list[ForeignRecord] = []
    refused: list[RefusedRow] = []
    for file, place, row in _rows(files):
        try:
            records.append(_record(row, columns, options, kind_for(kinds, (), ""), place))
        except InvalidError as error:
            refused.append(RefusedRow(file, place, "", error.message))
    return ForeignReading(records, refused)


def _rows(files: Files) -> Iterator[tuple[str, str, Any]]:
    for file, content in files.items():
        if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
            yield from rows_of({file: content})
        else:
            yield from ((file, place, row) for place, row in _csv_rows(content, file))


def _csv_rows(content: bytes, file: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The line of each row, and its values by column; columns of one name are one list.

    Raises:
        InvalidError: when it is no CSV.
    """
    text = decoded(content, file)
    header = text[: text.find("\n")]
    delimiter = max(",;\t", key=header.count)
    csv.field_size_limit(MAX_ROW_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip() for name in next(reader, [])]
        if not any(names):
            raise InvalidError("it has no line of column names", where=file)
        for cells in reader:
            row: dict[str, Any] = {}
            for name, cell in zip([*names, *[""] * len(cells)], cells, strict=False):
                if cell != "":
                    row.setdefault(name or "more", []).append(cell)
            if row:
                own = {name: values if len(values) > 1 else values[0] for name, values in row.items()}
                yield f"line {reader.line_num}", own
    except csv.Error as error:
        raise InvalidError(f"not valid CSV: {error}", where=f"{file}:{reader.line_num}") from error


def _record(row: Any, columns: ColumnMap, options: ForeignOptions, kind_name: str, place: str) -> ForeignRecord:
    """One row.

    Raises:
        InvalidError: when it is no object.
    """
    require_sound(row)
    kind = options.kinds.get(kind_name)
    fields: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    for name, value in row.items():
        column = columns.column(name) or MappedColumn(_own_field(name, kind))
        if not column.name or (kind is not None and column.name not in kind.fields):
            rest[column.name or name] = value
            continue
        held = _held(value, column, kind.fields.get(column.name) if kind else None)
        if column.name in fields and isinstance(held, list):
            held = [*fields[column.name], *held]
        elif column.name in fields and held not in (None, ""):
            rest[name] = value
            continue
        if column.words and held != value:
            rest[name] = value
        if held not in (None, "", []):
            fields[column.name] = held
    source_id = fields.pop("id", None)
    own_id = str(source_id) if source_id not in (None, "") else _key_of(fields, row)
    names = tuple(str(row[name]) for name in _ALIASES if isinstance(row.get(name), str))
    return ForeignRecord(kind_name, own_id, fields, rest, place=place, made_id="" if source_id else NEW_ID, names=names)


def _own_field(name: str, kind: Kind | None) -> str:
    """The field that a column is called like, when the mapping does not say."""
    plain = re.sub(r"[\s-]+", "_", name.strip().lower())
    return plain if kind is not None and plain in kind.fields else ""


def _held(value: Any, column: MappedColumn, field: Field | None) -> Any:
    if field is not None and field.name == "comments":
        return _comments(value)
    if isinstance(value, str):
        word = column.words.get(value.strip().lower())
        value = value if word is None else word
    if field is None:
        return value
    if field.is_list and not field.properties:
        texts = value if isinstance(value, list) else [value]
        between = re.escape(column.separator) or "[,;]"
        parts = [part for text in texts for part in (re.split(between, text) if isinstance(text, str) else [text])]
        return [part.strip() if isinstance(part, str) else part for part in parts if part not in ("", None)]
    if field.format in {"date-time", "date-or-time"} and isinstance(value, str):
        return moment_of(value)
    return value


@lru_cache(maxsize=1024)
def moment_of(text: str) -> str:
    """A moment in one of the forms in which tools export them, in a form that is read; else the text itself."""
    if _YEAR_FIRST.match(text):
        return text
    plain = _ZONE_NAME.sub("", text.strip())
    for form in _MONTHS:
        for zone in ("", "%z", " %z"):
            try:
                return datetime.strptime(plain, form + zone).isoformat()  # noqa: DTZ007 - the zone is given later
            except ValueError:
                continue
    return text


def _comments(value: Any) -> list[dict[str, Any]]:
    """Jira's comments, `time;person;text`; objects as they are."""
    result = []
    for item in value if isinstance(value, list) else [value]:
        match = _JIRA_COMMENT.match(item) if isinstance(item, str) else None
        if match:
            result.append({"at": moment_of(match["at"]), "by": match["by"], "text": match["text"]})
        elif isinstance(item, dict):
            result.append(item)
        elif isinstance(item, str):
            result.append({"at": "", "by": "", "text": item})
    return result


def _key_of(fields: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """What names a row without an id: its title, else all of it.

    Raises:
        InvalidError: when it has neither.
    """
    if fields.get("title"):
        return str(fields["title"])
    return sha256(json.dumps(row, sort_keys=True, default=str).encode()).hexdigest()[:16]


FORMATS = (
    Format("csv", "a table, CSV or JSON Lines, by a mapping of columns", read=table_reader({})),
    Format("linear", "the CSV that Linear exports", read=table_reader(LINEAR)),
    Format("jira", "the CSV that Jira exports", read=table_reader(JIRA)),
)
