"""Weakened rules: a rule of a decision in force that finds less than before, without an amendment that says why."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from wmsgit.features.drift.collect import is_in_force, rule_fields, rules_of
from wmsgit.features.drift.packs import NO_PACKS, PackError, Packs, pack_rules
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.weaknesses import weaknesses
from wmsgit.features.review.checks.amendments import names_amended
from wmsgit.model.finding import Finding
from wmsgit.model.record import Record
from wmsgit.schema.change import Change
from wmsgit.schema.kind import Kind

CODE = "RULE-WEAKENED"


class PackSides(NamedTuple):
    """Where the packs are read that decisions take rules from: those of the base, and those of the change."""

    base: Packs
    head: Packs


UNREAD = PackSides(NO_PACKS, NO_PACKS)


def weakened_findings(change: Change, packs: PackSides) -> Iterator[Finding]:
    """An error for each rule that is gone or finds less, of a record that stays in force with its text frozen.

    A record that goes out of force takes its rules with it: that is a step, which is judged as one.
    """
    for old, new, kind in change.kept():
        if not _is_judged(kind, old, new) or all(old.data.get(name) == new.data.get(name) for name in _fields(kind)):
            continue
        amended = names_amended(kind, old, new)
        yield from _of_unread(change, kind, old, new, amended, packs.base)
        after = _rules(kind, new, packs.head)
        for weakness in weaknesses(_rules(kind, old, packs.base), after):
            sides = (weakness.new, weakness.old) if weakness.new else (weakness.old,)
            names = [str(rule.origin.pointer[0]) for rule in sides]
            if amended.isdisjoint(names):
                words = f"{weakness.old.name} is weaker than {old.id} says, which is {old.data.get(kind.status)}"
                yield _finding(change, kind, old, new, names[0], f"{words}: {weakness.losses}")


def _of_unread(
    change: Change, kind: Kind, old: Record, new: Record, amended: set[str], packs: Packs
) -> Iterator[Finding]:
    """An error for each pack that cannot be read here, and that a change may have taken rules from the record with.

    Such a pack is named no more, or a rule has come in that may stand in the place of one of its rules.
    """
    for field in (field for field in rule_fields(kind) if field.rules and field.rules.packs):
        source = field.rules.packs if field.rules else ""
        unread = [str(pack) for pack in old.data.get(source) or () if not _can_be_read(str(pack), packs)]
        lost = [pack for pack in unread if pack not in map(str, new.data.get(source) or ())]
        if lost and source not in amended:
            words = f"{old.id}, which is {old.data.get(kind.status)}, takes no rules from {', '.join(lost)} any more"
            yield _finding(change, kind, old, new, source, words)
        kept = [pack for pack in unread if pack not in lost]
        gained = _ids(new.data.get(field.name)) - _ids(old.data.get(field.name))
        if kept and gained and packs is not NO_PACKS and field.name not in amended:
            words = f"{', '.join(sorted(gained))} may stand in the place of rules of {', '.join(kept)}"
            yield _finding(change, kind, old, new, field.name, f"{words}, which cannot be read here")


def _can_be_read(pack: str, packs: Packs) -> bool:
    try:
        pack_rules(pack, packs)
    except PackError:
        return False
    return True


def _ids(rules: Any) -> set[str]:
    return {str(item.get("id")) for item in (rules if isinstance(rules, list) else ()) if isinstance(item, Mapping)}


def _fields(kind: Kind) -> list[str]:
    """The fields from which the rules of a kind's records come."""
    return [name for field in rule_fields(kind) if field.rules for name in (field.name, field.rules.packs) if name]


def _finding(change: Change, kind: Kind, old: Record, new: Record, name: str, words: str) -> Finding:
    return change.finding(new, (name,) if name in new.data else (), CODE, f"{words}; {_hint(kind, old, name)}")


def _is_judged(kind: Kind, old: Record, new: Record) -> bool:
    is_frozen = old.data.get(kind.status) in kind.frozen.statuses
    return is_frozen and is_in_force(kind, old.data) and _stays(kind, old, new)


def _stays(kind: Kind, old: Record, new: Record) -> bool:
    """Whether the record would be in force with the rules that it had."""
    fields = {name: old.data.get(name) for name in _fields(kind)}
    return is_in_force(kind, {**new.data, **fields})


def _hint(kind: Kind, old: Record, name: str) -> str:
    if not kind.frozen.amendments:
        return (
            f"write a new {kind.name} in its place, or let 'wmsgit schema upgrade' bring in amendments, which say why"
        )
    return f"'wmsgit {kind.name} amend {old.id} -m WHY {name}=...' says why"


def _rules(kind: Kind, record: Record, packs: Packs) -> list[Rule]:
    from wmsgit.features.drift.validation import rule_problems

    return [item for item in rules_of(kind, [record], rule_problems, packs=packs) if isinstance(item, Rule)]
