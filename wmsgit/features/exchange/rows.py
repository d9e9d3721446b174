"""Rows of the older files as records, and records as rows: one table's way in and out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.features.exchange.base import without_bases
from wmsgit.features.exchange.layout import ID, METADATA, RowLayout
from wmsgit.features.exchange.moments import to_utc
from wmsgit.features.exchange.row_mapping import RowMapping
from wmsgit.features.exchange.sound_rows import require_sound
from wmsgit.features.exchange.titles import clip_title, first_sentence
from wmsgit.features.exchange.values import is_empty
from wmsgit.model.identity import require_safe_id
from wmsgit.model.record import Data
from wmsgit.model.times import format_time
from wmsgit.schema.kind import Kind
from wmsgit.schema.validate import Problem, first_of, problems_of

_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class ImportedRecord:
    """One row as the record that it becomes.

    Attributes:
        kind: the kind's name.
        id: the row's id.
        data: the fields, `id` apart, in the canonical order.
        stated: the fields and the original keys that the row names, whether or not with a value.
        cleared: those of them that the row names without a value: null, [] or {}.
        filled: the required fields for which the row has no value that can be used.
        source_id: what the source calls it, where that is not its id here.
        zone: the zone of its times without one; empty for UTC.
        after: the id of the row before it, where the order of the ids does not say so.
    """

    kind: str
    id: str
    data: Data
    stated: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset()
    source_id: str = ""
    zone: str = ""
    after: str = ""


@dataclass(frozen=True)
class RowConverter:
    """Makes records of one table's rows, and rows of its records.

    Attributes:
        kind: the kind that the rows become.
        layout: how a row is laid out.
        zone: the zone of moments that do not say theirs.
        repositories: the old name of a repository → its new name.
        now: what stands in for a required moment where a row has none at all; None to refuse such a row.
        says_zone: whether rows that are written say the zone of their moments.
    """

    kind: Kind
    layout: RowLayout
    zone: tzinfo = UTC
    repositories: Mapping[str, str] = field(default_factory=dict)
    now: datetime | None = None
    says_zone: bool = False

    def read(self, row: Any) -> ImportedRecord:
        """The record that a row becomes.

        Raises:
            InvalidError: when it cannot be one: no object, no safe id, no title, too large, or refused by the
                schema.
        """
        require_sound(row)
        renamed = self._renamed(self.passage.values_of(row))
        settling = _Settling(self)
        data = self.passage.place(renamed, settling.settle)
        named, valued = self._names(row), self._names(renamed)
        return ImportedRecord(
            kind=self.kind.name,
            id=data[ID],
            data={name: value for name, value in data.items() if name != ID},
            stated=frozenset(named | valued),
            cleared=frozenset(named - valued - self._taken_over(row)),
            filled=frozenset(settling.filled),
            zone=self._zone_name,
        )

    def write(self, record_id: str, data: Data) -> Data:
        """The row of a record: every key that older rows have, then the fields that they do not know."""
        return self.passage.restore({**without_bases(data), ID: record_id}, self._data_of)

    @cached_property
    def passage(self) -> RowMapping:
        """The way between rows and this kind's fields.

        Raises:
            InvalidError: when the kind has no `metadata`, without which values could get lost.
        """
        if METADATA not in self.kind.fields:
            raise InvalidError(f"the kind {self.kind.name} has no field 'metadata' for what has no place of its own")
        return RowMapping(self.kind.fields, self.layout, self.zone, self.says_zone)

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The fields without which there is no record, looked up once for all rows."""
        return self.kind.required

    @cached_property
    def moments(self) -> tuple[tuple[str, str], ...]:
        """The fields that are moments, each with its key in a row."""
        fields = self.kind.fields.items()
        return tuple((name, self.layout.key_of(name)) for name, field in fields if field.format == "date-time")

    @cached_property
    def _zone_name(self) -> str:
        return "" if self.zone is UTC or str(self.zone) == "UTC" else str(self.zone)

    def _data_of(self, stated: Data) -> Data | None:
        try:
            return self.passage.place(stated, _Settling(self).settle)
        except InvalidError:
            return None

    def _names(self, keys: Iterable[str]) -> set[str]:
        """These keys of a row, and the fields that they fill."""
        own = set(keys)
        return own | {self.layout.field_of(key) for key in own} if self.layout.names else own

    def _taken_over(self, row: Mapping[str, Any]) -> set[str]:
        return {key for key in self.layout.older if key in row}

    def _renamed(self, stated: Data) -> Data:
        """The row's values with the repositories' new names, each name once in a list."""
        if not self.repositories:
            return stated
        names = (key for key in stated if self._names_repositories(key))
        return stated | {key: _rename(stated[key], self.repositories) for key in names}

    def _names_repositories(self, key: str) -> bool:
        name = self.layout.field_of(key)
        return name in self.kind.fields and self.kind.fields[name].references == "repo"


class _Settling:
    """Makes a record of one row's placed fields, and notes what it had to fill in."""

    def __init__(self, converter: RowConverter) -> None:
        self._converter = converter
        self._kind = converter.kind
        self.filled: set[str] = set()

    def settle(self, placed: Data, stated: Data) -> Data:
        if not isinstance(placed.get(ID), str):
            raise InvalidError(f"it has no usable {self._converter.layout.key_of(ID)}")
        require_safe_id(placed[ID])
        for _ in range(_ROUNDS):
            placed = self._fill(placed, stated)
            problems = problems_of(self._kind, placed, placed[ID], most=None)
            if not problems:
                return placed
            placed = self._without(placed, problems)
        raise InvalidError("; ".join(map(str, first_of(problems))))

    def _fill(self, placed: Data, stated: Data) -> Data:
        missing = [name for name in self._converter.required if name not in placed]
        if not missing:
            return placed
        filled = {name: self._stand_in(name, placed, stated) for name in missing}
        self.filled |= filled.keys()
        return placed | filled

    def _stand_in(self, name: str, placed: Data, stated: Data) -> Any:
        """What a required field holds where the row gives nothing: a sentence, a moment, or the default."""
        source = placed.get(self._converter.layout.made.get(name, ""))
        if isinstance(source, str) and first_sentence(source):
            return first_sentence(source)
        field = self._kind.fields[name]
        if field.fills == "now" and (moment := self._moment(placed, stated)):
            return moment
        if field.fills or field.default is None:
            raise InvalidError(f"it has no usable {self._converter.layout.key_of(name)}")
        return field.default

    def _moment(self, placed: Data, stated: Data) -> str | None:
        """The earliest other moment of the row, in a field or a value that has none, else the present."""
        fields, layout = self._kind.fields, self._converter.layout
        texts = {name: value for name, value in placed.items() if isinstance(value, str)}
        known = [text for name, text in texts.items() if fields[name].format == "date-time"]
        others = [v for key, v in stated.items() if isinstance(v, str) and layout.field_of(key) not in fields]
        known += filter(None, (to_utc(text, self._converter.zone) for text in others))
        now = self._converter.now
        return min(known) if known else format_time(now) if now else None

    def _without(self, placed: Data, problems: list[Problem]) -> Data:
        """The fields without what the schema refuses: an item, the end of a long text, or the value."""
        result = dict(placed)
        refused_items: dict[str, set[int]] = {}
        for pointer in (problem.pointer for problem in problems if problem.pointer):
            name = str(pointer[0])
            value = result.get(name)
            if len(pointer) > 1 and isinstance(pointer[1], int) and isinstance(value, list):
                refused_items.setdefault(name, set()).add(pointer[1])
            elif shorter := self._shortened(name, value):
                result[name] = shorter
            else:
                result.pop(name, None)
        for name, positions in refused_items.items():
            items = [item for position, item in enumerate(placed[name]) if position not in positions]
            result = result | {name: items} if items else {key: result[key] for key in result if key != name}
        return result

    def _shortened(self, name: str, value: Any) -> str | None:
        """A required text cut to its greatest length; None for anything that is not one too long."""
        longest = self._kind.schema["properties"].get(name, {}).get("maxLength")
        if name not in self._kind.required or not isinstance(value, str) or not isinstance(longest, int):
            return None
        return clip_title(value, longest) if len(value) > longest else None


def _rename(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return names.get(value, value)
    if not isinstance(value, list) or is_empty(value):
        return value
    renamed = [names.get(item, item) if isinstance(item, str) else item for item in value]
    return renamed if renamed == value else [item for i, item in enumerate(renamed) if item not in renamed[:i]]
