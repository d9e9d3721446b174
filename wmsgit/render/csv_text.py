"""CSV: a header and a line a row (RFC 4180), exact for programs or safe for spreadsheets."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from wmsgit.model.text import clean, uncontrolled

LIST_SEPARATOR = ";"
# What a spreadsheet takes for a formula where a cell begins with it (OWASP, CSV Injection); it skips spaces before.
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_TEXT_SIGN = "'"


def csv_lines(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], *, is_safe: bool = False) -> Iterator[str]:
    r"""The rows as CSV, lines ended by `\r\n`.

    A list of plain values is joined by `;`; a list that holds objects or a `;`, and an object, is compact
    JSON. An absent value is empty. Terminal escapes are removed.

    Args:
        rows: the rows.
        columns: their keys.
        is_safe: whether a text that a spreadsheet takes for a formula gets a `'` before it.
    """
    import csv

    spell = _safe if is_safe else csv_value
    piece = _Piece()
    writer = csv.writer(piece)
    writer.writerow(map(spell, columns))
    yield piece.text
    for row in rows:
        writer.writerow(spell(row.get(column)) for column in columns)
        yield piece.text


def _safe(value: Any) -> str:
    """A value as text that no spreadsheet evaluates and no runner obeys; numbers stay numbers."""
    text = clean(csv_value(value))
    is_text = not isinstance(value, int | float)
    return _TEXT_SIGN + text if is_text and (text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)) else text


def csv_value(value: Any) -> str:
    """One value as a CSV field's text, not yet quoted."""
    if value is None:
        return ""
    if isinstance(value, str):
        return uncontrolled(value)
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
