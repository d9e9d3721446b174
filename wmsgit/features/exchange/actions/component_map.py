"""Component maps into the workspace: each component is one placement, known by its name and repository."""

from dataclasses import replace
from pathlib import Path

from wmsgit.errors import GitError, NotFoundError
from wmsgit.features.exchange.actions.landing import AS_IT_COMES, ImportTerms, land, reading_terms
from wmsgit.features.exchange.components import KIND, Components, read_components
from wmsgit.features.exchange.reading import Import
from wmsgit.features.exchange.references import dangling_references
from wmsgit.features.exchange.report import ImportReport, RefusedRow
from wmsgit.features.exchange.rows import ImportedRecord
from wmsgit.model.record import Record
from wmsgit.workspace.members import KIND as REPO
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, CommitTexts, WriteOptions, WriteResult
from wmsgit.workspace.writing.subjects import import_subject


def import_components(
    workspace: Workspace, source: Path, *, terms: ImportTerms = AS_IT_COMES, how: WriteOptions = AS_USUAL
) -> tuple[WriteResult, ImportReport]:
    """Take in a file of components and import rules, in one commit. A second run changes nothing.

    Raises:
        NotFoundError: when there is no such file.
        InvalidError: when it is not JSON, or of no known shape.
    """
    components = read_components(_bytes(source), source.name, terms.map_repos)
    components = _with_usable_rules(components, source.name)
    full = reading_terms(workspace, terms)
    kind = full.kinds[KIND]
    dangling = dangling_references(components.records, full.kinds, full.known)
    report = ImportReport(
        {KIND: len(components.records)}, tuple(components.placed), tuple(components.refused), dangling
    )
    records = {_key(record): record.id for record in workspace.index([KIND, REPO]).documents(kind)}

    def known(record: ImportedRecord) -> str:
        if record.kind != KIND:
            return record.id
        return records.get((record.data["component_name"], record.data["correct_repo"]), "")

    texts = CommitTexts(lambda: import_subject("components", len(components.records), source.name))
    read = Import(tuple(components.records), report)
    return land(workspace, "components", read, full, terms, how, known=known, texts=texts)


def _with_usable_rules(result: Components, file: str) -> Components:
    """Without the components whose modules no rule can use, which are refused."""
    reasons = {record.id: reason for record in result.records if (reason := _unusable(record))}
    refused = [RefusedRow(file, name, "", reason) for name, reason in reasons.items()]
    return replace(
        result,
        records=[record for record in result.records if record.id not in reasons],
        placed=[placed for placed in result.placed if placed.id not in reasons],
        refused=[*result.refused, *refused],
    )


def _unusable(record: ImportedRecord) -> str:
    from wmsgit.features.drift.validation import rule_problems

    for name, kind in (("allowed_imports", "allowed_imports"), ("forbidden_imports", "forbidden_import")):
        modules = record.data.get("rules", {}).get(name)
        problems = rule_problems({"id": name, "kind": kind, "modules": modules}) if modules else []
        if problems:
            return f"{name}: {problems[0][1]}"
    return ""


def _key(record: Record) -> tuple[str, str]:
    return str(record.data.get("component_name")), str(record.data.get("correct_repo"))


def _bytes(source: Path) -> bytes:
    if not source.is_file():
        raise NotFoundError("there is no such file", where=str(source))
    try:
        return source.read_bytes()
    except OSError as error:
        raise GitError(f"cannot be read: {error.strerror}", where=str(source)) from error
