"""The mapping of a table's columns: which field each fills, and what its words mean here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wmsgit.errors import UsageError

_ENTRY = re.compile(r"\s*(?P<column>(?:\\.|[^=\\])+?)\s*=\s*(?P<field>[\w.]*)\s*(?::\s*\{(?P<words>[^{}]*)\})?\s*\Z")


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """What becomes of one column.

    Attributes:
        name: the field that it fills, `id` for what the source calls the record; empty for none.
        words: its word → the word here, in lower case on the left.
        separator: what parts the items of a list; empty for a comma or a semicolon.
    """

    name: str
    words: Mapping[str, str] = field(default_factory=dict)
    separator: str = ""


@dataclass(frozen=True)
class ColumnMap:
    """The mapping of a table.

    Attributes:
        columns: the column's name in lower case → what becomes of it.
    """

    columns: Mapping[str, MappedColumn] = field(default_factory=dict)

    def column(self, name: str) -> MappedColumn | None:
        """What becomes of a column; None where the mapping does not say."""
        return self.columns.get(name.strip().lower())


def parse_columns(texts: Sequence[str]) -> dict[str, Any]:
    """A mapping as it is kept in a file, of texts such as `Summary=title,Status=status:{Done=completed}`.

    Returns:
        MappedColumn → field, or `{field, words}`.

    Raises:
        UsageError: when a text is not of that form.
    """
    result: dict[str, Any] = {}
    for text in texts:
        for part in _split(text):
            match = _ENTRY.match(part)
            if match is None:
                raise UsageError(f"{part.strip()!r} is not COLUMN=FIELD", hint="such as Status=status:{Done=completed}")
            column = re.sub(r"\\(.)", r"\1", match["column"])
            words = _words(match["words"]) if match["words"] is not None else {}
            result[column] = {"field": match["field"], "words": words} if words else match["field"]
    return result


def columns_of(data: Mapping[str, Any], where: str = "") -> ColumnMap:
    """The mapping that stands in a file.

    Raises:
        UsageError: when it is none.
    """
    columns: dict[str, MappedColumn] = {}
    for name, value in data.items():
        own = {"field": value} if isinstance(value, str) or value is None else value
        words = own.get("words", {}) if isinstance(own, dict) else None
        if not isinstance(own, dict) or not isinstance(words, dict) or not isinstance(own.get("field") or "", str):
            raise UsageError(f"{name!r} has neither a field nor `field` and `words`", hint=where)
        lower = {str(word).strip().lower(): str(ours) for word, ours in words.items()}
        columns[name.strip().lower()] = MappedColumn(own.get("field") or "", lower, str(own.get("separator") or ""))
    return ColumnMap(columns)


def _split(text: str) -> list[str]:
    """The parts between commas that stand in no braces."""
    return [part for part in re.split(r",(?![^{]*\})", text) if part.strip()]


def _words(text: str) -> dict[str, str]:
    result = {}
    for pair in filter(str.strip, text.split(",")):
        word, equals, ours = pair.partition("=")
        if not equals or not word.strip():
            raise UsageError(f"{pair.strip()!r} is not WORD=WORD")
        result[word.strip()] = ours.strip()
    return result
