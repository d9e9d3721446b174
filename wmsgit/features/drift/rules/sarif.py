"""`sarif`: what another tool found, taken in by `drift import sarif`. Fingerprint: file | its rule and fingerprint."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import ClassVar

from wmsgit.features.drift.fields import texts_field
from wmsgit.features.drift.kind import Problem, RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView

_LEVELS = ("error", "warning")


class Sarif(RuleKind):
    """What a tool that writes SARIF has found in a repository, taken in by `drift import sarif`.

    A scan tells what was recorded of it the last time; the next import says what is fixed.
    """

    is_about_files: ClassVar[bool] = False
    properties: ClassVar = {
        "tool": {
            "type": "string",
            "minLength": 1,
            "description": "The tool's name as its files have it, or the first words of it, such as `gitleaks`, or "
            "`semgrep` for `Semgrep OSS`; case does not count.",
        },
        "rules": texts_field("Which of the tool's rules are meant, with the wild cards `*` and `?`; all when absent."),
        "levels": {
            "type": "array",
            "description": "Which levels are meant; `error` and `warning` when absent.",
            "items": {"type": "string", "enum": ["error", "warning", "note", "none"]},
            "minItems": 1,
            "default": list(_LEVELS),
        },
    }
    required = ("tool",)
    is_whole = True
    is_imported = True
    stricter: ClassVar = {"rules": "wider", "levels": "longer"}

    def stands_alone(self, rule: Rule) -> bool:  # noqa: ARG002 - of the base
        """Never: nothing is judged here."""
        return False

    def problems(self, rule: Rule) -> Iterator[Problem]:
        """A rule with examples."""
        if rule.examples:
            yield ("examples",), "examples: another tool says what breaks the rule"

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:  # noqa: ARG002 - of the base
        """Nothing: the tool has judged."""
        yield from ()


def is_meant(rule: Rule, tool: str, rule_id: str, level: str) -> bool:
    """Whether a rule of this kind means a result of a tool."""
    levels = rule.texts("levels") or _LEVELS
    names = rule.texts("rules")
    is_named = not names or any(fnmatchcase(rule_id, name) for name in names)
    return is_of_tool(rule, tool) and level in levels and is_named


def is_of_tool(rule: Rule, tool: str) -> bool:
    """Whether a rule of this kind means a tool: by its whole name, or by the first words of it."""
    return f"{tool} ".casefold().startswith(f"{rule.text('tool')} ".casefold())


KIND = Sarif()
