"""The policy of a change: what its files loosen of the schemas, settings, rules, baselines and waivers of the base."""

from collections.abc import Iterator, Mapping
from typing import Any

from wmsgit.features.check.actions.tree import SETTINGS_PATH, Tree
from wmsgit.features.check.actions.tree_packs import TreePacks
from wmsgit.features.drift.baseline_entries import KIND as BASELINE
from wmsgit.features.drift.collect import all_rules, rule_fields
from wmsgit.features.drift.policy import baseline_changes, known_names, member_changes, rule_changes, waiver_changes
from wmsgit.features.drift.rule import Rule
from wmsgit.features.records.gates import grades, reviews_field
from wmsgit.features.review.actions.review import settings_of
from wmsgit.features.review.checks.policy import gate_changes, schema_changes
from wmsgit.model.policy import PolicyChange
from wmsgit.model.record import Record
from wmsgit.workspace.workspace import Workspace

_FINDING, _MEMBER = "drift", "repo"


def policy_changes(ws: Workspace, before: Tree, after: Tree) -> Iterator[PolicyChange]:
    """Everything that a change does to what judges changes.

    Args:
        ws: the workspace, whose members may have packs.
        before: the state from which it began, read by its own schemas.
        after: its files, read by theirs.
    """
    yield from schema_changes(before.kinds, after.kinds)
    yield from _of_settings(before, after)
    if before.registry.digest != after.registry.digest or _judging(before) != _judging(after):
        yield from _of_drift(ws, before, after)


def _judging(tree: Tree) -> list[tuple[str, Any]]:
    """The records that decide what a scan reports."""
    kinds = {name for name, kind in tree.kinds.items() if rule_fields(kind)} | {BASELINE, _FINDING, _MEMBER}
    return sorted(((file.path, file.data) for file in tree.files if file.kind in kinds), key=lambda pair: pair[0])


def _of_drift(ws: Workspace, before: Tree, after: Tree) -> Iterator[PolicyChange]:
    old, new = _rules(ws, before), _rules(ws, after)
    names = known_names(old)
    yield from rule_changes(old, new)
    yield from baseline_changes(_records(before, BASELINE), _records(after, BASELINE), names)
    yield from waiver_changes(_records(before, _FINDING), _records(after, _FINDING), names)
    yield from member_changes(_records(before, _MEMBER), _records(after, _MEMBER), old)


def _of_settings(before: Tree, after: Tree) -> Iterator[PolicyChange]:
    old, new = settings_of(before), settings_of(after)
    if old and new is None:
        yield PolicyChange(SETTINGS_PATH, "the settings are gone or cannot be read, and with them the gates")
    elif old:
        if (new or {}).get("allow_inline") and not old.get("allow_inline"):
            message = "comments in files may let violations of every rule be, from the next change on"
            yield PolicyChange(SETTINGS_PATH, message, ("allow_inline",))
        yield from gate_changes(old.get("gates"), (new or {}).get("gates"), SETTINGS_PATH, _grades(before))


def _grades(tree: Tree) -> Mapping[str, tuple[str, ...]]:
    fields = {name: reviews_field(kind) for name, kind in tree.kinds.items()}
    return {name: grades(field) for name, field in fields.items() if field}


def _records(tree: Tree, kind: str) -> list[Record]:
    """The readable records of a kind, by id."""
    files = (file for file in tree.files if file.kind == kind and file.data is not None)
    return sorted((Record(kind, file.id, file.data or {}, file.path) for file in files), key=lambda record: record.id)


def _rules(ws: Workspace, tree: Tree) -> list[Rule]:
    """The rules in force."""
    from wmsgit.features.drift.validation import rule_problems

    kinds = [kind for kind in tree.kinds.values() if rule_fields(kind)]
    records = {kind.name: _records(tree, kind.name) for kind in kinds}
    rules = all_rules(kinds, records, rule_problems, TreePacks(tree, ws))
    return [rule for rule in rules if isinstance(rule, Rule)]
