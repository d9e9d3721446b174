"""Formats of rows: the one door to them, by name. Each format's module is loaded when it is used."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from wmsgit.errors import UsageError
from wmsgit.model.text import one_line
from wmsgit.model.value import immutable

Rows = Iterable[Mapping[str, Any]]


@immutable
class RowStyle:
    """How rows are shown.

    Attributes:
        width: the terminal's width in columns; None never cuts anything.
        colour: whether words get colours (a table only).
        compact: whether a table leaves out columns in which no row has anything.
        zone: the time zone of a table; None is the system's own.
        footer: lines below a table.
        dump_yaml: writes one value as a YAML document, for the format `yaml`.
        lead: the column of a table that says what a row is; empty where its name says it.
        aside: takes the lines below a table in their place.
        is_safe: whether CSV is for a spreadsheet: no text in it is a formula.
    """

    width: int | None = None
    colour: bool = False
    compact: bool = False
    zone: tzinfo | None = None
    footer: Sequence[str] = ()
    lead: str = ""
    aside: Callable[[str], None] | None = None
    dump_yaml: Callable[[Any], str] | None = None
    is_safe: bool = False


PLAIN = RowStyle()


def render(name: str, rows: Rows, columns: Sequence[str], style: RowStyle = PLAIN) -> Iterator[str]:
    """The rows in a format, as pieces of text that together end with a line feed.

    Args:
        name: one of `FORMATS`.
        rows: the rows, read once; all but a table are rendered as they come.
        columns: the keys that a table or CSV shows; the other formats show every key.
        style: how they are shown.

    Raises:
        UsageError: when there is no such format.
    """
    if name not in FORMATS:
        raise UsageError(f"there is no format {name!r}", hint=f"known: {', '.join(FORMATS)}")
    return FORMATS[name](rows, columns, style)


def _table(rows: Rows, columns: Sequence[str], style: RowStyle) -> Iterator[str]:
    from wmsgit.render.table import table

    return table(
        rows,
        columns,
        width=style.width,
        colour=style.colour,
        compact=style.compact,
        zone=style.zone,
        footer=style.footer,
        lead=style.lead,
        aside=style.aside,
    )


def _json(rows: Rows, _columns: Sequence[str], _style: RowStyle) -> Iterator[str]:
    from wmsgit.render.json_text import json_array

    return json_array(rows)


def _jsonl(rows: Rows, _columns: Sequence[str], _style: RowStyle) -> Iterator[str]:
    from wmsgit.render.json_text import json_lines

    return json_lines(rows)


def _csv(rows: Rows, columns: Sequence[str], style: RowStyle) -> Iterator[str]:
    from wmsgit.render.csv_text import csv_lines

    return csv_lines(rows, columns, is_safe=style.is_safe)


def _yaml(rows: Rows, _columns: Sequence[str], style: RowStyle) -> Iterator[str]:
    """One YAML list: the texts of lists of one item, one after the other, are the text of the whole list."""
    if style.dump_yaml is None:
        raise UsageError("the format 'yaml' needs a function that writes YAML")
    from wmsgit.render.yaml_text import yaml_text

    is_empty = True
    for row in rows:
        is_empty = False
        yield yaml_text([dict(row)], style.dump_yaml)
    if is_empty:
        yield "[]\n"


def _ids(rows: Rows, _columns: Sequence[str], _style: RowStyle) -> Iterator[str]:
    for row in rows:
        yield one_line(str(row.get("id", ""))) + "\n"


FORMATS: Mapping[str, Callable[[Rows, Sequence[str], RowStyle], Iterator[str]]] = {
    "table": _table,
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
    "yaml": _yaml,
    "ids": _ids,
}
"""The formats of every read, by the name that `--format` takes."""
