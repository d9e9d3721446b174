"""`path_naming`: how files are named. Fingerprint: path."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from wmsgit.features.drift.fields import patterns_field
from wmsgit.features.drift.kind import Problem, RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.schema.expressions import regular_expression

STYLES: Mapping[str, str] = {
    "snake_case": r"_*[a-z0-9]+(_+[a-z0-9]+)*_*",
    "kebab-case": r"[a-z0-9]+(-[a-z0-9]+)*",
    "PascalCase": r"([A-Z][a-z0-9]*)+",
    "camelCase": r"[a-z][a-z0-9]*([A-Z][a-z0-9]*)*",
}
"""Name of a style → what a whole stem must fit. Underscores around a snake stand for `__init__` and `_private`."""


class PathNaming(RuleKind):
    """The stems of files, their names up to the first dot, must be written in one style."""

    properties: ClassVar = {
        "paths": patterns_field("Which files are looked at."),
        "stem": {
            "type": "string",
            "minLength": 1,
            "description": "snake_case, kebab-case, PascalCase, camelCase, or a regular expression (RE2) that the"
            " whole stem must fit. A stem is the name up to its first dot; that of `.env` is `env`.",
        },
    }
    example_is_path = True
    required = ("stem",)
    narrowed_by = "paths"
    stricter: ClassVar = {"paths": "wider"}

    def problems(self, rule: Rule) -> Iterator[Problem]:
        """An expression that cannot be run."""
        try:
            _expression(rule)
        except ValueError as error:
            yield ("stem",), f"stem: {error}"

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each file with another name."""
        expression = _expression(rule)
        for sight in sights.values():
            for path in sight.paths:
                stem = stem_of(path)
                if not expression.fullmatch(stem.encode("utf-8", "surrogateescape")):
                    message = f"{path} in {sight.name}: the stem {stem!r} is not {_style(rule)}"
                    yield Violation(sight.name, path, "", path, 0, message)


def stem_of(path: str) -> str:
    """A file's name up to its first dot, leading dots aside."""
    return path.rpartition("/")[2].lstrip(".").partition(".")[0]


def _style(rule: Rule) -> str:
    stem = rule.text("stem")
    return stem if stem in STYLES else f"as {stem!r} wants it"


def _expression(rule: Rule) -> Any:
    stem = rule.text("stem")
    return regular_expression(STYLES.get(stem, stem))


KIND = PathNaming()
