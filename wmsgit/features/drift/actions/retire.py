"""Retiring: what goes with the rules of a decision that goes out of force."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wmsgit.features.drift.actions.fact_cache import facts_of
from wmsgit.features.drift.actions.load_rules import RULES, read_rules, read_trial_rules
from wmsgit.features.drift.actions.policy import FINDING, baseline_records
from wmsgit.features.drift.actions.scan import Request, scan
from wmsgit.features.drift.collect import is_in_force
from wmsgit.features.drift.findings import IGNORED, OPEN, is_under_waiver
from wmsgit.features.drift.rule import Rule
from wmsgit.model.record import Record
from wmsgit.model.text import counted
from wmsgit.schema.force import enters_force, holds_rules
from wmsgit.schema.transition import Transition
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace

_ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True, slots=True)
class Retirement:
    """What goes with a record's rules, those left out that another record's rule has taken over by `was`.

    Attributes:
        id: the record's.
        rules: full names of the rules that nothing takes over.
        hints: of these, full name → the rule of a successor that has its id but does not say `was`.
        findings, waivers: ids of the findings of these rules that stand, and of those that are let be.
        baselined: how many lines of baselines are theirs.
        allowed: how many violations of theirs comments let be.
    """

    id: str
    rules: tuple[str, ...]
    hints: tuple[tuple[str, str], ...]
    findings: tuple[str, ...]
    waivers: tuple[str, ...]
    baselined: int
    allowed: int

    def lines(self) -> Iterator[str]:
        """What is told of it."""
        if not self.rules:
            return
        yield f"{self.id}: nothing takes over {', '.join(self.rules)}"
        parts = [
            *([f"{counted(len(self.findings), 'finding')} ({', '.join(self.findings)})"] if self.findings else []),
            *([f"{counted(len(self.waivers), 'waiver')} ({', '.join(self.waivers)})"] if self.waivers else []),
            *([counted(self.baselined, "line") + " of baselines"] if self.baselined else []),
            *([counted(self.allowed, "inline allowance")] if self.allowed else []),
        ]
        if parts:
            yield f"{self.id}: with its rules go {', '.join(parts)}"
        for name, other in self.hints:
            yield f"{other}: 'was: [{name}]' would keep the findings of {name}"


def retirements(
    ws: Workspace, places: Sequence[Place], step: Transition, successors: Sequence[str] = ()
) -> list[Retirement]:
    """What goes out of force with each of these records, by a transition; nothing where none of them is in force.

    Args:
        ws: where.
        places: which records, all of one kind.
        step: the transition.
        successors: ids of the records that replace them.
    """
    kind = ws.kind(places[0].kind) if places else None
    if kind is None or not holds_rules(kind) or enters_force(kind, step):
        return []
    records = [ws.record(place) for place in places]
    return [_retirement(ws, record, successors) for record in records if is_in_force(kind, record.data)]


def _retirement(ws: Workspace, record: Record, successors: Sequence[str]) -> Retirement:
    cache = facts_of(ws.cache_dir, RULES)
    own = read_trial_rules(ws, cache, [record]).rules
    others = [rule for rule in read_rules(ws, cache).rules if rule.origin.id != record.id]
    named = [ws.record(ws.locate(name)) for name in successors]
    others += read_trial_rules(ws, cache, named).rules
    kept = {name for rule in others for name in rule.was}
    dying = [rule for rule in own if rule.name not in kept]
    names = {rule.name for rule in dying}
    findings = [item for item in _findings(ws) if str(item.data.get("detected_rule")) in names]
    waived = [item for item in findings if is_under_waiver(item) or item.data.get("status") == IGNORED]
    lines = (item for entry in baseline_records(ws) for item in entry.data.get("findings") or ())
    return Retirement(
        record.id,
        tuple(sorted(names)),
        tuple(_hints(dying, others)),
        tuple(item.id for item in findings if item not in waived and item.data.get("status") in {OPEN, _ACKNOWLEDGED}),
        tuple(item.id for item in waived),
        sum(str(item.get("rule")) in names for item in lines),
        _allowed(ws, record.id) if any(rule.allows_inline for rule in dying) else 0,
    )


def _hints(dying: Sequence[Rule], others: Sequence[Rule]) -> Iterator[tuple[str, str]]:
    """Rules of others that have the id of one that goes, once each."""
    by_id = {rule.own_id: rule.name for rule in others}
    yield from ((rule.name, by_id[rule.own_id]) for rule in dying if rule.own_id in by_id)


def _findings(ws: Workspace) -> list[Record]:
    return list(ws.index([FINDING]).documents(ws.kind(FINDING))) if ws.registry.has(FINDING) else []


def _allowed(ws: Workspace, record_id: str) -> int:
    return sum(finding.state == "allowed" for finding in scan(ws, Request(trial=[record_id])).findings)
