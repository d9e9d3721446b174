"""CSV: a header and a line a row (RFC 4180)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from wmsgit.model.text import clean

LIST_SEPARATOR = ";"


def csv_lines(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[str]:
    r"""The rows as CSV, lines ended by `\r\n`.

    A list of plain values is joined by `;`; a list that holds objects or a `;`, and an object, is compact
    JSON. An absent value is empty. Terminal escapes are removed.
    """
    import csv

    piece = _Piece()
    writer = csv.writer(piece)
    writer.writerow(map(clean, columns))
    yield piece.text
    for row in rows:
        writer.writerow(csv_value(row.get(column)) for column in columns)
        yield piece.text


def csv_value(value: Any) -> str:
    """One value as a CSV field's text, not yet quoted."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list | tuple) and not any(_needs_json(item) for item in value):
        return LIST_SEPARATOR.join(csv_value(item) for item in value)
    from wmsgit.render.json_text import json_of

    return json_of(value)


def _needs_json(item: Any) -> bool:
    return item is None or isinstance(item, dict | list | tuple) or LIST_SEPARATOR in str(item)


class _Piece:
    """The last line that a CSV writer wrote."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text
