"""Import of the older system's database: records by the three-way import, and the archive of its histories."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from wmsgit.features.exchange.actions.landing import AS_IT_COMES, ImportTerms, land, reading_terms
from wmsgit.features.exchange.actions.scale_settings import ScaleImport, settings_know_domains
from wmsgit.features.exchange.archive import archived
from wmsgit.features.exchange.reading import Import, read_tables
from wmsgit.features.exchange.report import ImportReport, Note, RefusedRow
from wmsgit.features.exchange.scale import TABLE, users_of
from wmsgit.features.exchange.sqlite import read_database
from wmsgit.features.exchange.tables import archive_of, tables_of
from wmsgit.model.archive import path_of
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult
from wmsgit.workspace.writing.transaction import Transaction

_CONTEXTS = "work_contexts"
_USED = {"unregistered_files": ", and 'drift explain' tells of them under a rule of kind coverage"}
"""An archived table → what it is there for."""


def import_sqlite(
    workspace: Workspace,
    source: Path,
    *,
    terms: ImportTerms = AS_IT_COMES,
    how: WriteOptions = AS_USUAL,
) -> tuple[WriteResult, ImportReport]:
    """Take in the older system's SQLite database, which is only copied, in one commit.

    Raises:
        NotFoundError, InvalidError, ConflictError: when there is none, it is no database, or it is locked.
    """
    full = reading_terms(workspace, terms)
    database = read_database(source)
    known, unknown = tables_of(database, full.kinds.values())
    tables = read_tables(known, unknown, source.name, full)
    archive, orphans = archive_of(database)
    lagging = _without_domains(workspace, archive, source.name)
    notes = (*tables.report.notes, *_archive_notes(source.name, archive, orphans))
    refused = (*tables.report.refused, *lagging)
    report = replace(tables.report, notes=notes, refused=refused, active_context=_active_context(database))
    scale = ScaleImport(workspace, terms, users_of(database.get("bastard_reports", ())))

    def also(transaction: Transaction) -> None:
        scale.take(transaction, archive.get(TABLE, ()))
        for table, rows in archive.items():
            _extend(workspace, transaction, path_of(table), rows)

    outcome, result = land(workspace, "sqlite", Import(tables.records, report), full, terms, how, also)
    own = [Note(source.name, TABLE, "are the scale's tiers of a domain", name) for name in scale.taken]
    return outcome, replace(result, notes=(*result.notes, *own), differences=(*result.differences, *scale.differences))


def _without_domains(workspace: Workspace, archive: dict[str, list[Any]], file: str) -> list[RefusedRow]:
    """Leave the tiers of scale out where the workspace's settings cannot hold them, and say so."""
    if TABLE not in archive or settings_know_domains(workspace):
        return []
    del archive[TABLE]
    reason = "the settings' schema has no scale.domains: run 'wmsgit schema upgrade', then import again"
    return [RefusedRow(file, TABLE, "", reason)]


def _extend(workspace: Workspace, transaction: Transaction, path: str, rows: Sequence[Mapping[str, Any]]) -> None:
    file = workspace.root / path
    before = file.read_bytes() if file.is_file() else b""
    after = archived(before, rows)
    if after != before:
        transaction.put_file(path, after)


def _archive_notes(file: str, archive: Mapping[str, Sequence[Any]], orphans: Mapping[str, int]) -> list[Note]:
    kept = [
        Note(
            file,
            table,
            f"{len(rows):,} rows without a record of their own are kept{_USED.get(table, '')}",
            path_of(table),
        )
        for table, rows in archive.items()
        if table not in orphans
    ]
    return kept + [
        Note(file, table, f"{count:,} rows belong to a row that is missing, and are kept", path_of(table))
        for table, count in orphans.items()
    ]


def _active_context(database: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The repository of the context that was active last; empty for none."""
    active = [
        row for row in database.get(_CONTEXTS, ()) if row.get("is_active") in {1, "1", "true"} and row.get("repo")
    ]
    return str(max(active, key=lambda row: str(row.get("activated_at")))["repo"]) if active else ""
