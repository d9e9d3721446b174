"""`path_required`: a file that every repository must have. Fingerprint: patterns."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from wmsgit.features.drift.fields import texts_field
from wmsgit.features.drift.kind import Problem, RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.scope import pattern


class PathRequired(RuleKind):
    """Every repository in scope must have a file that fits one of these patterns."""

    is_about_files: ClassVar[bool] = False
    properties: ClassVar = {
        "any_of": texts_field(
            "One of these must be there: patterns as in a .gitignore file, from the top of the repository; `**/`"
            " before a name looks for it at any depth."
        )
    }
    example_is_path = True
    required = ("any_of",)
    is_whole = True
    stricter: ClassVar = {"any_of": "shorter"}

    def is_met_by_files(self, rule: Rule) -> bool:  # noqa: ARG002 - of the base
        """Always: one that fits is enough."""
        return True

    def problems(self, rule: Rule) -> Iterator[Problem]:
        """A pattern that cannot be used."""
        try:
            pattern(_anchored(rule))
        except ValueError as error:
            yield ("any_of",), f"any_of: a pattern cannot be used: {error}"
        for at, item in enumerate(rule.texts("any_of")):
            if ".." in item.split("/"):
                yield ("any_of", at), f"any_of[{at}]: {item!r} leads out of the repository, so that nothing can fit it"

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each repository that has none. A symbolic link counts as there."""
        fits = pattern(_anchored(rule), of_files=True)
        wanted = rule.texts("any_of")
        shown = wanted[0].lstrip("/") if len(wanted) == 1 and not set("*?[!") & set(wanted[0]) else "."
        for sight in sights.values():
            if not any(fits(path) for path in (*sight.paths, *sight.others)):
                message = f"{sight.name} has no {' or '.join(wanted)}"
                yield Violation(sight.name, "\n".join(sorted(wanted)), "", shown, 0, message)


def _anchored(rule: Rule) -> list[str]:
    """The patterns, each from the top of the repository."""
    return [f"{'!' * item.startswith('!')}/{item.removeprefix('!').lstrip('/')}" for item in rule.texts("any_of")]


KIND = PathRequired()
