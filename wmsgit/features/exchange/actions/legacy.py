"""Import and export: the older system's files and documents against the workspace's records."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from wmsgit.errors import GitError
from wmsgit.features.exchange.merging import merge_row
from wmsgit.features.exchange.reading import Import, ReadingTerms, read_directory, read_document, read_legacy
from wmsgit.features.exchange.references import repositories_named
from wmsgit.features.exchange.report import ImportReport
from wmsgit.features.exchange.rows import ImportedRecord
from wmsgit.features.exchange.writing import dump_legacy, export_document, write_legacy
from wmsgit.features.records.actions.write import arrange, defaults
from wmsgit.model.identity import id_of_path
from wmsgit.model.record import Record
from wmsgit.store.files import write_atomically
from wmsgit.store.layout import scan
from wmsgit.workspace.members import KIND as REPO
from wmsgit.workspace.place import Place
from wmsgit.workspace.settings import workspace_name
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ImportTerms:
    """On what terms rows are taken.

    Attributes:
        zone: the zone of times that do not say theirs.
        map_repos: the old name of a repository → its new name.
        create_repos: whether repositories without a record get one.
        merge: leave records that exist as they are.
    """

    zone: tzinfo = UTC
    map_repos: Mapping[str, str] = field(default_factory=dict)
    create_repos: bool = False
    merge: bool = False


def import_json(
    workspace: Workspace,
    source: Path,
    *,
    terms: ImportTerms = ImportTerms(),
    how: WriteOptions = AS_USUAL,
) -> tuple[WriteResult, ImportReport]:
    """Take in the older system's files from a directory, or one of them, in one commit.

    Raises:
        NotFoundError: when there is none of the files.
        InvalidError: when one of them is not JSON, or of no known shape.
    """
    full = _terms(workspace, terms)
    found = read_legacy(read_directory(source), full)
    found = _with_repositories(found, full) if terms.create_repos else found
    outcome = perform(
        workspace, "import json", how, lambda transaction: _take(workspace, transaction, found.records, terms)
    )
    return outcome, found.report


def import_sqlite(
    workspace: Workspace,
    source: Path,
    *,
    terms: ImportTerms = ImportTerms(),
    how: WriteOptions = AS_USUAL,
) -> tuple[WriteResult, ImportReport]:
    """Take in the older system's SQLite database, which is only read, in one commit.

    Raises:
        NotFoundError, InvalidError, ConflictError: when there is none, it is no database, or it is locked.
    """
    from wmsgit.features.exchange.reading import read_tables
    from wmsgit.features.exchange.sqlite import read_database, tables_of

    full = _terms(workspace, terms)
    known, unknown = tables_of(read_database(source), full.kinds.values())
    found = read_tables(known, unknown, source.name, full)
    found = _with_repositories(found, full) if terms.create_repos else found
    outcome = perform(
        workspace, "import sqlite", how, lambda transaction: _take(workspace, transaction, found.records, terms)
    )
    return outcome, found.report


def import_document(
    transaction: Transaction, workspace: Workspace, data: Mapping[str, Any], *, merge: bool
) -> ImportReport:
    """Take in what `export_to_json` gave, within a transaction."""
    terms = ImportTerms(merge=merge)
    found = read_document(data, _terms(workspace, terms))
    _take(workspace, transaction, found.records, terms)
    return found.report


def export_json(workspace: Workspace, directory: Path) -> list[Path]:
    """Write the four files into a directory, which is made where it does not exist.

    Raises:
        GitError: when the file system refuses.
    """
    files = write_legacy(_records(workspace), _kinds(workspace))
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GitError(f"the folder cannot be made: {error.strerror}", where=str(directory)) from error
    for name, value in files.items():
        write_atomically(directory / name, dump_legacy(value))
    return [directory / name for name in files]


def export_rows(
    workspace: Workspace, exported_at: datetime, statistics: Mapping[str, Mapping[str, int]]
) -> dict[str, Any]:
    """The workspace as the older system's one document."""
    return export_document(
        _records(workspace),
        _kinds(workspace),
        workspace=workspace_name(workspace),
        exported_at=exported_at,
        statistics=statistics,
    )


def _records(workspace: Workspace) -> Iterable[Record]:
    index = workspace.index()
    return [record for kind in workspace.registry.kinds() for record in index.documents(kind)]


def _kinds(workspace: Workspace) -> dict[str, Any]:
    return {kind.name: kind for kind in workspace.registry.kinds()}


def _terms(workspace: Workspace, terms: ImportTerms) -> ReadingTerms:
    kinds = _kinds(workspace)
    known = {
        name: [id_of_path(path) for path in scan(workspace.root, kind.folder).files] for name, kind in kinds.items()
    }
    return ReadingTerms(kinds, terms.zone, terms.map_repos, known, workspace.now())


def _with_repositories(found: Import, terms: ReadingTerms) -> Import:
    """The import with a record for each repository that is named and has none."""
    known = set(terms.known[REPO])
    names = [name for name in repositories_named(found.records, terms.kinds) if name not in known]
    made = tuple(ImportedRecord(REPO, name, {"path": f"../{name}"}) for name in names)
    kept = tuple(item for item in found.report.dangling if item.kind != REPO or item.target not in names)
    counts = {**found.report.counts, **({REPO: len(made)} if made else {})}
    return Import((*found.records, *made), replace(found.report, dangling=kept, counts=counts))


def _take(
    workspace: Workspace, transaction: Transaction, records: Iterable[ImportedRecord], terms: ImportTerms
) -> None:
    for imported in records:
        kind = workspace.kind(imported.kind)
        path = transaction.known(imported.id)
        if not path:
            data = merge_row(None, imported)
            transaction.add(kind, imported.id, arrange(kind, data | defaults(workspace, kind, data)))
        elif not terms.merge:
            place = Place(kind.name, imported.id, path)
            transaction.put(place, merge_row(transaction.data(place), imported))
