"""Taking: what a source says becomes records, by the three-way import that every importer uses."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from wmsgit.errors import InvalidError
from wmsgit.features.exchange.base import base_in, with_base
from wmsgit.features.exchange.report import KeptValue
from wmsgit.features.exchange.rows import ImportedRecord
from wmsgit.features.exchange.three_way import KEEP_OURS, Preference, first_base, merge_import
from wmsgit.features.records.actions.write import arrange, defaults
from wmsgit.model.identity import id_of_path
from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.transaction import Transaction

REMOVED = "the record was removed here"


@dataclass(frozen=True, slots=True)
class TakingTerms:
    """How records of a source are taken.

    Attributes:
        source: what the source is called in `metadata.import_base`: `json`, `sqlite`, `components`.
        preference: what becomes of differences.
        leave_existing: whether records that exist stay as they are.
    """

    source: str
    preference: Preference = KEEP_OURS
    leave_existing: bool = False


@dataclass
class Taking:
    """Takes the records of one source into a transaction.

    Attributes:
        transaction: where they go.
        workspace: what is there.
        terms: how.
        known: finds the id here of a record that has no base yet, empty for one that gets an id of its kind's form;
            every record keeps its own when None.
        taken: kind → how many records were added, or got a value of the source that they did not have.
    """

    transaction: Transaction
    workspace: Workspace
    terms: TakingTerms
    known: Callable[[ImportedRecord], str] | None = None
    taken: Counter[str] = field(default_factory=Counter)
    _required_names: dict[str, frozenset[str]] = field(default_factory=dict)

    def take(self, records: Iterable[ImportedRecord]) -> tuple[KeptValue, ...]:
        """Take them all; what was not taken is what comes back."""
        return tuple(difference for record in records for difference in self._take(record))

    def _take(self, imported: ImportedRecord) -> Iterator[KeptValue]:
        kind = self.workspace.kind(imported.kind)
        source_id = imported.source_id or imported.id
        here = self._by_source.get((kind.name, source_id)) or (self.known(imported) if self.known else imported.id)
        path = self.transaction.known(here) if here else ""
        if path:
            if not self.terms.leave_existing:
                yield from self._merge(kind, Place(kind.name, id_of_path(path), path), imported)
        elif not self.terms.preference.theirs and self._was_removed(kind.name, imported, source_id):
            yield KeptValue(imported.id, "id", None, source_id, REMOVED)
        else:
            self._add(kind, imported)

    def _add(self, kind: Kind, imported: ImportedRecord) -> None:
        data = imported.data
        if not self._required(kind) <= data.keys():
            data = data | self._defaults(kind, data)
        if imported.stated:  # what was made for want of a row says nothing of a source
            data = with_base(data, self.terms.source, first_base(imported))
        whole = arrange(kind, data)
        record_id = (self.known(imported) if self.known else imported.id) or self.transaction.new_id(kind, whole)
        self.transaction.add(kind, record_id, whole)
        self.taken[kind.name] += 1

    def _required(self, kind: Kind) -> frozenset[str]:
        if kind.name not in self._required_names:
            self._required_names[kind.name] = frozenset(kind.required)
        return self._required_names[kind.name]

    def _defaults(self, kind: Kind, data: Data) -> Data:
        """Defaults are for new records; an imported one gets those alone without which it would be none."""
        required = self._required(kind)
        return {name: value for name, value in defaults(self.workspace, kind, data).items() if name in required}

    def _merge(self, kind: Kind, place: Place, imported: ImportedRecord) -> Iterator[KeptValue]:
        ours = self.transaction.data(place)
        base = base_in(ours, self.terms.source)
        merged = merge_import(kind, ours, imported, base, self.terms.preference)
        data = merged.data
        self.taken[kind.name] += data != ours
        if merged.base is not None and merged.base != base:
            data = with_base(data, self.terms.source, merged.base)
        self.transaction.put(place, data if data is ours else arrange(kind, data))
        yield from merged.differences

    @cached_property
    def _by_source(self) -> Mapping[tuple[str, str], str]:
        return ids_by_source(self.workspace, self.terms.source)

    def _was_removed(self, kind: str, imported: ImportedRecord, source_id: str) -> bool:
        is_made = source_id != imported.id and self.known is None  # what had the same made id was another record
        return (kind, source_id) in self._removed or (not is_made and (kind, imported.id) in self._removed)

    @cached_property
    def _removed(self) -> frozenset[tuple[str, str]]:
        """Kind and id of the records that HEAD's history has removed; their ids here, and those of this source."""
        from wmsgit.vcs.history.removals import removed_files

        if self.workspace.dirs is None:
            return frozenset()
        files = removed_files(self.workspace.root, "records")
        kinds = {path: kind for path in files if (kind := self.workspace.registry.at(path))}
        own = {(kind.name, id_of_path(path)) for path, kind in kinds.items()}
        return frozenset(own | set(self._removed_bases({files[path]: kind for path, kind in kinds.items()})))

    def _removed_bases(self, blobs: Mapping[str, Kind]) -> Iterator[tuple[str, str]]:
        """Kind and the source's id, of the records in these blobs that this source was taken into."""
        from wmsgit.store.document import read_data
        from wmsgit.vcs.objects.blobs import read_blobs

        for blob, text in read_blobs(self.workspace.root, blobs):
            with suppress(InvalidError):
                base = base_in(read_data(text, blobs[blob].shape), self.terms.source)
                if base is not None:
                    yield blobs[blob].name, base.id


def ids_by_source(workspace: Workspace, source: str) -> Mapping[tuple[str, str], str]:
    """Kind and the source's id → the id here, of the records that this source was taken into."""
    index = workspace.index()
    named = {}
    for kind in workspace.registry.kinds():
        for record in index.documents(kind):
            base = base_in(record.data, source)
            if base is not None:
                named[kind.name, base.id] = record.id
    return named
