"""`path_forbidden`: files that must not be there. Fingerprint: path."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from wmsgit.features.drift.fields import patterns_field
from wmsgit.features.drift.kind import Problem, RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.scope import pattern


class PathForbidden(RuleKind):
    """No file, symbolic link or submodule that Git knows of may fit these patterns."""

    properties: ClassVar = {"paths": patterns_field("What must not be there.")}
    example_is_path = True
    required = ("paths",)
    stricter: ClassVar = {"paths": "longer"}

    def problems(self, rule: Rule) -> Iterator[Problem]:
        """A pattern that cannot be used."""
        try:
            pattern(rule.texts("paths"))
        except ValueError as error:
            yield ("paths",), f"paths: a pattern cannot be used: {error}"

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each path."""
        fits = pattern(rule.texts("paths"))
        for sight in sights.values():
            for path in (*sight.paths, *sight.others):
                if fits(path):
                    yield Violation(sight.name, path, "", path, 0, f"{path} must not be in {sight.name}")


KIND = PathForbidden()
