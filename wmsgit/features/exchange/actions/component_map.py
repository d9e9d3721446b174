"""Component maps into the workspace: each component is one placement, known by its name and repository."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from wmsgit.errors import GitError, NotFoundError
from wmsgit.features.exchange.actions.landing import AS_IT_COMES, ImportTerms, land, reading_terms
from wmsgit.features.exchange.components import KIND, Components, read_components
from wmsgit.features.exchange.placement_rules import KIND as STATE
from wmsgit.features.exchange.placement_rules import RULES
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
    index = workspace.index([KIND, STATE, REPO])
    kinds = [full.kinds[name] for name in (KIND, STATE) if name in full.kinds]
    records = {_key(record): record.id for kind in kinds for record in index.documents(kind)}

    def known(record: ImportedRecord) -> str:
        return record.id if record.kind == REPO else records.get(_key(record), "")

    dangling = dangling_references(components.records, full.kinds, full.known)
    counts = Counter(record.kind for record in components.records)
    notes = tuple(components.notes)
    report = ImportReport(counts, tuple(components.placed), tuple(components.refused), dangling, notes)
    texts = CommitTexts(lambda: import_subject("components", len(components.records), source.name))
    read = Import(tuple(components.records), report)
    return land(workspace, "components", read, full, terms, how, known=known, texts=texts)


def _with_usable_rules(result: Components, file: str) -> Components:
    """Without the components and rules whose modules no rule can use, which are refused."""
    records, refused = list[ImportedRecord](), list[RefusedRow]()
    for record in result.records:
        if record.kind == STATE:
            reasons = {rule["id"]: reason for rule in record.data[RULES] if (reason := _problem_of(rule))}
            rules = [rule for rule in record.data[RULES] if rule["id"] not in reasons]
            refused += [RefusedRow(file, RULES, name, reason) for name, reason in reasons.items()]
            records += [replace(record, data={**record.data, RULES: rules})] * bool(rules)
        elif reason := next(_unusable(record), ""):
            refused.append(RefusedRow(file, record.id, "", reason))
        else:
            records.append(record)
    kept = {record.id for record in records}
    placed = [placed for placed in result.placed if placed.id in kept]
    return replace(result, records=records, placed=placed, refused=[*result.refused, *refused])


def _unusable(record: ImportedRecord) -> Iterator[str]:
    for name, kind in (("allowed_imports", "allowed_imports"), ("forbidden_imports", "forbidden_import")):
        modules = record.data.get("rules", {}).get(name)
        if modules and (problem := _problem_of({"id": name, "kind": kind, "modules": modules})):
            yield f"{name}: {problem}"


def _problem_of(rule: Mapping[str, Any]) -> str:
    from wmsgit.features.drift.validation import rule_problems

    return next((message for _, message in rule_problems(rule)), "")


def _key(record: Record | ImportedRecord) -> tuple[str, str, str]:
    """By what a record without a base is known to be a source's: its kind, its name and its repository."""
    name, repo = ("state_name", "repo") if record.kind == STATE else ("component_name", "correct_repo")
    return record.kind, str(record.data.get(name)), str(record.data.get(repo))


def _bytes(source: Path) -> bytes:
    if not source.is_file():
        raise NotFoundError("there is no such file", where=str(source))
    try:
        return source.read_bytes()
    except OSError as error:
        raise GitError(f"cannot be read: {error.strerror}", where=str(source)) from error
