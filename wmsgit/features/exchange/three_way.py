"""Three-way import: what the source changed since it was taken last comes in, what was changed here stays.

The third side is a record's `ImportBase`. Where both sides changed a value, ours is kept and the difference listed; so
is what a file older than the last import would roll back, and what differs in a record that has no base.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from wmsgit.features.exchange.base import ImportBase, Path, digest, digests_of, name_of, values_in
from wmsgit.features.exchange.item_merge import merge_items
from wmsgit.features.exchange.layout import IMPORTED, METADATA, SOURCE
from wmsgit.features.exchange.moments import to_utc
from wmsgit.features.exchange.report import KeptValue
from wmsgit.features.exchange.rows import ImportedRecord
from wmsgit.features.exchange.values import is_empty
from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind
from wmsgit.schema.merge_rule import merge_rules

BOTH = "both changed it"
UNKNOWN = "nothing says which of the two is newer"
OLDER = "the source is older than what was imported last"
_CHANGE_TIMES = ("updated", "updated_at", "last_seen")


@dataclass(frozen=True, slots=True)
class Preference:
    """What becomes of a difference that the base does not settle.

    Attributes:
        theirs: the source's value is taken.
        adopt: ours is kept for good: what the source says now is the base from then on.
    """

    theirs: bool = False
    adopt: bool = False


KEEP_OURS = Preference()
"""Ours is kept, and every difference listed again until somebody decides."""


@dataclass(frozen=True)
class ImportResult:
    """What a record becomes.

    Attributes:
        data: its fields, without the new base.
        base: the new base; None where the record has none, and gets none.
        differences: what was not taken.
    """

    data: Data
    base: ImportBase | None
    differences: tuple[KeptValue, ...]


def merge_import(
    kind: Kind, ours: Data, imported: ImportedRecord, base: ImportBase | None, preference: Preference
) -> ImportResult:
    """A record's fields after a row is imported over it; nothing that only wmsgit has is removed.

    Args:
        kind: the record's kind.
        ours: its fields.
        imported: what the source says.
        base: what it said last; None where nobody knows.
        preference: what becomes of differences.
    """
    merge = _RecordMerge(kind, ours, imported, base, preference)
    for path in merge.paths():
        merge.settle(path)
    return merge.result()


def first_base(imported: ImportedRecord) -> ImportBase:
    """The base of a record that an import has just made."""
    values = {name_of(path): value for path, value in values_in(imported.data).items()}
    fields = {name: digest(value) for name, value in values.items()}
    items = {name: digests_of(value) for name, value in values.items() if isinstance(value, list)}
    return ImportBase(imported.source_id or imported.id, fields, items, imported.zone, imported.after)


@dataclass
class _RecordMerge:
    kind: Kind
    ours: Data
    imported: ImportedRecord
    base: ImportBase | None
    preference: Preference
    changed: dict[Path, Any] = field(default_factory=dict)
    differences: list[KeptValue] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.held = values_in(self.ours)
        self.source = values_in(self.imported.data)
        old = self.base or ImportBase(self.imported.source_id or self.imported.id)
        self.fields, self.items = dict(old.fields), dict(old.items)
        self._is_older = _is_older(self.held, self.source)

    def paths(self) -> list[Path]:
        """The values that the source speaks of, with those that it had and has no longer."""
        known = {name_of(path): path for path in self.held}
        gone = [known[name] for name in self.fields if name in known and self._is_gone(known[name])]
        cleared = [path for path in self.held if self._is_cleared(path)] if self.base else []
        return list(dict.fromkeys([*self.source, *gone, *cleared]))

    def settle(self, path: Path) -> None:
        """Decide on one value."""
        name, ours, theirs = name_of(path), self.held.get(path), self.source.get(path)
        if path[0] in self.imported.filled and not is_empty(ours):
            return
        mine, new, last = digest(ours), digest(theirs), self.fields.get(name, "")
        if mine == new:
            self._remember(name, theirs)
        elif self.base is not None and new == last:
            return
        elif self.base is not None and mine == last:
            self._follow(path, theirs)
        elif _are_lists(ours, theirs) and (self.base or self.preference.theirs):
            self._merge_items(path, ours or [], theirs or [])
        else:
            self._keep(path, theirs, UNKNOWN if self.base is None else BOTH)

    def result(self) -> ImportResult:
        old = self.base
        if old is None and not self.preference.adopt:
            return ImportResult(_changed(self.ours, self.changed), None, tuple(self.differences))
        base = ImportBase(
            self.imported.source_id or self.imported.id, self.fields, self.items, self.imported.zone,
            old.after if old else self.imported.after,
        )  # fmt: skip
        return ImportResult(_changed(self.ours, self.changed), base, tuple(self.differences))

    def _follow(self, path: Path, theirs: Any) -> None:
        """Take what only the source changed, unless that would roll back."""
        if not self.preference.theirs and (self._is_older or self._reopens(path, theirs)):
            self._keep(path, theirs, OLDER)
        elif not (is_empty(theirs) and self._is_required(path)):
            self.changed[path] = theirs
            self._remember(name_of(path), theirs)

    def _keep(self, path: Path, theirs: Any, why: str) -> None:
        """Keep ours and say so; the base stays, so that it is said again until somebody decides."""
        if self.preference.theirs and not (is_empty(theirs) and (self.base is None or self._is_required(path))):
            self.changed[path] = theirs
            self._remember(name_of(path), theirs)
            return
        if self.preference.adopt:
            self._remember(name_of(path), theirs)
        if path[-1] not in _CHANGE_TIMES and path != (METADATA, SOURCE):
            self.differences.append(KeptValue(self.imported.id, name_of(path), self.held.get(path), theirs, why))

    def _merge_items(self, path: Path, ours: list[Any], theirs: list[Any]) -> None:
        name = name_of(path)
        key = merge_rules(self.kind.schema)[path[0]].key if len(path) == 1 else ()
        merged = merge_items(ours, theirs, self.items.get(name, ()), key, theirs_wins=self.preference.theirs)
        if self._is_older and not self.preference.theirs:
            self._keep(path, theirs, OLDER)
            return
        if digest(merged.items) != digest(ours):
            self.changed[path] = merged.items
        if not merged.conflicts or self.preference.adopt:
            self._remember(name, theirs)
        else:
            left_out = set(map(digest, merged.conflicts))
            self.items[name] = tuple(item for item in digests_of(theirs) if item not in left_out)
        for item in merged.conflicts:
            self.differences.append(KeptValue(self.imported.id, name, None, item, BOTH))

    def _remember(self, name: str, theirs: Any) -> None:
        self.fields.pop(name, None)
        self.items.pop(name, None)
        if not is_empty(theirs):
            self.fields[name] = digest(theirs)
        if isinstance(theirs, list) and theirs:
            self.items[name] = digests_of(theirs)

    def _is_gone(self, path: Path) -> bool:
        """Whether the source names the object that held a value, and no longer the value."""
        return len(path) > 1 and path not in self.source and self._speaks_of(path)

    def _is_cleared(self, path: Path) -> bool:
        """Whether the source names a value, and says that there is none."""
        imported = self.imported
        return path not in self.source and len(path) == 1 and path[0] in imported.cleared - imported.filled

    def _speaks_of(self, path: Path) -> bool:
        stated = self.imported.stated
        return path[-1] in stated if path[:2] == (METADATA, IMPORTED) else path[0] in stated

    def _is_required(self, path: Path) -> bool:
        return len(path) == 1 and path[0] in self.kind.required

    def _reopens(self, path: Path, theirs: Any) -> bool:
        """Whether a record that was closed would be open again, and nothing says that the source is newer."""
        closed: Collection[str] = self.kind.closed
        if _newer(self.held, self.source) is not None or self.ours.get(self.kind.status) not in closed:
            return False
        status = self.source.get((self.kind.status,))
        opens = status is not None and status not in closed
        return opens and (path == (self.kind.status,) or is_empty(theirs))


def _are_lists(ours: Any, theirs: Any) -> bool:
    """Whether both are lists; one that is not there is an empty one."""
    values = [value for value in (ours, theirs) if value is not None]
    return bool(values) and all(isinstance(value, list) for value in values)


def _is_older(held: Mapping[Path, Any], source: Mapping[Path, Any]) -> bool:
    return _newer(held, source) is False


def _newer(held: Mapping[Path, Any], source: Mapping[Path, Any]) -> bool | None:
    """Whether the row was last changed no earlier than the one that came before; None where that is unknown."""
    for name in _CHANGE_TIMES:
        path = (METADATA, IMPORTED, name)
        before, after = (to_utc(str(values.get(path, "")), UTC) for values in (held, source))
        if before and after:
            return after >= before
    return None


def _changed(data: Data, changes: Mapping[Path, Any]) -> Data:
    """The data with these values set, or removed where they are empty; `data` itself is left as it is."""
    result = data
    for path, value in changes.items():
        result = _with(result, path, value)
    return result


def _with(data: Data, path: Sequence[str], value: Any) -> Data:
    name, rest = path[0], path[1:]
    if rest:
        inner = data.get(name)
        value = _with(inner if isinstance(inner, dict) else {}, rest, value)
    if is_empty(value):
        return {key: part for key, part in data.items() if key != name}
    return {**data, name: value}
