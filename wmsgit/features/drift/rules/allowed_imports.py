"""`allowed_imports`: the only foreign modules that files may import. Fingerprint: file | module."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import ClassVar

from wmsgit.features.drift.imports.languages import ImportTarget, Language
from wmsgit.features.drift.imports.own_modules import NativeModules
from wmsgit.features.drift.imports.patterns import NOT, ModulePatterns
from wmsgit.features.drift.imports.project import project_needs
from wmsgit.features.drift.imports.rule_kind import ImportRuleKind
from wmsgit.features.drift.imports.targets import IMPORT_FIELDS, IMPORT_STRICTER, language_of, targets
from wmsgit.features.drift.kind import Need, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView

STANDARD, OWN, FOREIGN = "stdlib", "self", "third_party"
_WORDS = frozenset({STANDARD, OWN, FOREIGN})
_BELOW = "**"


class AllowedImports(ImportRuleKind):
    """Files in scope may import these modules, and what is not foreign: their own repository's and their language's."""

    properties: ClassVar = {
        **IMPORT_FIELDS,
        "modules": {
            "type": "array",
            "description": "Foreign modules that may be imported, with all below. `stdlib` names what may be anyway,"
            " `self` the repository's own modules, `third_party` all others; what stands after `!` may not be.",
            "items": {"type": "string", "minLength": 1},
        },
        "own": {
            "type": "boolean",
            "default": False,
            "description": "Whether the repository's own modules have to be among these, as in a rule about its parts.",
        },
    }
    required = ("modules",)
    stricter: ClassVar = {**IMPORT_STRICTER, "modules": "shorter", "own": "true"}

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:
        """The imports of the files in scope, and what the repository's manifests say of its language."""
        return [*super().needs(rule, sight), *project_needs(sight.member)]

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each statement and module that is not allowed."""
        language = language_of(rule)
        allowance = _Allowance(rule, language)
        for sight in sights.values():
            native = NativeModules(sight, language)
            for path, result in targets(rule, sight):
                for target in result:
                    for module in allowance.refused(path, target, native):
                        message = f"{path} in {sight.name} imports {module}, which is not allowed there"
                        yield Violation(sight.name, path, module, path, target.line, message, imported=module)


class _Allowance:
    """What one rule lets files import."""

    def __init__(self, rule: Rule, language: Language) -> None:
        modules, self._separator = rule.texts("modules"), language.separator
        self._is_allowed = _allowance(modules, language)
        self._outside = ModulePatterns([item[1:] for item in modules if item.startswith(NOT)], language.separator)
        self._is_own_free = not rule.options.get("own") or OWN in modules
        self._is_foreign_free = FOREIGN in modules

    def refused(self, path: str, target: ImportTarget, native: NativeModules) -> Iterator[str]:
        """The modules of a statement that may not be imported: the one that it names, or what is taken out by `!`."""
        names = [f"{target.module}{self._separator}{name}" for name in target.names]
        out = [module for module in (target.module, *names) if self._outside.fits(module)]
        if out:
            yield out[0]
        elif not _may(target, self._is_allowed, self._separator) and not self._is_native(path, target, native):
            yield target.module

    def _is_native(self, path: str, target: ImportTarget, native: NativeModules) -> bool:
        if native.is_standard(path, target):
            return True
        return self._is_own_free if native.is_own(path, target) else self._is_foreign_free


def _allowance(modules: tuple[str, ...], language: Language) -> Callable[[str], bool]:
    """Whether a module is allowed. `app.**` allows `app` as well, which whoever imports `app.x` imports too."""
    below = f"{language.separator}{_BELOW}"
    named = [name for name in modules if name not in _WORDS and not name.startswith(NOT)]
    tops = [name.removesuffix(below) for name in named if name.endswith(below)]
    return ModulePatterns([*named, *(top for top in tops if "*" not in top)], language.separator).fits


def _may(target: ImportTarget, is_allowed: Callable[[str], bool], separator: str) -> bool:
    """Whether the module is allowed, or everything that is imported from it by name: `from app import models`."""
    possible = (target.module, *target.others)
    if any(map(is_allowed, possible)):
        return True
    return bool(target.names) and any(
        all(is_allowed(f"{module}{separator}{name}") for name in target.names) for module in possible
    )


KIND = AllowedImports()
