"""`forbidden_import`: modules that files must not import. Fingerprint: file | module."""

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from wmsgit.drift.imports.fields import IMPORT_FIELDS
from wmsgit.drift.imports.patterns import ModulePatterns
from wmsgit.drift.imports.targets import Target, example_path, import_need, separator, sources, targets
from wmsgit.drift.rule import Rule
from wmsgit.drift.rules.base import Need, RuleKind, Unknown, Violation
from wmsgit.drift.sight import Sight


class ForbiddenImport(RuleKind):
    """Files in scope must not import these modules, by statement or by call, at the top or inside functions."""

    properties: ClassVar = {
        **IMPORT_FIELDS,
        "modules": {
            "type": "array",
            "description": "Modules that must not be imported, with all below them; `*` and `**` are wild cards.",
            "items": {"type": "string", "minLength": 1},
            "minItems": 1,
        },
    }
    required = ("modules",)

    def needs(self, rule: Rule, sight: Sight) -> Iterable[Need]:
        """The imports of the files in scope."""
        return [import_need(rule, sight)]

    def judge(self, rule: Rule, sights: Mapping[str, Sight]) -> Iterator[Violation | Unknown]:
        """A violation for each statement and forbidden module."""
        patterns = ModulePatterns(rule.texts("modules"), separator(rule))
        for sight in sights.values():
            for path, found in targets(rule, sight):
                for target in found:
                    for module in _forbidden(target, patterns, separator(rule)):
                        message = f"{path} in {sight.name} imports {module}"
                        yield Violation(sight.name, path, module, path, target.line, message)

    def matches_nothing(self, rule: Rule, sights: Mapping[str, Sight]) -> bool:
        """Whether no file of the language is in scope."""
        return not any(sources(rule, sight) for sight in sights.values())

    def example_path(self, rule: Rule) -> str:
        """A file of the rule's language."""
        return example_path(rule)


def _forbidden(target: Target, patterns: ModulePatterns, dot: str) -> Iterator[str]:
    """The module itself, or else what is imported from it and may be a module too: `from os import path`."""
    if patterns.fits(target.module):
        yield target.module
        return
    yield from (full for name in target.names if patterns.fits(full := f"{target.module}{dot}{name}"))


KIND = ForbiddenImport()
