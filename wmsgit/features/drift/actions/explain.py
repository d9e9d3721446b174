"""Explaining: all that is known of a rule or a finding, from the decision, the records, a scan and the history."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from wmsgit.errors import AmbiguousError, InvalidError, NotFoundError
from wmsgit.features.drift.actions.choose import Chosen, choose
from wmsgit.features.drift.actions.fact_cache import facts_of
from wmsgit.features.drift.actions.load_rules import RULES, RuleSet, read_rules
from wmsgit.features.drift.actions.scan import Request, scan
from wmsgit.features.drift.actions.unregistered import unregistered_files
from wmsgit.features.drift.collect import RefusedRule
from wmsgit.features.drift.findings import DriftFinding, names_of
from wmsgit.features.drift.report import row
from wmsgit.features.drift.rule import Rule
from wmsgit.model.record import Record
from wmsgit.model.text import did_you_mean
from wmsgit.model.times import format_time
from wmsgit.workspace.workspace import Workspace

Explained = dict[str, Any]
"""Label → a text, a list of texts or a mapping; what is not known has no label."""

COVERAGE = "coverage"
OLDER = "the older system"
_FIELDS = ("repo", "file_path", "line", "severity", "status", "component_name", "expected_location", "actual_location")
_STEPS = ("status", "waiver", "file_path", "detected_rule", "assigned_to", "related_issue_id")


def explain(ws: Workspace, word: str) -> Explained:
    """All about a rule, by its full name or its own id, or about a finding.

    Raises:
        NotFoundError: when it is neither.
        AmbiguousError: when it fits several.
    """
    rules = read_rules(ws, facts_of(ws.cache_dir, RULES))
    rule = _rule(rules, word)
    if rule:
        return _of_rule(ws, rule)
    try:
        (chosen,) = choose(ws, [word])
    except NotFoundError as error:
        known = [*(item.name for item in rules.rules), *(item.own_id for item in rules.rules)]
        raise NotFoundError(
            f"there is no rule or finding {word!r}{did_you_mean(word, known)}", hint=error.hint
        ) from error
    return _of_finding(ws, chosen, {rule.name: rule for rule in rules.rules}, names_of(rules.rules))


def _rule(result: RuleSet, word: str) -> Rule | None:
    names = names_of(result.rules)
    fits = [rule for rule in result.rules if rule.name == names.get(word, word)]
    fits = fits or [rule for rule in result.rules if rule.own_id == word]
    if len(fits) > 1:
        raise AmbiguousError(f"{word} is the id of {len(fits)} rules", details=[rule.name for rule in fits])
    refused = [rule for rule in result.refused if rule.name == word]
    if refused and not fits:
        raise _refusal(refused[0])
    return fits[0] if fits else None


def _refusal(refused: RefusedRule) -> InvalidError:
    return InvalidError(f"the rule cannot be used: {refused.reason}", where=refused.path)


def _of_rule(ws: Workspace, rule: Rule) -> Explained:
    rows = [row(finding) for finding in scan(ws, Request()).findings if _is_of(finding, rule.name)]
    places = [
        f"{item['state']}: {item['repo']}/{item['file_path']}" + (f":{item['line']}" if item["line"] else "")
        for item in rows
    ]
    found_before = unregistered_files(ws) if rule.kind == COVERAGE else None
    older = found_before.summary({(str(item["repo"]), str(item["file_path"])) for item in rows}) if found_before else ""
    return {**_reported(rule), "findings": places or ["none"], **({OLDER: older} if older else {})}


def _is_of(finding: DriftFinding, name: str) -> bool:
    others = finding.detection.also if finding.detection else ()
    return name in {row(finding)["rule"], *(item.rule.name for item in others)}


def _reported(rule: Rule) -> Explained:
    """What the decision says, without what it does not say."""
    scope = {
        name: list(values)
        for name, values in (
            ("repos", rule.scope.repos),
            ("paths", rule.scope.paths),
            ("exclude", rule.scope.exclude),
        )
        if values
    }
    reported: Explained = {
        "rule": rule.name,
        "kind": rule.kind,
        "severity": rule.severity if rule.gates else f"{rule.severity} (only reported{_until(rule)})",
        "decision": f"{rule.origin.id} {rule.origin.title}".strip(),
        "stands in": rule.origin.path,
        "from the pack": rule.origin.pack,
        "because": rule.origin.rationale,
        "means": rule.message,
        "fix": rule.fix,
        "looks at": scope or "everything",
        **dict(rule.options),
        "was": list(rule.was),
        "bad example": rule.examples.get("bad"),
        "good example": rule.examples.get("good"),
    }
    return {label: value for label, value in reported.items() if value}


def _until(rule: Rule) -> str:
    """When what is only reported will fail a scan; empty where no day is named."""
    return f" until it fails from {rule.fail_from} on" if rule.fail_from else ""


def _of_finding(ws: Workspace, chosen: Chosen, rules: Mapping[str, Rule], names: Mapping[str, str]) -> Explained:
    data = chosen.data
    detected = str(data.get("detected_rule", ""))
    rule = rules.get(names.get(detected, detected))
    reported: Explained = {
        "finding": chosen.id if chosen.record else f"{chosen.id} (not recorded)",
        "fingerprint": data.get("fingerprint"),
        "what": data.get("violation_details"),
        **{name: data.get(name) for name in _FIELDS},
        "since": data.get("detected_at") if chosen.record else None,
        "seen at commit": data.get("commit"),
        "waiver": data.get("waiver"),
        "issue": data.get("related_issue_id"),
        "resolved": _ended(data),
        OLDER: unregistered_files(ws).sentence(str(data.get("repo")), str(data.get("file_path")))
        if rule and rule.kind == COVERAGE
        else "",
        **(_reported(rule) if rule else {"rule": f"{detected} (no longer in force)"}),
        "life": list(_life(ws, chosen.record)) if chosen.record else None,
    }
    return {label: value for label, value in reported.items() if value}


def _ended(data: Mapping[str, Any]) -> str:
    return " ".join(str(data[name]) for name in ("resolved_at", "resolved_by", "resolution_notes") if data.get(name))


def _life(ws: Workspace, record: Record) -> Iterator[str]:
    """What the commits did with the finding, the oldest first."""
    from wmsgit.features.history.actions.records import log_of

    if ws.dirs is None:
        return
    log = log_of(ws, record.id)
    for entry in reversed(log.entries):
        steps = [
            f"{field.field} {_word(field.old)} → {_word(field.new)}" for field in entry.fields if field.field in _STEPS
        ]
        stated = entry.change if entry.change == "added" else ", ".join(steps)
        if stated:
            yield f"{format_time(datetime.fromtimestamp(entry.commit.authored_s, UTC))} {entry.commit.author}: {stated}"
    yield from log.notes


def _word(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(str(part) for part in value.values())
    return "nothing" if value is None else str(value)
