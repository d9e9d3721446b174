"""`forbidden_import`: modules that files must not import. Fingerprint: file | module."""

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from wmsgit.features.drift.imports.languages import ImportTarget
from wmsgit.features.drift.imports.patterns import ModulePatterns
from wmsgit.features.drift.imports.rule_kind import ImportRuleKind
from wmsgit.features.drift.imports.targets import IMPORT_FIELDS, language_of, targets
from wmsgit.features.drift.kind import Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView


class ForbiddenImport(ImportRuleKind):
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

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each statement and forbidden module."""
        separator = language_of(rule).separator
        patterns = ModulePatterns(rule.texts("modules"), separator)
        for sight in sights.values():
            for path, result in targets(rule, sight):
                for target in result:
                    if patterns.may_fit(target.module) or target.others:
                        for module in _forbidden(target, patterns, separator):
                            message = f"{path} in {sight.name} imports {module}"
                            yield Violation(sight.name, path, module, path, target.line, message, imported=module)


def _forbidden(target: ImportTarget, patterns: ModulePatterns, separator: str) -> Iterable[str]:
    """The module itself, or else what is imported from it and may be a module too: `from os import path`."""
    possible = (target.module, *target.others)
    fitting = [module for module in possible if patterns.fits(module)]
    if fitting:
        return fitting[:1]
    inner = ([full for name in target.names if patterns.fits(full := f"{it}{separator}{name}")] for it in possible)
    return next(filter(None, inner), ())


KIND = ForbiddenImport()
