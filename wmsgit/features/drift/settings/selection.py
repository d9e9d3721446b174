"""Selections: the values in a configuration file that a rule with wild cards means, as a fact."""

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from wmsgit.features.drift.budget import MAX_ROWS, MAX_SETTINGS_BYTES
from wmsgit.features.drift.facts import ExtractionError, Extractor
from wmsgit.features.drift.settings.formats import read_all_settings
from wmsgit.features.drift.settings.pointers import PointedValue, is_wild, places_at, spelled_pointer
from wmsgit.features.drift.settings.values import as_json, line_of, parts_of


class Selected(NamedTuple):
    """One value, or a node that lacks it.

    Attributes:
        line: about where it stands, from 1; 0 for unknown.
        pointer: the way to it, with `*` for a position in a list.
        is_there: whether something stands there.
        value: what; None for nothing.
        beside: pointer → what stands there below the node, `[value]` or `[]` for nothing; see `ValueSelection.where`.
    """

    line: int
    pointer: str
    is_there: bool
    value: Any
    beside: Mapping[str, list[Any]]


class ValueSelection(NamedTuple):
    """Which values are meant.

    Attributes:
        form: the file's format.
        select: the pointer of the nodes; empty for each document.
        at: the pointer of the values, below a node.
        where: pointers below a node of what decides whether it is meant.
    """

    form: str
    select: str
    at: str
    where: tuple[str, ...]


def selection_extractor(selection: ValueSelection) -> Extractor:
    """Extracts the values as rows of `Selected`."""
    digest = sha256(json.dumps(selection).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Extractor(f"selection-{digest}", 1, lambda data: _rows(data, selection), MAX_SETTINGS_BYTES)


def selected(fact: Iterable[Sequence[Any]]) -> list[Selected]:
    """The rows of a fact."""
    return [Selected(*row) for row in fact]


def _rows(data: bytes, selection: ValueSelection) -> list[list[Any]]:
    at, select = parts_of(selection.at), parts_of(selection.select)
    finder = _ValueLines(data)
    is_one = not selection.select and not is_wild(at)
    rows: list[list[Any]] = []
    for document in read_all_settings(data, selection.form):
        for node in places_at(document, select):
            beside = {pointer: _first(node.value, pointer) for pointer in selection.where}
            for place, is_there in _below(node, at):
                if len(rows) > MAX_ROWS:
                    raise ExtractionError(f"it has more than {MAX_ROWS:,} values to look at")
                line = finder.line(place) if is_there else line_of(data, list(map(str, place.parts)))
                pointer = selection.at if is_one else spelled_pointer(place.parts)
                rows.append([line, pointer, is_there, as_json(place.value), beside])
    return rows


def _below(node: PointedValue, at: list[str]) -> list[tuple[PointedValue, bool]]:
    """The values of a node; where a pointer without wild cards leads to nothing, the place where it would be."""
    result = [(place, True) for place in places_at(node.value, at, node.parts)]
    return result if result or is_wild(at) else [(PointedValue((*node.parts, *at), None), False)]


def _first(value: Any, pointer: str) -> list[Any]:
    return [as_json(place.value) for place in places_at(value, parts_of(pointer))][:1]


class _ValueLines:
    """Finds the lines of values that are met in the order of the file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def line(self, place: PointedValue) -> int:
        """The line of a value: where its text stands behind its last key, and behind the value before it."""
        names = [part for part in place.parts if isinstance(part, str)]
        key = names[-1].encode("utf-8", "replace") if names else b""
        start = self._data.find(key, self._at)
        text = str(place.value).encode("utf-8", "replace") if isinstance(place.value, str | int | float) else b""
        at = self._data.find(text, start + len(key)) if start >= 0 and text else start
        if at < 0:
            return line_of(self._data, names)
        self._at = at + len(text or key)
        return self._data.count(b"\n", 0, at) + 1
