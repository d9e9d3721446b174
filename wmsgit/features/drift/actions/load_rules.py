"""The rules of the workspace's records, each validated once for as long as it does not change."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from hashlib import sha256
from typing import Any

from wmsgit.errors import NotFoundError
from wmsgit.features.drift.actions.read_packs import WorkspacePacks
from wmsgit.features.drift.collect import RefusedRule, all_rules, bound, placements_of, rule_fields, rules_of
from wmsgit.features.drift.kind import Problem
from wmsgit.features.drift.kinds import rule_kind
from wmsgit.features.drift.rule import Rule, judged_on
from wmsgit.model.finding import Finding
from wmsgit.model.ports import FactCache
from wmsgit.model.record import Record
from wmsgit.model.version import __version__
from wmsgit.workspace.locate import SETTINGS_PATH
from wmsgit.workspace.settings import read_settings
from wmsgit.workspace.workspace import Workspace

RULES = ".rules"
"""The name under which it is kept which rules are valid."""

_PERSON = "person"
_NAMES = ("name", "aliases", "emails", "handles")
_INLINE = "allow_inline"
_KEY = f"rules-{__version__}"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules in force, and what cannot be evaluated among them.

    Attributes:
        rules: by the records' ids.
        refused: rules that are not valid.
        unreadable: the files that may hold rules and cannot be read.
        unsure: full names of the rules that might say something else if these could be read.
    """

    rules: tuple[Rule, ...]
    refused: tuple[RefusedRule, ...]
    unreadable: tuple[Finding, ...]
    unsure: tuple[str, ...] = ()


def read_rules(ws: Workspace, cache: FactCache) -> RuleSet:
    """The rules that the workspace's records carry.

    Args:
        ws: the workspace.
        cache: remembers which rules were valid.
    """
    kinds = [kind for kind in ws.registry.kinds() if rule_fields(kind)]
    records = {kind.name: sorted(ws.index([kind.name]).documents(kind), key=lambda record: record.id) for kind in kinds}
    check = _Check(cache)
    result = all_rules(kinds, records, check, WorkspacePacks(ws))
    check.save()
    rules = tuple(in_force(ws, (item for item in result if isinstance(item, Rule))))
    placing = [kind.name for kind in kinds if any(field.rules and field.rules.component for field in rule_fields(kind))]
    doubt = bool(ws.unreadable(placing))
    return RuleSet(
        rules,
        tuple(item for item in result if isinstance(item, RefusedRule)),
        tuple(ws.unreadable([kind.name for kind in kinds])),
        tuple(rule.name for rule in rules if doubt and rule_kind(rule.kind).wants_placements),
    )


def read_trial_rules(ws: Workspace, cache: FactCache, chosen: Iterable[Record]) -> RuleSet:
    """The rules of these records, in force or not, bound to the workspace's placements."""
    kinds = [kind for kind in ws.registry.kinds() if rule_fields(kind)]
    placing = (placements_of(kind, ws.index([kind.name]).documents(kind)) for kind in kinds)
    placements = tuple(placement for part in placing for placement in part)
    check = _Check(cache)
    result = [item for record in chosen for item in _on_trial(ws, record, check)]
    check.save()
    rules = tuple(in_force(ws, (bound(item, placements) for item in result if isinstance(item, Rule))))
    return RuleSet(rules, tuple(item for item in result if isinstance(item, RefusedRule)), ())


def _on_trial(ws: Workspace, record: Record, check: "_Check") -> Iterator[Rule | RefusedRule]:
    return rules_of(ws.kind(record.kind), [record], check, trial=True, packs=WorkspacePacks(ws))


def in_force(ws: Workspace, rules: Iterable[Rule]) -> Iterator[Rule]:
    """The rules as they judge today, with what the workspace's settings say of all of them."""
    day, allows_inline = today_of(ws), _allows_inline(ws)
    people: tuple[str, ...] | None = None
    for rule in rules:
        current = judged_on(rule, day)
        if rule_kind(rule.kind).wants_people:
            people = _people(ws) if people is None else people
            current = replace(current, people=people)
        yield replace(current, allows_inline=True) if allows_inline and not current.allows_inline else current


def _people(ws: Workspace) -> tuple[str, ...]:
    """Every name by which a person of the workspace is known."""
    if not ws.registry.has(_PERSON):
        return ()
    names: list[str] = []
    for record in ws.index([_PERSON]).documents(ws.kind(_PERSON)):
        names.append(record.id)
        for field in _NAMES:
            value = record.data.get(field)
            listed = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else [value]
            names += [name for name in listed if isinstance(name, str)]
    return tuple(sorted(set(names)))


def _allows_inline(ws: Workspace) -> bool:
    """Whether the workspace's settings let comments allow anything; settings without the word need no YAML reader."""
    try:
        return _INLINE.encode() in ws.read(SETTINGS_PATH) and read_settings(ws).get(_INLINE) is True
    except NotFoundError:
        return False


def today_of(ws: Workspace) -> str:
    """The day in UTC on which a scan judges, such as `2026-11-23`."""
    return ws.now().astimezone(UTC).strftime("%Y-%m-%d")


class _Check:
    """Validates rules; of one that was valid before, nothing needs to be imported."""

    def __init__(self, cache: FactCache) -> None:
        self._cache = cache
        self._valid: dict[str, bool] = {}

    def __call__(self, item: Mapping[str, Any]) -> list[Problem]:
        key = sha256(json.dumps(item, default=str).encode("utf-8", "surrogatepass")).hexdigest()
        if key in self._valid or self._cache.load(_KEY, [key]):
            return []
        from wmsgit.features.drift.validation import rule_problems

        problems = rule_problems(item)
        if not problems:
            self._valid[key] = True
        return problems

    def save(self) -> None:
        self._cache.save(_KEY, self._valid)
