"""Component maps into the workspace: each component is one placement, known by its name and repository."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from wmsgit.errors import GitError, NotFoundError
from wmsgit.features.exchange.actions.found_members import member_fields, with_members_settled
from wmsgit.features.exchange.actions.taking import Taking, TakingTerms
from wmsgit.features.exchange.components import KIND, Components, read_components
from wmsgit.features.exchange.placement_rules import KIND as STATE
from wmsgit.features.exchange.placement_rules import RULES
from wmsgit.features.exchange.references import dangling_references, repositories_named
from wmsgit.features.exchange.report import Dangling, ImportReport, RefusedRow
from wmsgit.features.exchange.rows import ImportedRecord
from wmsgit.features.exchange.three_way import KEEP_OURS, Preference
from wmsgit.features.records.actions.write import arrange
from wmsgit.model.record import Record
from wmsgit.workspace.members import KIND as REPO
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.subjects import components_subject
from wmsgit.workspace.writing.transaction import Transaction
from wmsgit.workspace.writing.values import CommitTexts


def import_components(
    ws: Workspace,
    source: Path,
    *,
    map_repos: Mapping[str, str] | None = None,
    create_repos: bool = False,
    preference: Preference = KEEP_OURS,
    how: WriteOptions = AS_USUAL,
) -> tuple[WriteResult, ImportReport]:
    """Take in a file of components and import rules, in one commit. A second run changes nothing.

    Args:
        ws: the workspace.
        source: the JSON file.
        map_repos: the old name of a repository → its new name.
        create_repos: whether repositories without a record get one.
        preference: what becomes of differences that the base of the last import does not settle.
        how: how it lands.

    Raises:
        NotFoundError: when there is no such file.
        InvalidError: when it is not JSON, or of no known shape.
    """
    components = read_components(_bytes(source), source.name, map_repos or {})
    components = _with_usable_rules(components, source.name)
    kinds = {kind.name: kind for kind in ws.registry.kinds()}
    index = ws.index([KIND, STATE, REPO])
    known = {name: index.ids(kinds[name]) for name in (KIND, REPO)}
    missing = [name for name in repositories_named(components.records, kinds) if name not in known[REPO]]
    made = [ImportedRecord(REPO, name, member_fields(ws, name)) for name in missing] if create_repos else []
    dangling = dangling_references([*components.records, *made], kinds, known)
    report = _report(components, len(made), dangling)
    records = {_key(record): record.id for name in (KIND, STATE) for record in index.documents(kinds[name])}

    def known_id(record: ImportedRecord) -> str:
        return records.get(_key(record), "")

    def work(transaction: Transaction) -> None:
        nonlocal report
        for new in made:
            transaction.add(kinds[REPO], new.id, arrange(kinds[REPO], dict(new.data)))
        terms = TakingTerms("components", preference)
        taking = Taking(transaction, ws, terms, known=known_id, makes_ids=True)
        differences = taking.take(components.records)
        report = replace(report, differences=differences, taken=dict(taking.taken))

    texts = CommitTexts(lambda: components_subject(len(components.records), source.name))
    outcome = perform(ws, "import components", how, work, texts=texts)
    return outcome, report if how.dry_run else with_members_settled(ws, outcome, report)


def _report(components: Components, made: int, dangling: tuple[Dangling, ...]) -> ImportReport:
    """What is said of the file before anything of it is written. `made` is the number of new repositories."""
    counts = Counter(record.kind for record in components.records)
    counts[REPO] = made
    return ImportReport(counts, tuple(components.placed), tuple(components.refused), dangling, tuple(components.notes))


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
