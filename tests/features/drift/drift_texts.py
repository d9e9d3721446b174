"""Rules over repositories of texts, without Git: for what holds of every input."""

from collections.abc import Mapping
from typing import Any

from wmsgit.features.drift.examples import NoCache, TextView
from wmsgit.features.drift.findings import detections_of
from wmsgit.features.drift.kind import Problem
from wmsgit.features.drift.rule import Origin, Rule, rule_from
from wmsgit.features.drift.rule_view import Member
from wmsgit.features.drift.scanner import Judged, Scanner
from wmsgit.features.drift.validation import rule_problems


def rule_of(data: Mapping[str, Any]) -> Rule:
    """A rule from its fields, which must be valid."""
    item = {"id": "a", **data}
    assert rule_problems(item) == []
    return rule_from(Origin("adr", "ADR-001"), item)


def problems(**data: Any) -> list[str]:
    """What `check` says of a rule's fields."""
    return [message for _, message in pointed_problems(**data)]


def pointed_problems(**data: Any) -> list[Problem]:
    return rule_problems({"id": "a", **data})


def judged(data: Mapping[str, Any] | Rule, files: Mapping[str, str | bytes], **repos: Mapping[str, Any]) -> Judged:
    """What a rule says of the repository `core` with these files, and of further ones."""
    rule = data if isinstance(data, Rule) else rule_of(data)
    texts = {"core": files, **repos}
    members = {name: Member(name, {}, TextView(held)) for name, held in texts.items()}
    (found,) = Scanner(members, set(members), lambda _: NoCache(), map).run([rule])
    return found


def found(data: Mapping[str, Any] | Rule, files: Mapping[str, str | bytes], **repos: Mapping[str, Any]) -> list[str]:
    """Path, discriminator and line of each violation, in short: `src/a.py pandas 3`."""
    items = judged(data, files, **repos).violations
    return [f"{one.path} {one.discriminator} {one.line}".replace("  ", " ") for one in items]


def fingerprints(data: Mapping[str, Any], files: Mapping[str, str | bytes], **repos: Mapping[str, Any]) -> set[str]:
    """What identifies a rule's findings."""
    return {one.fingerprint for one in detections_of(judged(data, files, **repos))}
