"""A table as Markdown: a line a row (GFM 0.29, section 4.10), whose cells are text and nothing else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from wmsgit.render.csv_text import csv_value
from wmsgit.render.markdown import markdown_text


def markdown_table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[str]:
    """The rows as a table, ended by a line feed; lists are joined, objects are compact JSON, an absent value is empty.

    Args:
        rows: the rows.
        columns: their keys.
    """
    yield _line(map(markdown_text, columns))
    yield _line("---" for _ in columns)
    for row in rows:
        yield _line(markdown_text(csv_value(row.get(column)).replace("\n", " ")) for column in columns)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
