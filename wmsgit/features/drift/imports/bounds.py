"""Bounds on the names that a file imports, and on the text that they stand in."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

from wmsgit.features.drift.budget import MAX_NAME, MAX_PARTS, MAX_ROWS, MAX_TOKENS
from wmsgit.features.drift.facts import ExtractionError

_STATEMENT = re.compile(rb"\b(?:import|from)\b(?:[^\n\r\\;#,]|\\\r?\n|\\.|,)*")
_PART = re.compile(rb"[\w\x80-\xff][ \t\f]*(?:\\\r?\n[ \t\f]*)*\.")
_TOKEN = re.compile(rb"\w+|[^\w\s]")
_SMALL_BYTES = 512 << 10
"""A file with fewer bytes has few enough tokens."""
_CONTINUED = re.compile(rb"\\\r?\n")


def require_short(imports: Iterable[list[Any]], *, separator: str) -> list[list[Any]]:
    """The imports of a file, as far as they are few and their names are short.

    Args:
        imports: each a list, in which any text is a name.
        separator: what parts a name.

    Raises:
        ExtractionError: when there is a name that no module has.
    """
    result = list(islice(imports, MAX_ROWS + 1))  # one more says that there are too many
    for row in result:
        for name in row:
            if isinstance(name, str) and (len(name) > MAX_NAME or name.count(separator) >= MAX_PARTS):
                raise ExtractionError(f"line {row[0]} imports a name of more than {MAX_PARTS} parts")
    return result


def require_parsable(data: bytes) -> None:
    """Refuse a Python file for which its parser would take memory by the square, or by the gigabyte.

    CPython's parser makes each beginning of a dotted name in an import anew, and frees none before the end.

    Raises:
        ExtractionError: saying why.
    """
    # A name of so many parts takes a long line, or several.
    has_space = _CONTINUED.search(data) or max(map(len, data.split(b"\n"))) >= 2 * MAX_PARTS
    for match in _STATEMENT.finditer(data) if has_space else ():
        if any(len(_PART.findall(name)) >= MAX_PARTS for name in match[0].split(b",")):
            raise ExtractionError(f"it imports a name of more than {MAX_PARTS} parts")
    if len(data) > _SMALL_BYTES and sum(1 for _ in _TOKEN.finditer(data)) > MAX_TOKENS:
        raise ExtractionError(f"it has more than {MAX_TOKENS:,} tokens")
