"""`coverage`: files that belong to no component. Fingerprint: path."""

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from wmsgit.features.drift.fields import patterns_field
from wmsgit.features.drift.kind import RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.scope import pattern

_ANY_FILE = "any-folder/any-folder/any-file"
"""A path that no pattern fits but one that fits every file in a folder."""


class Coverage(RuleKind):
    """Every file must belong to a component: fit the `owned_paths` of an active placement in its repository.

    A pattern that fits every file, as `**` does, says of none what it belongs to, and does not count.
    """

    properties: ClassVar = {"paths": patterns_field("Which files are looked at; all when absent.")}
    narrowed_by = "paths"
    stricter: ClassVar = {"paths": "wider"}
    wants_placements = True
    example_is_path = True
    example_is_across = True

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each file that nobody owns."""
        for sight in sights.values():
            own = [placement for placement in rule.placements if placement.repo == sight.name]
            try:
                owned = [pattern(paths) for placement in own if (paths := _telling(placement.paths))]
            except ValueError as error:
                yield Unknown(rule.name, sight.name, "", f"a pattern of owned paths cannot be used: {error}")
                continue
            for path in sight.paths:
                if not any(fits(path) for fits in owned):
                    message = f"{path} in {sight.name} belongs to no component"
                    yield Violation(sight.name, path, "", path, 0, message)


def _telling(paths: Iterable[str]) -> list[str]:
    """The patterns that say something of a file: not those that fit any."""
    return [path for path in paths if not pattern((path,))(_ANY_FILE)]


KIND = Coverage()
