"""`allowed_imports`: the only modules that files may import. Fingerprint: file | module."""

from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

from wmsgit.features.drift.imports.languages import ImportTarget, Language
from wmsgit.features.drift.imports.patterns import ModulePatterns
from wmsgit.features.drift.imports.rule_kind import ImportRuleKind
from wmsgit.features.drift.imports.targets import IMPORT_FIELDS, language_of, targets
from wmsgit.features.drift.kind import Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView

STANDARD = "stdlib"
_BELOW = "**"


class AllowedImports(ImportRuleKind):
    """Files in scope may import these modules and no others."""

    properties: ClassVar = {
        **IMPORT_FIELDS,
        "modules": {
            "type": "array",
            "description": "Modules that may be imported, with all below; `stdlib` is what comes with the language.",
            "items": {"type": "string", "minLength": 1},
        },
    }
    required = ("modules",)

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each statement and module that is not allowed."""
        language = language_of(rule)
        is_allowed = _allowance(rule.texts("modules"), language)
        for sight in sights.values():
            for path, result in targets(rule, sight):
                for target in result:
                    if not _may(target, is_allowed, language.separator):
                        message = f"{path} in {sight.name} imports {target.module}, which is not allowed there"
                        yield Violation(sight.name, path, target.module, path, target.line, message)


def _allowance(modules: tuple[str, ...], language: Language) -> Callable[[str], bool]:
    """Whether a module is allowed. `app.**` allows `app` as well, which whoever imports `app.x` imports too."""
    below = f"{language.separator}{_BELOW}"
    named = [name for name in modules if name != STANDARD]
    tops = [name.removesuffix(below) for name in named if name.endswith(below)]
    patterns = ModulePatterns([*named, *(top for top in tops if "*" not in top)], language.separator)
    standard = language.is_standard if STANDARD in modules else lambda _: False
    return lambda module: patterns.fits(module) or standard(module)


def _may(target: ImportTarget, is_allowed: Callable[[str], bool], separator: str) -> bool:
    """Whether the module is allowed, or everything that is imported from it by name: `from app import models`."""
    if is_allowed(target.module):
        return True
    return bool(target.names) and all(is_allowed(f"{target.module}{separator}{name}") for name in target.names)


KIND = AllowedImports()
