"""Trials: the rules of records that are not in force, evaluated as if they were; nothing is recorded of them."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from wmsgit.errors import InvalidError, NotFoundError
from wmsgit.features.drift.actions.fact_cache import facts_of
from wmsgit.features.drift.actions.load_rules import RULES, RuleSet, read_trial_rules
from wmsgit.features.drift.actions.policy import Policy
from wmsgit.features.drift.collect import rule_fields
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace

_FIRST = "adr"


def on_trial(ws: Workspace, policy: Policy, *, alone: Sequence[str], beside: Sequence[str]) -> Policy:
    """The policy with the rules of some records, whatever their status; as it is where none are named.

    Args:
        ws: the workspace.
        policy: what judges otherwise.
        alone: ids of records whose rules judge alone, with what is recorded of them.
        beside: ids of records whose rules judge beside those in force.

    Raises:
        NotFoundError, AmbiguousError: when an id names no record, or several.
        InvalidError: when a record has no rules.
    """
    if beside:
        added = trial_rules(ws, list(_places(ws, beside)))
        known = {rule.name for rule in added.rules}
        kept = tuple(rule for rule in policy.rules.rules if rule.name not in known)
        rules = replace(
            policy.rules, rules=(*kept, *added.rules), refused=tuple({*policy.rules.refused, *added.refused})
        )
        return replace(policy, rules=rules)
    if not alone:
        return policy
    rules = trial_rules(ws, list(_places(ws, alone)))
    names = {rule.name for rule in rules.rules}
    recorded = [record for record in policy.findings if str(record.data.get("detected_rule")) in names]
    return replace(policy, rules=rules, findings=recorded, baselines=[])


def trial_rules(ws: Workspace, places: Sequence[Place]) -> RuleSet:
    """The rules of these records, in force or not.

    Raises:
        InvalidError: when one has none.
    """
    result = read_trial_rules(ws, facts_of(ws.cache_dir, RULES), map(ws.record, places))
    names = [*(rule.name for rule in result.rules), *(item.name for item in result.refused)]
    judging = {name.partition("/")[0] for name in names}
    for place in places:
        if place.id not in judging:
            raise InvalidError("it has no rules to try", where=place.path, hint="write some under 'rules'")
    return result


def _places(ws: Workspace, ids: Sequence[str]) -> Iterator[Place]:
    for record_id in ids:
        place = _of_number(ws, record_id) or ws.locate(record_id)
        if not rule_fields(ws.kind(place.kind)):
            raise InvalidError(f"a record of the kind {place.kind} has no rules", where=record_id)
        yield place


def _of_number(ws: Workspace, record_id: str) -> Place | None:
    """The record that a bare number means among those that have rules: a decision, else a state or a placement."""
    kinds = [kind for kind in ws.registry.kinds() if record_id.isdecimal() and rule_fields(kind)]
    for kind in sorted(kinds, key=lambda kind: kind.name != _FIRST):
        with suppress(NotFoundError):
            return ws.locate(record_id, kind)
    return None
