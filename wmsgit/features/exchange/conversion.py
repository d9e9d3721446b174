"""Conversion: another tool's records as the records that an import takes, and what there is to say about them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.features.exchange.circles import Present, without_circles
from wmsgit.features.exchange.coercion import coerce
from wmsgit.features.exchange.foreign import ForeignReading, ForeignRecord
from wmsgit.features.exchange.foreign_ids import IdMap, mapped, moved_names
from wmsgit.features.exchange.layout import ID, IMPORTED, METADATA, SOURCE, RowLayout
from wmsgit.features.exchange.reading import Import, ReadingTerms
from wmsgit.features.exchange.references import dangling_references
from wmsgit.features.exchange.report import ImportReport, Note, Placed, RefusedRow
from wmsgit.features.exchange.rows import ImportedRecord, RowConverter
from wmsgit.features.exchange.values import is_empty, shown
from wmsgit.model.record import Data
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind

_LAYOUT = RowLayout(keys=(ID,))


@dataclass
class _Converter:
    """Converts the records of one source, one by one.

    Attributes:
        source: what the source is called.
        ids: the ids here.
        terms: how rows are taken.
        known: the ids here of records that came before.
        ours: the ids of records that were here before the source had them: these come from nowhere else.
    """

    source: str
    ids: IdMap
    terms: ReadingTerms
    known: frozenset[str]
    ours: frozenset[str]
    _converters: dict[str, RowConverter] = field(default_factory=dict)

    def record(self, foreign: ForeignRecord) -> tuple[ImportedRecord, list[Placed], list[Note]]:
        """The record, what went to metadata, and what changed on the way.

        Raises:
            InvalidError: when it cannot be one.
        """
        kind = self.terms.kinds[foreign.kind]
        here = self.ids.of(foreign)
        fields = mapped(kind, foreign, self.ids)
        settled = foreign.settled if here in self.known else frozenset()
        fields = {name: self._spelled(value, kind.fields.get(name)) for name, value in fields.items()}
        fields = {name: value for name, value in fields.items() if name not in settled}
        metadata = {IMPORTED: dict(foreign.rest), SOURCE: {} if here in self.ours else self._source(foreign)}
        own = fields.pop(METADATA, None)
        row = {ID: here, **fields, METADATA: {**(own if isinstance(own, dict) else {}), **metadata}}
        row[METADATA] = {name: value for name, value in row[METADATA].items() if not is_empty(value)}
        record = self._converter(kind).read(row)
        stated = (record.stated | foreign.rest.keys()) - settled - ({METADATA} if here in self.ours else set())
        data = {name: value for name, value in record.data.items() if name not in settled & record.filled}
        kept = record.data.get(METADATA, {}).get(IMPORTED, {})
        placed = [Placed(self.source, here, key) for key in kept]
        notes = list(self._notes(foreign, fields, record, kept))
        return replace(record, data=data, stated=stated, source_id=foreign.id, zone=""), placed, notes

    def _converter(self, kind: Kind) -> RowConverter:
        """What makes records of a kind's rows, made once."""
        if kind.name not in self._converters:
            terms = self.terms
            self._converters[kind.name] = RowConverter(kind, _LAYOUT, terms.zone, terms.repositories, terms.now)
        return self._converters[kind.name]

    def _spelled(self, value: Any, field: Field | None) -> Any:
        """A value as the field spells it, where the words are the same and a moment is: nothing is lost by it."""
        if field is None or is_empty(value):
            return value
        held = coerce(value, field, self.terms.zone)
        is_word = isinstance(value, str) and isinstance(held, str) and value.casefold() == held.casefold()
        is_moment = field.format in {"date-time", "date-or-time"} and not is_empty(held)
        return held if is_word or is_moment else value

    def _source(self, foreign: ForeignRecord) -> Data:
        own = {"name": self.source, "id": foreign.id, "url": foreign.url, "version": foreign.version}
        return {name: value for name, value in own.items() if value}

    def _notes(
        self, foreign: ForeignRecord, fields: Mapping[str, Any], record: ImportedRecord, kept: Data
    ) -> Iterator[Note]:
        for name in sorted((kept.keys() & fields.keys()) - foreign.rest.keys()):
            if name in record.data:
                became = f"{shown(fields[name])} became {shown(record.data[name])}"
                yield Note(self.source, record.id, name, became)
        is_new = record.id not in self.known
        for name in sorted(record.filled - foreign.settled) if is_new else ():
            yield Note(self.source, record.id, f"had no {name}, it is {shown(record.data[name])}")


def convert(
    reading: ForeignReading,
    source: str,
    ids: IdMap,
    terms: ReadingTerms,
    known: frozenset[str],
    present: Present = lambda _kind, _field: {},
) -> Import:
    """What an import would bring of what a format read.

    Args:
        reading: what the format read.
        source: what the source is called in `metadata.import_base`.
        ids: the ids; every record gets its own here.
        terms: on what terms rows are taken.
        known: the ids of the records here that this source was taken into before.
        present: kind and field → what each record here refers to by it.
    """
    folders = {f"records/{kind.folder}": name for name, kind in terms.kinds.items()}
    here = {item.id: folders.get(_folder(ids.free.get(item.id)), item.kind) for item in reading.records if item.is_ours}
    known_kinds = {source_id: kind for kind, source_id in ids.known}
    foreign, refused = _usable(reading, terms.kinds, {**here, **known_kinds})
    ours = frozenset(item.id for item in foreign if item.is_ours and ids.free.get(item.id))
    earlier = {own_id: source_id for (_, source_id), own_id in ids.known.items()}
    foreign = [replace(item, id=earlier.get(item.id, item.id)) if item.id in ours else item for item in foreign]
    ids.assign(foreign)
    converter = _Converter(source, ids, terms, known, ours)
    records: list[ImportedRecord] = []
    placed: list[Placed] = []
    moved = [(item, own_id) for item, own_id in moved_names(foreign, ids) if own_id not in known]
    notes = [*reading.notes, *(Note(source, own_id, "the source's id", item.id) for item, own_id in moved)]
    for item in foreign:
        try:
            record, its_placed, its_notes = converter.record(item)
        except InvalidError as error:
            refused.append(RefusedRow(source, item.place or item.id, item.id, error.message))
            continue
        records.append(record)
        placed += its_placed
        notes += its_notes
    straight, cut = without_circles(records, terms.kinds, present)
    counts: dict[str, int] = {}
    for record in straight:
        counts[record.kind] = counts.get(record.kind, 0) + 1
    dangling = dangling_references(straight, terms.kinds, terms.known)
    all_notes = [*notes, *(replace(note, file=source) for note in cut)]
    return Import(tuple(straight), ImportReport(counts, tuple(placed), tuple(refused), dangling, tuple(all_notes)))


def _folder(path: str) -> str:
    """The folder of a kind's records in which a path lies, at whatever depth."""
    return "/".join(path.split("/")[:2])


def _usable(
    reading: ForeignReading, kinds: Mapping[str, Kind], known: Mapping[str, str]
) -> tuple[list[ForeignRecord], list[RefusedRow]]:
    """The records with a kind that is there and an id that stands once; the others are refused by name.

    What came before keeps its kind: `known` has the source's id → the kind.
    """
    refused = list(reading.refused)
    usable: dict[tuple[str, str], ForeignRecord] = {}
    for item in reading.records:
        record = replace(item, kind=known.get(item.id, item.kind))
        if record.kind not in kinds:
            reason = f"the workspace has no kind {record.kind}"
        elif (record.kind, record.id) in usable:
            reason = f"the source has another {record.kind} {record.id} before it"
        else:
            usable[record.kind, record.id] = record
            continue
        refused.append(RefusedRow(record.place or record.id, record.id, "", reason))
    return list(usable.values()), refused
