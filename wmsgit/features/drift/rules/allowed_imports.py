"""`allowed_imports`: the only foreign modules that files may import. Fingerprint: file | module."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import ClassVar

from wmsgit.features.drift.imports.languages import ImportTarget, Language
from wmsgit.features.drift.imports.own_modules import NativeModules
from wmsgit.features.drift.imports.patterns import ModulePatterns
from wmsgit.features.drift.imports.project import project_needs
from wmsgit.features.drift.imports.rule_kind import ImportRuleKind
from wmsgit.features.drift.imports.targets import IMPORT_FIELDS, language_of, targets
from wmsgit.features.drift.kind import Need, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView

STANDARD = "stdlib"
_BELOW = "**"


class AllowedImports(ImportRuleKind):
    """Files in scope may import these modules, and what is not foreign: their own repository's and their language's."""

    properties: ClassVar = {
        **IMPORT_FIELDS,
        "modules": {
            "type": "array",
            "description": "Foreign modules that may be imported, with all below; `stdlib` names what may be anyway.",
            "items": {"type": "string", "minLength": 1},
        },
        "own": {
            "type": "boolean",
            "default": False,
            "description": "Whether the repository's own modules have to be among these, as in a rule about its parts.",
        },
    }
    required = ("modules",)

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:
        """The imports of the files in scope, and what the repository's manifests say of its language."""
        return [*super().needs(rule, sight), *project_needs(sight.files)]

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each statement and module that is not allowed."""
        language = language_of(rule)
        is_allowed = _allowance(rule.texts("modules"), language)
        is_own_free = not rule.options.get("own")
        for sight in sights.values():
            native = NativeModules(sight, language)
            for path, result in targets(rule, sight):
                for target in result:
                    if _may(target, is_allowed, language.separator) or native.is_standard(path, target):
                        continue
                    if not (is_own_free and native.is_own(path, target)):
                        module = target.module
                        message = f"{path} in {sight.name} imports {module}, which is not allowed there"
                        yield Violation(sight.name, path, module, path, target.line, message, imported=module)


def _allowance(modules: tuple[str, ...], language: Language) -> Callable[[str], bool]:
    """Whether a module is allowed. `app.**` allows `app` as well, which whoever imports `app.x` imports too."""
    below = f"{language.separator}{_BELOW}"
    named = [name for name in modules if name != STANDARD]
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
