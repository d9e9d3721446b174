"""Weakened rules: a rule of a decision in force that finds less than before, without an amendment that says why."""

from collections.abc import Iterator

from wmsgit.features.drift.collect import is_in_force, rule_fields, rules_of
from wmsgit.features.drift.policy import weaknesses
from wmsgit.features.drift.rule import Rule
from wmsgit.features.review.checks.amendments import names_amended
from wmsgit.model.finding import Finding
from wmsgit.model.record import Record
from wmsgit.schema.change import Change
from wmsgit.schema.kind import Kind

CODE = "RULE-WEAKENED"


def weakened_findings(change: Change) -> Iterator[Finding]:
    """An error for each rule that is gone or finds less, of a record that stays in force with its text frozen.

    A record that goes out of force takes its rules with it: that is a step, which is judged as one.
    """
    for old, new, kind in change.kept():
        names = [name for field in rule_fields(kind) if field.rules for name in (field.name, field.rules.packs) if name]
        if not _is_judged(kind, old, new) or all(old.data.get(name) == new.data.get(name) for name in names):
            continue
        amended = names_amended(kind, old, new)
        yield from _of_packs(change, kind, old, new, amended)
        for rule, losses in weaknesses(_rules(kind, old), _rules(kind, new)):
            name = str(rule.origin.pointer[0])
            if name not in amended:
                message = f"{rule.name} is weaker than {old.id} says, which is {old.data.get(kind.status)}: {losses}"
                pointer = (name,) if name in new.data else ()
                yield change.finding(new, pointer, CODE, f"{message}; {_hint(kind, old, name)}")


def _of_packs(change: Change, kind: Kind, old: Record, new: Record, amended: set[str]) -> Iterator[Finding]:
    """An error for each pack that a record takes rules from no more, or with another content."""
    for name in (field.rules.packs for field in rule_fields(kind) if field.rules and field.rules.packs):
        lost = [str(pack) for pack in old.data.get(name) or () if pack not in (new.data.get(name) or ())]
        if lost and name not in amended:
            message = f"{old.id}, which is {old.data.get(kind.status)}, takes no rules from {', '.join(lost)} any more"
            pointer = (name,) if name in new.data else ()
            yield change.finding(new, pointer, CODE, f"{message}; {_hint(kind, old, name)}")


def _is_judged(kind: Kind, old: Record, new: Record) -> bool:
    is_frozen = old.data.get(kind.status) in kind.frozen.statuses
    return is_frozen and is_in_force(kind, old.data) and _stays(kind, old, new)


def _stays(kind: Kind, old: Record, new: Record) -> bool:
    """Whether the record would be in force with the rules that it had."""
    fields = {field.name: old.data.get(field.name) for field in rule_fields(kind)}
    return is_in_force(kind, {**new.data, **fields})


def _hint(kind: Kind, old: Record, name: str) -> str:
    if not kind.frozen.amendments:
        return (
            f"write a new {kind.name} in its place, or let 'wmsgit schema upgrade' bring in amendments, which say why"
        )
    return f"'wmsgit {kind.name} amend {old.id} -m WHY {name}=...' says why"


def _rules(kind: Kind, record: Record) -> list[Rule]:
    from wmsgit.features.drift.validation import rule_problems

    return [item for item in rules_of(kind, [record], rule_problems) if isinstance(item, Rule)]
