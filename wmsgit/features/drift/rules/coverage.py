"""`coverage`: files that belong to no component. Fingerprint: path."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from wmsgit.features.drift.fields import patterns_field
from wmsgit.features.drift.kind import RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.scope import pattern


class Coverage(RuleKind):
    """Every file must belong to a component: fit the `owned_paths` of an active placement in its repository."""

    properties: ClassVar = {"paths": patterns_field("Which files are looked at; all when absent.")}
    narrowed_by = "paths"
    wants_placements = True
    example_is_path = True
    example_is_across = True

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each file that nobody owns."""
        for sight in sights.values():
            owners = [
                placement.paths for placement in rule.placements if placement.repo == sight.name and placement.paths
            ]
            try:
                owned = [pattern(paths) for paths in owners]
            except ValueError as error:
                yield Unknown(rule.name, sight.name, "", f"a pattern of owned paths cannot be used: {error}")
                continue
            for path in sight.paths:
                if not any(fits(path) for fits in owned):
                    message = f"{path} in {sight.name} belongs to no component"
                    yield Violation(sight.name, path, "", path, 0, message)


KIND = Coverage()
