"""`config_value`: what a setting must be. Fingerprint: file | pointer, never the value found."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from wmsgit.features.drift.fields import FILE_FIELD
from wmsgit.features.drift.kind import Need, Problem, RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.settings.compare import same, shown, within
from wmsgit.features.drift.settings.formats import UNTYPED, format_of
from wmsgit.features.drift.settings.values import AT_FIELD, FORMAT_FIELD, value_extractor

_WANTED = ("equals", "one_of", "range")


class ConfigValue(RuleKind):
    """A value in a configuration file must be this one, one of these, or within a range.

    Repositories without the file are not meant; `path_required` asks for it.
    """

    properties: ClassVar = {
        "file": FILE_FIELD,
        "format": FORMAT_FIELD,
        "at": AT_FIELD,
        "equals": {"description": "What the value must be. In INI and text files numbers may be written as texts."},
        "one_of": {"type": "array", "minItems": 1, "description": "Values of which it must be one."},
        "range": {
            "type": "object",
            "description": "The least and the greatest number that it may be; either may be left out.",
            "additionalProperties": False,
            "minProperties": 1,
            "properties": {
                "min": {"type": "number", "description": "The least."},
                "max": {"type": "number", "description": "The greatest."},
            },
        },
    }
    required = ("file",)

    def problems(self, rule: Rule) -> Iterator[Problem]:
        """A rule that wants nothing, or several things."""
        if len([name for name in _WANTED if name in rule.options]) != 1:
            yield (), "one of equals, one_of and range is needed"

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:
        """The value."""
        return [Need(_extractor(rule), [path]) for path in [rule.text("file")] if path in sight.paths]

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each repository where the value is another, or is not there."""
        path, at = rule.text("file"), rule.text("at")
        for sight in sights.values():
            if path in sight.others:
                yield Unknown(rule.name, sight.name, path, "it is no regular file, and links are not followed")
            for _, fact in sight.each(_extractor(rule), [path] if path in sight.paths else []):
                problem = _problem(rule, fact)
                if problem:
                    message = f"{path} in {sight.name} {problem}{f' at {at}' if at else ''}, {_wish(rule)} is wanted"
                    yield Violation(sight.name, path, at, path, fact[0] if fact else 0, message)

    def matches_nothing(self, rule: Rule, sights: Mapping[str, RuleView]) -> bool:
        """Whether no repository has the file."""
        path = rule.text("file")
        return not any(path in sight.paths or path in sight.others for sight in sights.values())

    def example_path(self, rule: Rule) -> str:
        """The file."""
        return rule.text("file")


def _extractor(rule: Rule) -> Any:
    return value_extractor(rule.text("file"), rule.text("at"), rule.text("format"))


def _problem(rule: Rule, fact: list[Any]) -> str:
    """What is wrong with the value; empty for nothing."""
    if not fact:
        return "has nothing"
    value, options = fact[1], rule.options
    is_text = rule.text("format", format_of(rule.text("file"))) in UNTYPED
    if "range" in options:
        is_fine = within(value, options["range"].get("min"), options["range"].get("max"), is_text=is_text)
    else:
        wanted = options["one_of"] if "one_of" in options else [options["equals"]]
        is_fine = any(same(value, item, is_text=is_text) for item in wanted)
    return "" if is_fine else f"has {shown(value)}"


def _wish(rule: Rule) -> str:
    options = rule.options
    if "range" in options:
        low, high = (options["range"].get(name) for name in ("min", "max"))
        return f"{low} to {high}" if None not in (low, high) else f"{high} or less" if low is None else f"{low} or more"
    if "one_of" in options:
        return " or ".join(map(shown, options["one_of"]))
    return shown(options["equals"])


KIND = ConfigValue()
