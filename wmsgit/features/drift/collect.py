"""Gathering: the rules that records carry, where a field's `x-wmsgit.rules` says that they are some."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wmsgit.features.drift.kind import RuleCheck
from wmsgit.features.drift.kinds import rule_kind
from wmsgit.features.drift.packs import NO_PACKS, PackError, Packs, pack_rules
from wmsgit.features.drift.rule import Origin, Placement, Rule, full_name, rule_from
from wmsgit.model.record import Record
from wmsgit.schema.field import Field, RuleSource
from wmsgit.schema.kind import Kind


@dataclass(frozen=True, slots=True)
class RefusedRule:
    """A rule that cannot be evaluated: its full name, where it stands, and why."""

    name: str
    path: str
    pointer: tuple[str | int, ...]
    reason: str


def rule_fields(kind: Kind) -> list[Field]:
    """The fields of a kind that hold rules."""
    return [field for field in kind.fields.values() if field.rules]


def rules_of(
    kind: Kind, records: Iterable[Record], check: RuleCheck, *, trial: bool = False, packs: Packs = NO_PACKS
) -> Iterator[Rule | RefusedRule]:
    """The rules of these records that are in force, or all on trial, and what cannot be evaluated among them.

    Where no packs are at hand, those that a record takes rules from are passed over.
    """
    for record in records:
        names: set[str] = set()
        for field in rule_fields(kind):
            if field.rules and (trial or _holds(field.rules, kind, record.data)):
                for item in (
                    *_of_packs(field, field.rules, record, check, packs),
                    *_of_field(field, field.rules, record, check),
                ):
                    yield _twice(item) if item.name in names and isinstance(item, Rule) else item
                    names.add(item.name)


def all_rules(
    kinds: Iterable[Kind], records: Mapping[str, list[Record]], check: RuleCheck, packs: Packs = NO_PACKS
) -> list[Rule | RefusedRule]:
    """The rules of all these kinds, bound to their placements.

    Args:
        kinds: those that may hold rules.
        records: kind's name → its records.
        check: says what is wrong with a rule.
        packs: where the packs are read that records take rules from.
    """
    kinds = list(kinds)
    result = [item for kind in kinds for item in rules_of(kind, records[kind.name], check, packs=packs)]
    placements = tuple(placement for kind in kinds for placement in placements_of(kind, records[kind.name]))
    return [bound(item, placements) if isinstance(item, Rule) else item for item in result]


def is_in_force(kind: Kind, data: Mapping[str, Any]) -> bool:
    """Whether some field of a record holds rules, and they judge."""
    return any(
        field.rules and (data.get(field.name) or data.get(field.rules.packs)) and _holds(field.rules, kind, data)
        for field in rule_fields(kind)
    )


def rule_items(kind: Kind, record: Record) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    """Every rule of a record, in force or not: the way to it in the record, and the rule written out."""
    for field in rule_fields(kind):
        if field.rules:
            for pointer, item in _items(field, field.rules, record.data.get(field.name)):
                yield pointer, _placed(item, field.rules, record.data)


def empty_short_forms(kind: Kind, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The way to each short form of a rule in a record that lists nothing, and so stands for no rule."""
    for field in rule_fields(kind):
        value = data.get(field.name)
        if field.rules and isinstance(value, Mapping):
            yield from ((field.name, name) for name in field.rules.short if value.get(name) == [])


def placements_of(kind: Kind, records: Iterable[Record]) -> Iterator[Placement]:
    """What these records place, those in force."""
    for record in records:
        for field in rule_fields(kind):
            if field.rules and field.rules.component and _holds(field.rules, kind, record.data):
                yield _placement(field.rules, record.data)


def _placement(source: RuleSource, data: Mapping[str, Any]) -> Placement:
    names = (source.component, source.type, source.repo, source.location)
    component, sort, repo, location = (str(data.get(name) or "") for name in names)
    return Placement(component, sort, repo, location, tuple(map(str, data.get(source.paths) or ())))


def bound(rule: Rule, placements: tuple[Placement, ...]) -> Rule:
    """The rule with the placements, if its kind wants them."""
    return replace(rule, placements=placements) if rule_kind(rule.kind).wants_placements else rule


def _twice(rule: Rule) -> RefusedRule:
    return RefusedRule(rule.name, rule.origin.path, (*rule.origin.pointer, "id"), "this id stands twice in the record")


def _holds(source: RuleSource, kind: Kind, data: Mapping[str, Any]) -> bool:
    """Whether the record is in force: each field of `when` has one of the values, its default where it is absent."""
    return all(
        data.get(name, kind.fields[name].default if name in kind.fields else None) in values
        for name, values in source.when.items()
    )


def _of_packs(
    field: Field, source: RuleSource, record: Record, check: RuleCheck, packs: Packs
) -> Iterator[Rule | RefusedRule]:
    """The rules that a record takes from packs, but those that it has itself under the same id."""
    names = record.data.get(source.packs) if source.packs else None
    if packs is NO_PACKS or not isinstance(names, list):
        return
    known = {str(item.get("id")) for item in record.data.get(field.name) or () if isinstance(item, Mapping)}
    for at, name in enumerate(map(str, names)):
        pointer = (source.packs, at)
        try:
            rules = pack_rules(name, packs)
        except PackError as error:
            yield RefusedRule(full_name(record.id, f"{name}/*"), record.path, pointer, str(error))
            continue
        for item in rules:
            if str(item["id"]) in known:
                continue
            known.add(str(item["id"]))
            problems = check(item)
            rule_name = full_name(record.id, str(item["id"]))
            yield from (RefusedRule(rule_name, record.path, pointer, f"{name}: {reason}") for _, reason in problems)
            if not problems:
                origin = replace(_origin(record, pointer), pack=name)
                yield rule_from(origin, _placed(item, source, record.data))


def _of_field(field: Field, source: RuleSource, record: Record, check: RuleCheck) -> Iterator[Rule | RefusedRule]:
    gates = not any(record.data.get(name) in values for name, values in source.reports.items())
    value = record.data.get(field.name)
    for at, item in enumerate(value if isinstance(value, list) else ()):
        if not isinstance(item, Mapping):
            name = full_name(record.id, spell((field.name, at)))
            yield RefusedRule(name, record.path, (field.name, at), f"{item!r} is not a mapping")
    for pointer, item in _items(field, source, value):
        placed = _placed(item, source, record.data)
        name = full_name(record.id, str(item.get("id") or spell(pointer)))
        problems = check(placed)
        for way, reason in problems:
            yield RefusedRule(name, record.path, (*pointer, *way), reason)
        if not problems:
            yield rule_from(_origin(record, pointer), placed, gates=gates)


def spell(pointer: Iterable[str | int]) -> str:
    """A pointer as people write it: `rules[2]`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in pointer).removeprefix(".")


def _items(field: Field, source: RuleSource, value: Any) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    """Each rule with its place: the list's items, or what the short forms of a mapping stand for."""
    if isinstance(value, list):
        yield from (((field.name, at), item) for at, item in enumerate(value) if isinstance(item, Mapping))
    elif isinstance(value, Mapping):
        for name, (kind, fills) in source.short.items():
            if value.get(name):
                yield (field.name, name), {"id": name.replace("_", "-"), "kind": kind, fills: value[name]}


def _placed(item: Mapping[str, Any], source: RuleSource, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The rule with the repository and the paths of its record, where it does not name its own."""
    given = item.get("scope", {})
    if not isinstance(given, Mapping):
        return item  # the schema says so
    scope = dict(given)
    if source.repo and data.get(source.repo) and "repos" not in scope:
        scope["repos"] = [data[source.repo]]
    if source.paths and data.get(source.paths) and "paths" not in scope:
        scope["paths"] = list(data[source.paths])
    return {**item, "scope": scope} if scope else item


def _origin(record: Record, pointer: tuple[str | int, ...]) -> Origin:
    data = record.data
    title = next((str(data[name]) for name in ("title", "component_name", "state_name") if data.get(name)), "")
    rationale = next((str(data[name]) for name in ("rationale", "decision") if data.get(name)), "")
    return Origin(record.kind, record.id, record.path, title, rationale, pointer)
