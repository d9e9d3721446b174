"""Import: the older system's files, or an exported document, as records and a report. Nothing is written."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Any

from wmsgit.errors import GitError, InvalidError, NotFoundError
from wmsgit.features.exchange.layout import DERIVED, IMPORTED, METADATA, SOURCES, Source, source_of_file, source_of_key
from wmsgit.features.exchange.moments import is_naive
from wmsgit.features.exchange.order import with_places
from wmsgit.features.exchange.parsing import parse_json
from wmsgit.features.exchange.paths import with_paths
from wmsgit.features.exchange.references import dangling_references
from wmsgit.features.exchange.report import ImportReport, Note, Placed, RefusedRow
from wmsgit.features.exchange.rows import ImportedRecord, RowConverter
from wmsgit.features.exchange.source_files import read_bounded
from wmsgit.features.exchange.values import same, shown
from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind

DOCUMENT = "the data"
"""What a document that is no file is called in messages."""


@dataclass(frozen=True, slots=True)
class Import:
    """What an import would bring: the records, tasks first, and what there is to say about them."""

    records: tuple[ImportedRecord, ...]
    report: ImportReport


@dataclass(frozen=True)
class ReadingTerms:
    """On what terms rows are taken.

    Attributes:
        kinds: name → kind, of the workspace.
        zone: the zone of moments that do not say theirs.
        repositories: the old name of a repository → its new name.
        known: kind → the ids that the workspace has.
        now: what stands in for a required moment where a row has none at all.
        paths: the beginning of absolute paths → what takes its place.
    """

    kinds: Mapping[str, Kind]
    zone: tzinfo = UTC
    repositories: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, Collection[str]] = field(default_factory=dict)
    now: datetime | None = None
    paths: Mapping[str, str] = field(default_factory=dict)


def read_directory(path: Path) -> dict[str, bytes]:
    """The older system's files in a directory, or the one file that `path` names: name → content.

    Raises:
        NotFoundError: when there is no such path, or none of the four files is in it.
        GitError: when the file system refuses.
        InvalidError: when a file is larger than is read.
    """
    names = [source.file for source in SOURCES]
    try:
        if path.is_file():
            return {path.name: read_bounded(path)}
        result = {name: read_bounded(path / name) for name in names if (path / name).is_file()}
    except OSError as error:
        raise GitError(f"cannot be read: {error.strerror}", where=str(error.filename or path)) from error
    if not result:
        raise NotFoundError(
            "none of the older system's files is here", where=str(path), hint=f"looked for {', '.join(names)}"
        )
    return result


def read_legacy(files: Mapping[str, bytes], terms: ReadingTerms) -> Import:
    """The records in the older system's files.

    Args:
        files: name → content; any of the four files, in either shape, and files with an exported document.
        terms: on what terms rows are taken.

    Raises:
        InvalidError: when a file is not JSON, or of no known shape; its place is in `where`.
    """
    return _collect(
        [table for name, content in files.items() for table in _tables(name, parse_json(content, name))],
        terms,
    )


def read_document(document: Mapping[str, Any], terms: ReadingTerms) -> Import:
    """The records in a document such as `export_to_json()` gives: `tasks`, `sessions`, `issues`, `decisions`.

    Raises:
        InvalidError: when it holds what JSON cannot, or is of no known shape.
    """
    try:
        text = json.dumps(document, allow_nan=False, default=_plain)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidError(f"cannot be JSON: {error}", where=DOCUMENT) from error
    return read_legacy({DOCUMENT: text.encode()}, terms)


def read_tables(
    result: Iterable[tuple[str, Source, list[Data]]], unknown: Mapping[str, int], file: str, terms: ReadingTerms
) -> Import:
    """The records in tables of a database, as `exchange.sqlite` reads them.

    Args:
        result: table's name, what its rows become, and the rows.
        unknown: table → rows, for the tables that nobody knows; they are refused by name.
        file: the database's name, for the report.
        terms: on what terms rows are taken.
    """
    collection = _Collection(terms)
    for name, source, rows in result:
        collection.add(_Table(file, name, source, list(rows)))
    for name, count in unknown.items():
        collection.refuse(file, name, f"nobody knows this table; it has {count:,} rows")
    return collection.result()


@dataclass(frozen=True, slots=True)
class _Table:
    """One list of rows and where it stands; or, without a source, a value that no record can hold."""

    file: str
    key: str
    source: Source | None
    rows: list[Any]

    def place(self, index: int) -> str:
        return f"{self.key}[{index}]"

    @property
    def rank(self) -> tuple[int, bool]:
        """Tables of one kind together, the kind's own file first: it knows more than summaries elsewhere."""
        return (SOURCES.index(self.source) if self.source else len(SOURCES), self._is_elsewhere)

    @property
    def _is_elsewhere(self) -> bool:
        return self.source is not None and self.file != self.source.file


def _tables(name: str, value: Any) -> Iterator[_Table]:
    own = source_of_file(name)
    if isinstance(value, list) and own:
        yield _Table(name, "", own, value)
    elif isinstance(value, dict) and any(source_of_key(key) for key in value):
        yield from (_table(name, key, part) for key, part in value.items() if key not in DERIVED)
    else:
        keys = ", ".join(key for source in SOURCES for key in source.keys)
        raise InvalidError("not a list of rows, nor an object with one", where=name, hint=f"known keys: {keys}")


def _table(name: str, key: str, value: Any) -> _Table:
    source = source_of_key(key)
    if source and value is not None and not isinstance(value, list):
        raise InvalidError(f"{key} is not a list", where=name)
    return _Table(name, key, source, value or [] if source else [value])


def _collect(tables: list[_Table], terms: ReadingTerms) -> Import:
    collection = _Collection(terms)
    for table in sorted(tables, key=lambda table: table.rank):
        collection.add(table)
    result = collection.result()
    return Import(tuple(with_places(result.records)), result.report)


class _Collection:
    """Gathers the rows of all tables, and what there is to say."""

    def __init__(self, terms: ReadingTerms) -> None:
        self._terms = terms
        self._records: dict[str, ImportedRecord] = {}
        self._placed: list[Placed] = []
        self._refused: list[RefusedRow] = []
        self._notes: list[Note] = []
        self._elsewhere = {key.lower(): (kind, key) for kind, ids in terms.known.items() for key in ids}

    def add(self, table: _Table) -> None:
        if table.source is None:
            reason = f"{shown(table.rows[0])} belongs to no row"
            self._refused.append(RefusedRow(table.file, table.key, "", reason))
            return
        kind = self._terms.kinds.get(table.source.kind)
        if kind is None:
            reason = f"the workspace has no kind {table.source.kind}"
            self._refused += [RefusedRow(table.file, table.place(i), "", reason) for i in range(len(table.rows))]
            return
        terms = self._terms
        converter = RowConverter(kind, table.source.layout, terms.zone, terms.repositories, terms.now)
        for index, row in enumerate(table.rows):
            self._add_row(table, index, row, converter)

    def refuse(self, file: str, place: str, reason: str) -> None:
        """Note that something is not taken."""
        self._refused.append(RefusedRow(file, place, "", reason))

    def _add_row(self, table: _Table, index: int, row: Any, converter: RowConverter) -> None:
        try:
            row = with_paths(row, self._terms.paths) if self._terms.paths else row
            record = converter.read(row)
            if self._is_new(record):
                self._records[record.id.lower()] = record
                self._note(table.file, row, record, converter)
        except InvalidError as error:
            self._refused.append(RefusedRow(table.file, table.place(index), _id_of(row, converter), error.message))

    def _is_new(self, record: ImportedRecord) -> bool:
        """Whether the record is the first with its id; one that says nothing else is passed over.

        Raises:
            InvalidError: when another record has its id, or one that differs by case.
        """
        first = self._records.get(record.id.lower())
        if first is None:
            kind, name = self._elsewhere.get(record.id.lower(), (record.kind, record.id))
            if (kind, name) != (record.kind, record.id):
                raise InvalidError(
                    f"the workspace has the {kind} {name}, and ids are unique over all kinds, ignoring case"
                )
            return True
        if (first.kind, first.id) == (record.kind, record.id) and _adds_nothing(record, first):
            return False
        raise InvalidError(f"the import has another {first.kind} {first.id} before it")

    def _note(self, file: str, row: Data, record: ImportedRecord, converter: RowConverter) -> None:
        originals = _originals(row, record)
        self._placed += [Placed(file, record.id, key) for key in originals]
        names = {key: converter.layout.field_of(key) for key in originals}
        for key, name in names.items():
            if name in record.data and name != METADATA:
                became = f"{shown(originals[key])} became {shown(record.data[name])}"
                self._notes.append(Note(file, record.id, key, became))
        for name in sorted(record.filled - set(names.values())):
            value = "made from its text" if name in converter.layout.made else shown(record.data[name])
            self._notes.append(Note(file, record.id, f"had no {name}, it is {value}"))
        if any(name in record.data and _is_naive_text(row.get(key)) for name, key in converter.moments):
            self._notes.append(Note(file, record.id, f"times without a zone are taken to be in {self._terms.zone}"))

    def result(self) -> Import:
        records = tuple(self._records.values())
        counts: dict[str, int] = {}
        for record in records:
            counts[record.kind] = counts.get(record.kind, 0) + 1
        dangling = dangling_references(records, self._terms.kinds, self._terms.known)
        report = ImportReport(counts, tuple(self._placed), tuple(self._refused), dangling, tuple(self._notes))
        return Import(records, report)


def _originals(row: Data, record: ImportedRecord) -> Data:
    """The values of the row that went to `metadata.imported`, those apart that stood there already."""
    kept = record.data.get(METADATA, {}).get(IMPORTED, {})
    return {key: value for key, value in kept.items() if key in row}


def _is_naive_text(value: Any) -> bool:
    return isinstance(value, str) and is_naive(value)


def _adds_nothing(record: ImportedRecord, first: ImportedRecord) -> bool:
    """Whether every value of a second row with an id stands in the first."""
    return all(name in record.filled or same(value, first.data.get(name)) for name, value in record.data.items())


def _id_of(row: Any, converter: RowConverter) -> str:
    if not isinstance(row, dict):
        return ""
    key = converter.layout.key_of("id")
    value = row.get(key, row.get("id"))
    return str(value) if isinstance(value, str | int) else ""


def _plain(value: Any) -> Any:
    """A Python value that JSON does not know: moments and days as text, sets and the like as lists."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return list(value)
    raise TypeError(f"a {type(value).__name__} is no JSON value")
