"""`import_protected`: modules that only these may import. Fingerprint: file | module."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from wmsgit.features.drift.imports.languages import ImportTarget, Language
from wmsgit.features.drift.imports.patterns import ModulePatterns, nothing_left
from wmsgit.features.drift.imports.rule_kind import ImportRuleKind
from wmsgit.features.drift.imports.targets import (
    IMPORT_FIELDS,
    IMPORT_STRICTER,
    all_sources,
    language_of,
    packages_of,
    targets,
)
from wmsgit.features.drift.kind import Problem, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView


class ImportProtected(ImportRuleKind):
    """Modules that only these importers may import themselves, and what lies in the same module of them."""

    properties: ClassVar = {
        **IMPORT_FIELDS,
        "modules": {
            "type": "array",
            "description": "The protected modules, each with all below it; `*`, `**` and `!` as in `forbidden_import`.",
            "items": {"type": "string", "minLength": 1},
            "minItems": 1,
        },
        "allowed_importers": {
            "type": "array",
            "description": "The modules that may import them, each with all below it; none when empty.",
            "items": {"type": "string", "minLength": 1},
        },
    }
    required = ("modules", "allowed_importers")
    stricter: ClassVar = {**IMPORT_STRICTER, "modules": "longer", "allowed_importers": "shorter"}

    def problems(self, rule: Rule) -> Iterator[Problem]:
        """A rule that protects nothing."""
        yield from nothing_left(rule)

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each file and protected module that it may not import."""
        protection = _Protection(rule)
        is_python = protection.language.separator == "."
        allowed = " and ".join(rule.texts("allowed_importers"))
        only = f"only {allowed} may" if allowed else "nothing else may"
        for sight in sights.values():
            packages = packages_of(sight, "", rule.texts("roots"))
            for path, result in targets(rule, sight):
                importers = packages.modules(path) if is_python else (protection.language.module(path, packages),)
                for target in result if not any(map(protection.allows, importers)) else ():
                    for module in protection.refused(importers, target):
                        message = f"{path} in {sight.name} imports {module}, which {only}"
                        yield Violation(sight.name, path, module, path, target.line, message, imported=module)

    def matches_nothing(self, rule: Rule, sights: Mapping[str, RuleView]) -> bool:
        """Whether no repository in scope has, or imports, a protected module."""
        protection = _Protection(rule)
        return not any(protection.is_met(rule, sight) for sight in sights.values())


class _Protection:
    """What one rule protects, from whom."""

    def __init__(self, rule: Rule) -> None:
        self.language: Language = language_of(rule)
        self._dot = self.language.separator
        self._modules = ModulePatterns(rule.texts("modules"), self._dot)
        self._each = [ModulePatterns([item], self._dot) for item in rule.texts("modules") if not item.startswith("!")]
        self.allows = ModulePatterns(rule.texts("allowed_importers"), self._dot).fits

    def is_met(self, rule: Rule, sight: RuleView) -> bool:
        """Whether a repository has a protected module, or a file in scope imports one."""
        packages = packages_of(sight, "", rule.texts("roots"))
        if any(self._modules.fits(self.language.module(path, packages)) for path in all_sources(rule, sight)):
            return True
        imported = (target for _, result in targets(rule, sight) for target in result)
        return any(self._modules.fits(module) for target in imported for module in self._bases(target))

    def _bases(self, target: ImportTarget) -> list[str]:
        names = [f"{target.module}{self._dot}{name}" for name in target.names]
        return [target.module, *target.others, *names]

    def refused(self, importers: Sequence[str], target: ImportTarget) -> Iterator[str]:
        """The protected modules of a statement that its file, by none of its names, lies in itself."""
        for base in (target.module, *target.others):
            names = [f"{base}{self._dot}{name}" for name in target.names]
            if names and all(map(self._modules.excludes, names)):
                continue
            fitting = [base] if self._modules.fits(base) else list(filter(self._modules.fits, names))
            for module in fitting:
                own = (pattern for pattern in self._each if pattern.fits(module))
                if not any(any(map(pattern.fits, importers)) for pattern in own):
                    yield module
            if fitting:
                return


KIND = ImportProtected()
