"""The way between a row of the older files and the fields of an object, in both directions.

What keeps the two directions together is one rule: after a row was placed, it is put back, and every value that does
not come back as it was is kept under `metadata.imported`. An export puts such an original back only where
importing the result would give the very object that stands here, so that an original never hides a later
change.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from wmsgit.features.exchange.coercion import coerce, restore
from wmsgit.features.exchange.layout import IMPORT_BASE, IMPORTED, METADATA, RowLayout
from wmsgit.features.exchange.titles import first_sentence
from wmsgit.features.exchange.values import is_empty, same
from wmsgit.model.record import Data
from wmsgit.schema.field import Field

_OURS = frozenset({IMPORTED, IMPORT_BASE})
Settle = Callable[[Data, Data], Data]
"""Completes placed fields, knowing the row's values: fills in what is missing, drops what is refused."""


@dataclass(frozen=True, slots=True)
class RowMapping:
    """How rows of one layout become objects with these fields.

    Attributes:
        fields: name → field, in the canonical order.
        layout: the older files' keys.
        zone: the zone of moments that do not say theirs.
        says_zone: whether a row that is put back says its moments' zone, for rows of another zone stand beside it.
    """

    fields: Mapping[str, Field]
    layout: RowLayout
    zone: tzinfo
    says_zone: bool = False

    def values_of(self, row: Mapping[str, Any]) -> Data:
        """What a row says: its values that are not empty, under the newer names of their keys."""
        older = {key: newer for key, newer in self.layout.older.items() if not is_empty(row.get(key))}
        result = {key: value for key, value in row.items() if key not in older and not is_empty(value)}
        for key, newer in older.items():
            self._take_over(result, key, newer, row[key])
        return result

    def place(self, stated: Data, settle: Settle | None = None) -> Data:
        """The object that a row's values become; what has no place in it is under `metadata.imported`."""
        placed = self._fields(stated)
        placed = settle(placed, stated) if settle else placed
        metadata = self._metadata(stated, self._originals(stated, placed))
        if metadata and METADATA in self.fields:
            placed[METADATA] = metadata
        return {name: placed[name] for name in self.fields if name in placed}

    def restore(self, data: Data, place: Callable[[Data], Data | None]) -> Data:
        """The row that gives `data` when `place` takes it: every key of the layout, then what is more.

        `place` makes the object of a row's values, None of a row that it refuses.
        """
        base = self._plain(data)
        originals = _imported(data)
        candidates = [originals, *({key: originals[key]} for key in originals)] if originals else []
        kept: Data = {}
        for candidate in candidates:
            attempt = self._assembled(base, kept | candidate, originals)
            if same(place(self.values_of(attempt)), data):
                kept |= candidate
            if len(kept) == len(originals):
                break
        return self._assembled(base, kept, originals)

    def _take_over(self, stated: Data, key: str, newer: str, value: Any) -> None:
        """Give an older key's value to the newer key, unless that has another or there is no such field."""
        field = self.fields.get(self.layout.field_of(newer))
        present = stated.get(newer)
        if field is None:
            stated[key] = value
        elif is_empty(present):
            stated[newer] = [value] if field.is_list and isinstance(value, str) else value
        elif not (same(present, value) or (isinstance(present, list) and value in present)):
            stated[key] = value

    def _fields(self, stated: Data) -> Data:
        placed: Data = {}
        layout, fields = self.layout, self.fields
        for key, value in stated.items():
            name = layout.field_of(key)
            field = fields.get(name)
            if field is None or name == METADATA or key in layout.items or layout.key_of(name) != key:
                continue
            if not is_empty(held := coerce(value, field, self.zone)):
                placed[name] = held
        for key in layout.items.keys() & stated.keys():
            if items := self._place_items(stated[key], key, placed):
                placed[layout.field_of(key)] = items
        return placed

    def _originals(self, stated: Data, placed: Data) -> Data:
        """The values that neither come back from the object as they were nor stand in it as they were."""
        stays = {self.layout.key_of(name): value for name, value in placed.items() if name not in self.layout.made}
        return {
            key: value
            for key, value in stated.items()
            if key != METADATA and not same(value, stays.get(key)) and not same(value, self._back(key, placed))
        }

    def _back(self, key: str, data: Data) -> Any:
        """What one key of the row has, of an object without originals; None where the row has no such key."""
        name = self.layout.field_of(key)
        if key in self.layout.keys:
            return self._value(key, data)
        is_there = name in data and self.layout.key_of(name) == key and not self._is_made(name, data)
        return self._value(key, data) if is_there else None

    def _metadata(self, stated: Data, originals: Data) -> Data:
        """The row's own metadata, its originals beside those that an export left under `imported`."""
        own = stated.get(METADATA, {})
        earlier = own.get(IMPORTED) or {} if isinstance(own, dict) else None
        rest = {key: value for key, value in own.items() if key not in _OURS} if isinstance(own, dict) else {}
        if not isinstance(earlier, dict) or earlier.keys() & originals.keys() or IMPORT_BASE in own:
            earlier = {METADATA: own}
        kept = earlier | originals
        return rest | ({IMPORTED: kept} if kept else {})

    def _plain(self, data: Data) -> Data:
        """The row without its originals: every key of the layout, then the fields that older rows lack."""
        row = {key: self._back(key, data) for key in self.layout.keys}
        for key in map(self.layout.key_of, data):
            value = self._back(key, data)
            if key not in row and not is_empty(value):
                row[key] = value
        return row

    def _value(self, key: str, data: Data) -> Any:
        name = self.layout.field_of(key)
        field, value = self.fields.get(name), data.get(name)
        if name == METADATA:
            imported = _imported(data)
            return {part: item for part, item in (value or {}).items() if not (imported and part == IMPORTED)}
        if is_empty(value):
            return None if field is None else [] if field.is_list else {} if field.is_object else None
        if key in self.layout.items and isinstance(value, list):
            return [self._restore_item(item, key, data) for item in value]
        return value if field is None or self.says_zone else restore(value, field, self.zone)

    def _is_made(self, name: str, data: Data) -> bool:
        source = data.get(self.layout.made.get(name, ""))
        return isinstance(source, str) and data[name] == first_sentence(source)

    def _assembled(self, base: Data, kept: Data, originals: Data) -> Data:
        """The row with the originals that go back in their places; the others stay where they are."""
        left = {key: value for key, value in originals.items() if key not in kept}
        row = base | kept
        if left and METADATA not in kept:
            row[METADATA] = base.get(METADATA, {}) | {IMPORTED: left}
        return row

    def _place_items(self, value: Any, key: str, around: Data) -> list[Data]:
        rows = value if isinstance(value, list) else [value]
        return [self._place_item(row, key, around) for row in rows if isinstance(row, dict)]

    def _place_item(self, row: Data, key: str, around: Data) -> Data:
        """One item; what it lacks and the object around it has is taken from there, and kept apart from its own."""
        inner = self._inner(key)
        values = inner.values_of(row)
        lacking = [part for part in inner.layout.inherits if part not in values]
        item = inner.place(values | dict.fromkeys(lacking, ""))
        given = {part: around.get(name) for part, name in inner.layout.inherits.items() if part not in item}
        item |= {part: value for part, value in given.items() if not is_empty(value)}
        return {name: item[name] for name in inner.fields if name in item}

    def _restore_item(self, item: Any, key: str, around: Data) -> Any:
        if not isinstance(item, dict):
            return item
        inner = self._inner(key)
        row = inner.restore(item, lambda values: self._place_item(values, key, around))
        return {part: value for part, value in row.items() if not (part in inner.layout.inherits and value == "")}

    def _inner(self, key: str) -> "RowMapping":
        fields = self.fields[self.layout.field_of(key)].properties
        return RowMapping(fields, self.layout.items[key], self.zone, self.says_zone)


def _imported(data: Data) -> Data:
    """The originals that an import kept in an object."""
    metadata = data.get(METADATA)
    imported = metadata.get(IMPORTED) if isinstance(metadata, dict) else None
    return imported if isinstance(imported, dict) else {}
