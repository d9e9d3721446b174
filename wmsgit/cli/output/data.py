"""Output: data to standard output, in the format asked for. Width and colours are decided here."""

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wmsgit.cli.run import Run

if TYPE_CHECKING:
    from wmsgit.index.search import Hit
    from wmsgit.model.finding import Finding
    from wmsgit.model.record import Record
    from wmsgit.render.formats import RowStyle
    from wmsgit.schema.kind import Kind

Row = Mapping[str, Any]
_OFF = frozenset({"", "0", "false", "no"})
"""Values by which a variable such as FORCE_COLOR forces nothing."""


_WIDEST_DIGITS = 4
"""A terminal of more columns than 9,999 is a mistake, and its lines would fill the memory."""


def has_colour(run: Run) -> bool:
    """Whether to colour standard output: as `--color` says, else the environment, else on a terminal.

    The variables are those of https://no-color.org, https://force-color.org and https://bixense.com/clicolors.
    """
    if run.color != "auto":
        return run.color == "always"
    if run.environ.get("NO_COLOR"):
        return False
    if any(run.environ.get(name, "0") not in _OFF for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    is_off = run.environ.get("TERM") == "dumb" or run.environ.get("CLICOLOR") == "0"
    return sys.stdout.isatty() and not is_off


def width_of_output(run: Run) -> int | None:
    """The columns of standard output: the terminal's, else what COLUMNS says; None where nothing is to be cut."""
    if sys.stdout.isatty():
        import shutil

        columns = str(shutil.get_terminal_size().columns)
    else:
        columns = run.environ.get("COLUMNS", "")
    is_width = columns.isascii() and columns.isdecimal() and len(columns) <= _WIDEST_DIGITS
    return int(columns) or None if is_width else None


def print_rows(
    run: Run,
    columns: Sequence[str],
    rows: Iterable[Row],
    format: str,  # noqa: A002
    *,
    footer: Sequence[str] = (),
    lead: str = "",
) -> None:
    """Print rows.

    Args:
        run: the run.
        columns: the keys that formats with columns show.
        rows: the rows.
        format: the format's name.
        footer: lines below a table, on standard error in a pipe.
        lead: the column of a table that says what a row is; empty where its name says it.
    """
    from wmsgit.render.formats import render

    sys.stdout.writelines(render(format, rows, columns, _style(run, format, footer, lead)))


def _style(run: Run, format: str, footer: Sequence[str], lead: str) -> "RowStyle":  # noqa: A002
    from wmsgit.render.formats import RowStyle

    if format == "table":
        aside = None if sys.stdout.isatty() else _aside
        colour, width = has_colour(run), width_of_output(run)
        return RowStyle(width=width, colour=colour, footer=footer, lead=lead, aside=aside)
    if format != "yaml":
        return RowStyle(is_safe=run.is_csv_safe)
    from wmsgit.features.records.yaml_text import as_yaml

    return RowStyle(dump_yaml=as_yaml)


def _aside(note: str) -> None:
    """Say on standard error what stands below a table on a screen."""
    from wmsgit.cli.messages import say

    say(note)


def print_lines(run: Run, lines: Iterable[str]) -> None:
    """Print lines of prose, each with its line feed; on a narrow screen they are broken at spaces."""
    from wmsgit.render.text import hang

    width = width_of_output(run)
    for line in lines:
        sys.stdout.writelines(f"{part}\n" for part in hang(line.removesuffix("\n"), width))


def print_ids(ids: Iterable[str]) -> None:
    """Print ids, one a line."""
    sys.stdout.writelines(f"{record_id}\n" for record_id in ids)


def print_table(
    run: Run, kind: "Kind", columns: Sequence[str], rows: Sequence[Sequence[Any]], footer: Sequence[str]
) -> None:
    """Print a table of index rows, in which lists and objects are JSON."""
    nested = [column for column in columns if not _is_scalar(kind, column)]
    shown = [dict(zip(columns, row, strict=True)) for row in rows]
    known: dict[Any, Any] = {}  # many rows have the same list
    for row in shown if nested else ():
        for column in nested:
            text = row[column]
            if text not in known:
                known[text] = _decoded(text)
            row[column] = known[text]
    print_rows(run, columns, shown, "table", footer=footer, lead=kind.argument)


def _is_scalar(kind: "Kind", column: str) -> bool:
    field = kind.fields.get(kind.options.get(column, column))
    return field is not None and not field.is_list and not field.is_object


def _decoded(value: Any) -> Any:
    import json

    try:
        return json.loads(value) if isinstance(value, str) and value[:1] in {"[", "{"} else value
    except ValueError:
        return value


def print_records(run: Run, records: "Iterable[Record]", format: str, *, columns: Sequence[str] = ()) -> None:  # noqa: A002
    """Print records as they stand in their files, with these columns; a table and the like have the kind's else."""
    from wmsgit.render.formats import COLUMNED

    result = list(records)
    if not columns and format in COLUMNED:
        columns = _columns(run, result, format)
    rows = [_row(record, columns) for record in result]
    if columns and format not in COLUMNED:
        rows = [{name: row.get(name) for name in columns} for row in rows]
    print_rows(run, columns, rows, format)


def _row(record: "Record", columns: Sequence[str]) -> Row:
    """A record as a row; dotted columns reach nested fields."""
    data = record.to_dict()
    dotted = [column for column in columns if "." in column]
    return data | {column: _reached(data, column.split(".")) for column in dotted}


def _reached(value: Any, way: Sequence[str]) -> Any:
    for name in way:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _columns(run: Run, records: "Sequence[Record]", format: str) -> list[str]:  # noqa: A002
    """The columns of records of perhaps several kinds: the kinds' own for a table, else every field."""
    kinds = [run.workspace.kind(name) for name in dict.fromkeys(record.kind for record in records)]
    first = ["id"] if format == "table" else ["id", "kind"]
    named = (kind.columns if format == "table" else kind.fields for kind in kinds)
    return list(dict.fromkeys([*first, *(name for names in named for name in names)]))


def print_full(run: Run, records: "Sequence[Record]", format: str) -> None:  # noqa: A002
    """Print whole records: for a person field by field, else as `print_records` does."""
    if format != "table":
        print_records(run, records, format)
        return
    from wmsgit.render.record_view import record_views

    pairs = [(record.to_dict(), run.workspace.kind(record.kind)) for record in records]
    sys.stdout.writelines(record_views(pairs, width=width_of_output(run), colour=has_colour(run)))


def print_query(run: Run, names: Sequence[str], rows: Iterable[Sequence[Any]], format: str) -> None:  # noqa: A002
    """Print the rows of a query. Columns of one name are told apart by a number."""
    keys = _unique(names)
    shown = (dict(zip(keys, row, strict=True)) for row in rows)
    print_rows(run, keys, shown, format)


def _unique(names: Sequence[str]) -> list[str]:
    keys: list[str] = []
    for name in names:
        key, number = name, 2
        while key in keys:
            key, number = f"{name}_{number}", number + 1
        keys.append(key)
    return keys


def print_hits(run: Run, hits: Sequence["Hit"], text: str, format: str) -> None:  # noqa: A002
    """Print what a search for a text found."""
    names = ("id", "kind", "status", "title", "snippet", "path")
    rows = [{name: getattr(hit, name) for name in names} for hit in hits]
    if format != "table":
        print_rows(run, ["id", "kind", "status", "title", "snippet"], rows, format)
        return
    from wmsgit.render.search_text import search_text

    sys.stdout.writelines(search_text(rows, text, width=width_of_output(run), colour=has_colour(run)))
    if not rows:
        from wmsgit.cli.messages import say

        say("nothing was found")


def print_findings(run: Run, findings: Iterable["Finding"], format: str) -> None:  # noqa: A002
    """Print what a check found."""
    from wmsgit.model.version import __version__
    from wmsgit.render.findings import render_findings

    colour = has_colour(run)
    joins = colour or sys.stdout.isatty()
    lines = render_findings(format, findings, version=__version__, colour=colour, joins_equal=joins)
    if format == "text":
        print_lines(run, lines)
    else:
        sys.stdout.writelines(lines)


def warn_unreadable(run: Run, kinds: Collection[str] | None) -> None:
    """Say on standard error which files of these kinds cannot be read, and why; of all kinds for None."""
    if findings := run.workspace.unreadable(kinds):
        from wmsgit.cli.messages import warn

        warn(map(str, findings))
