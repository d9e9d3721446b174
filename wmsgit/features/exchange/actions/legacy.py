"""Import and export: the older system's files and documents against the workspace's records."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from wmsgit.disk.named import named_folder
from wmsgit.disk.refusal import refused
from wmsgit.disk.writer import write_files
from wmsgit.features.exchange.actions.found_members import member_fields, with_members_settled
from wmsgit.features.exchange.actions.taking import Taking, TakingTerms
from wmsgit.features.exchange.reading import Import, ReadingTerms, read_directory, read_document, read_legacy
from wmsgit.features.exchange.references import repositories_named
from wmsgit.features.exchange.report import ImportReport
from wmsgit.features.exchange.rows import ImportedRecord
from wmsgit.features.exchange.three_way import Preference
from wmsgit.features.exchange.writing import dump_legacy, export_document, write_legacy
from wmsgit.model.identity import id_of_path
from wmsgit.model.record import Record
from wmsgit.store.layout import scan
from wmsgit.workspace.members import KIND as REPO
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
        theirs: take the source's value where the base of the last import does not settle a difference.
        adopt: keep ours for good: what the source says now is the base from then on.
        map_paths: the beginning of an absolute path → what takes its place; `.` for the workspace.
    """

    zone: tzinfo = UTC
    map_repos: Mapping[str, str] = field(default_factory=dict)
    create_repos: bool = False
    merge: bool = False
    theirs: bool = False
    adopt: bool = False
    map_paths: Mapping[str, str] = field(default_factory=dict)


AS_IT_COMES = ImportTerms()
"""Times are in UTC, nothing is renamed, and ours is kept where nobody knows better."""


def import_json(
    workspace: Workspace,
    source: Path,
    *,
    terms: ImportTerms = AS_IT_COMES,
    how: WriteOptions = AS_USUAL,
) -> tuple[WriteResult, ImportReport]:
    """Take in the older system's files from a directory, or one of them, in one commit.

    Raises:
        NotFoundError: when there is none of the files.
        InvalidError: when one of them is not JSON, or of no known shape.
    """
    full = reading_terms(workspace, terms)
    legacy = read_legacy(read_directory(source), full)
    return land(workspace, "json", legacy, full, terms, how)


def import_document(
    transaction: Transaction, workspace: Workspace, data: Mapping[str, Any], *, merge: bool
) -> ImportReport:
    """Take in what `export_to_json` gave, within a transaction: the source wins, or with `merge` ours stays."""
    terms = ImportTerms(merge=merge, theirs=not merge)
    document = read_document(data, reading_terms(workspace, terms))
    return _take(workspace, transaction, "json", document, terms)


def export_json(workspace: Workspace, directory: Path) -> list[Path]:
    """Write the four files into a directory, which is made where it does not exist.

    Raises:
        InvalidError: when a symbolic link of the checkout stands on the way.
        GitError: when the file system refuses.
    """
    files = write_legacy(_records(workspace), _kinds(workspace))
    with refused(str(directory), "the folder cannot be made"):
        root, prefix = named_folder(directory, [workspace.root])
    write_files(root, [(f"{prefix}{name}", dump_legacy(value)) for name, value in files.items()])
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


def reading_terms(workspace: Workspace, terms: ImportTerms) -> ReadingTerms:
    """The terms on which rows are read, with what the workspace has."""
    kinds = _kinds(workspace)
    known = {
        name: [id_of_path(path) for path in scan(workspace.root, kind.folder).files] for name, kind in kinds.items()
    }
    return ReadingTerms(kinds, terms.zone, terms.map_repos, known, workspace.now(), terms.map_paths)


def _with_repositories(workspace: Workspace, result: Import, terms: ReadingTerms) -> Import:
    """The import with a record for each repository that is named and has none."""
    known = set(terms.known[REPO])
    names = [name for name in repositories_named(result.records, terms.kinds) if name not in known]
    hints = {
        str(record.data.get("repo")): str(record.data.get("repo_path"))
        for record in result.records
        if record.kind == "context"
    }
    made = tuple(ImportedRecord(REPO, name, member_fields(workspace, name, hints.get(name, ""))) for name in names)
    kept = tuple(item for item in result.report.dangling if item.kind != REPO or item.target not in names)
    counts = {**result.report.counts, **({REPO: len(made)} if made else {})}
    return Import((*result.records, *made), replace(result.report, dangling=kept, counts=counts))


def land(
    workspace: Workspace,
    source: str,
    repositories: Import,
    full: ReadingTerms,
    terms: ImportTerms,
    how: WriteOptions,
    also: Callable[[Transaction], None] | None = None,
) -> tuple[WriteResult, ImportReport]:
    """Take in what was read of a source, in one commit; `also` puts into it what is no record."""
    repositories = _with_repositories(workspace, repositories, full) if terms.create_repos else repositories
    report = repositories.report

    def work(transaction: Transaction) -> None:
        nonlocal report
        report = _take(workspace, transaction, source, repositories, terms)
        if also:
            also(transaction)

    outcome = perform(workspace, f"import {source}", how, work)
    return outcome, report if how.dry_run else with_members_settled(workspace, outcome, report)


def _take(
    workspace: Workspace, transaction: Transaction, source: str, result: Import, terms: ImportTerms
) -> ImportReport:
    of_source = TakingTerms(source, Preference(theirs=terms.theirs, adopt=terms.adopt), terms.merge)
    taking = Taking(transaction, workspace, of_source)
    differences = taking.take(result.records)
    return replace(result.report, differences=differences, taken=dict(taking.taken))
