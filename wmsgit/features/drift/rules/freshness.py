"""`freshness`: files that nobody may leave untouched for long. Fingerprint: path."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from wmsgit.features.drift.kind import Problem, RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView


class Freshness(RuleKind):
    """No file in scope may have gone without a commit for more than so many days, such as a runbook."""

    properties: ClassVar = {
        "days": {"type": "integer", "minimum": 1, "description": "For how many days a file may stay untouched."},
    }
    required = ("days",)
    is_whole = True
    stricter: ClassVar = {"days": "lower"}

    def stands_alone(self, rule: Rule) -> bool:  # noqa: ARG002 - of the base
        """Never: the day matters."""
        return False

    def problems(self, rule: Rule) -> Iterator[Problem]:
        """A rule with examples."""
        if rule.examples:
            yield ("examples",), "examples: texts have no history"

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each file that no commit of these days has touched."""
        days = int(rule.options["days"])
        for sight in sights.values():
            touched = sight.member.history.touched(sight.view.commit, days) if sight.member.history else None
            if touched is None:
                reason = "its history is not there, or shallow, so that nobody knows when files were touched"
                yield Unknown(rule.name, sight.name, "", reason)
                continue
            for path in sight.paths:
                if path not in touched:
                    message = f"{path} in {sight.name} has had no commit for more than {days} days"
                    yield Violation(sight.name, path, "", path, 0, message)


KIND = Freshness()
