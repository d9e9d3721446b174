"""The rules of the workspace's records, each validated once for as long as it does not change."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wmsgit.features.drift.collect import RefusedRule, all_rules, rule_fields
from wmsgit.features.drift.kind import Problem
from wmsgit.features.drift.kinds import rule_kind
from wmsgit.features.drift.rule import Rule
from wmsgit.model.finding import Finding
from wmsgit.model.ports import FactCache
from wmsgit.model.version import __version__
from wmsgit.workspace.workspace import Workspace

RULES = ".rules"
"""The name under which it is kept which rules are valid."""

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
    result = all_rules(kinds, records, check)
    check.save()
    rules = tuple(item for item in result if isinstance(item, Rule))
    placing = [kind.name for kind in kinds if any(field.rules and field.rules.component for field in rule_fields(kind))]
    doubt = bool(ws.unreadable(placing))
    return RuleSet(
        rules,
        tuple(item for item in result if isinstance(item, RefusedRule)),
        tuple(ws.unreadable([kind.name for kind in kinds])),
        tuple(rule.name for rule in rules if doubt and rule_kind(rule.kind).wants_placements),
    )


class _Check:
    """Validates rules; of one that was valid before, nothing needs to be imported."""

    def __init__(self, cache: FactCache) -> None:
        self._cache = cache
        self._valid: dict[str, bool] = {}

    def __call__(self, item: Mapping[str, Any]) -> list[Problem]:
        from hashlib import sha256

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
