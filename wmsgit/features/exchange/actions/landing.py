"""Landing: what was read of a source goes into the workspace, in one commit; every import ends here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo

from wmsgit.features.exchange.actions.found_members import member_fields, with_members_settled
from wmsgit.features.exchange.actions.taking import Taking, TakingTerms
from wmsgit.features.exchange.reading import Import, ReadingTerms
from wmsgit.features.exchange.references import repositories_named
from wmsgit.features.exchange.report import ImportReport
from wmsgit.features.exchange.rows import ImportedRecord
from wmsgit.features.exchange.three_way import Preference
from wmsgit.model.identity import id_of_path
from wmsgit.schema.kind import Kind
from wmsgit.store.layout import scan
from wmsgit.workspace.members import KIND as REPO
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import CommitTexts, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.transaction import Transaction
from wmsgit.workspace.writing.values import PLAIN_TEXTS


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


def kinds_of(workspace: Workspace) -> dict[str, Kind]:
    """Name → kind, of the workspace."""
    return {kind.name: kind for kind in workspace.registry.kinds()}


def reading_terms(workspace: Workspace, terms: ImportTerms) -> ReadingTerms:
    """The terms on which rows are read, with what the workspace has."""
    kinds = kinds_of(workspace)
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
    known: Callable[[ImportedRecord], str] | None = None,
    texts: CommitTexts = PLAIN_TEXTS,
) -> tuple[WriteResult, ImportReport]:
    """Take in what was read of a source, in one commit; `also` puts into it what is no record, `known` as `take_in`."""
    repositories = _with_repositories(workspace, repositories, full) if terms.create_repos else repositories
    report = repositories.report

    def work(transaction: Transaction) -> None:
        nonlocal report
        report = take_in(workspace, transaction, source, repositories, terms, known)
        if also:
            also(transaction)

    outcome = perform(workspace, f"import {source}", how, work, texts=texts)
    return outcome, report if how.dry_run else with_members_settled(workspace, outcome, report)


def take_in(
    workspace: Workspace,
    transaction: Transaction,
    source: str,
    result: Import,
    terms: ImportTerms,
    known: Callable[[ImportedRecord], str] | None = None,
) -> ImportReport:
    """Take in what was read of a source, within a transaction.

    `known` finds the id here of a record that is known by more than its id; empty for one that gets a new one.
    """
    of_source = TakingTerms(source, Preference(theirs=terms.theirs, adopt=terms.adopt), terms.merge)
    taking = Taking(transaction, workspace, of_source, known=known)
    differences = taking.take(result.records)
    return replace(result.report, differences=differences, taken=dict(taking.taken))
