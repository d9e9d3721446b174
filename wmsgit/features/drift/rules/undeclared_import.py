"""`undeclared_import`: what is imported and in no manifest, or declared and never imported.

Fingerprint: file | package that is imported; of what is never imported, manifest | its name.
"""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

from wmsgit.features.drift.dependencies.declared import RUNTIME
from wmsgit.features.drift.dependencies.distributions import packages_meant, provided
from wmsgit.features.drift.dependencies.manifests import Found, declared, manifest_needs
from wmsgit.features.drift.fields import texts_field
from wmsgit.features.drift.folders import upwards
from wmsgit.features.drift.imports.languages import ImportTarget
from wmsgit.features.drift.imports.own_modules import NativeModules
from wmsgit.features.drift.imports.project import project_needs
from wmsgit.features.drift.imports.rule_kind import ImportRuleKind
from wmsgit.features.drift.imports.targets import IMPORT_FIELDS, language_of, sources, targets
from wmsgit.features.drift.kind import Need, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.rules.forbidden_dependency import in_groups
from wmsgit.features.drift.versions.ranges import Ecosystem

_UNDECLARED, _UNUSED = "undeclared", "unused"
_CHECKS = (_UNDECLARED, _UNUSED)


class UndeclaredImport(ImportRuleKind):
    """What files import must be declared by a manifest around them, and what one declares must be imported."""

    properties: ClassVar = {
        **IMPORT_FIELDS,
        "check": {
            "type": "array",
            "description": "`undeclared`: imported and in no manifest at or above the file's folder. `unused`: declared"
            " for runtime, and imported by no file in scope. Both when absent.",
            "items": {"type": "string", "enum": list(_CHECKS)},
            "minItems": 1,
            "default": list(_CHECKS),
        },
        "groups": texts_field("The groups whose declarations count, as in `forbidden_dependency`. All when absent."),
        "names": {
            "type": "object",
            "description": "Package → the modules that it brings, where their name is another: `acme-core: [acme]`."
            " Those of well-known packages are known.",
            "additionalProperties": {"type": "array", "items": {"type": "string", "minLength": 1}},
        },
        "ignore": texts_field("Packages and modules that are left out."),
    }
    is_whole = True
    stricter: ClassVar = {"check": "longer", "ignore": "shorter"}

    def is_met_by_files(self, rule: Rule) -> bool:
        """Where what nothing imports is looked for."""
        return _UNUSED in (rule.texts("check") or _CHECKS)

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:
        """The imports, what the manifests declare, and what they say of the language."""
        return [
            *super().needs(rule, sight),
            *manifest_needs(_everywhere(rule), _whole(sight)),
            *project_needs(sight.member),
        ]

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each file and package, and for each declaration."""
        for sight in sights.values():
            yield from _DeclaredModules(rule, sight).run()


class _DeclaredModules:
    """One repository's imports against its manifests."""

    def __init__(self, rule: Rule, sight: RuleView) -> None:
        self._rule, self._sight = rule, sight
        self._ecosystem: Ecosystem = "python" if language_of(rule).separator == "." else "npm"
        whole = _whole(sight)
        self._declared = [item for item in declared(_everywhere(rule), whole) if item.ecosystem == self._ecosystem]
        sight.missed.update(whole.missed)
        self._ignored = set(rule.texts("ignore"))
        self._native = NativeModules(sight, language_of(rule))
        self._by_folder = self._modules_by_folder()
        self._used: set[str] = set()

    def run(self) -> Iterator[Violation | Unknown]:
        checks = self._rule.texts("check") or _CHECKS
        undeclared = list(self._undeclared())
        if undeclared and not self._declared:
            reason = "no manifest that is read here declares anything, so that what is imported cannot be compared"
            yield Unknown(self._rule.name, self._sight.name, "", reason)
            return
        yield from undeclared if _UNDECLARED in checks else ()
        yield from self._unused() if _UNUSED in checks and sources(self._rule, self._sight) else ()

    def _modules_by_folder(self) -> dict[str, dict[str, str]]:
        """Folder → module that the manifests in it bring → package."""
        result: dict[str, dict[str, str]] = {}
        for item in self._declared:
            if in_groups(self._rule, item.dependency):
                folder = result.setdefault(_folder_of(item.path), {})
                folder.update(dict.fromkeys(self._brought(item), item.dependency.name))
        return result

    def _brought(self, item: Found) -> list[str]:
        return provided(item.dependency.name, self._ecosystem, self._rule.options.get("names") or {})

    def _undeclared(self) -> Iterator[Violation]:
        name = self._sight.name
        for path, result in targets(self._rule, self._sight):
            known: set[str] = set()
            for target in result:
                package = self._missing(path, target)
                if package and package not in known:
                    known.add(package)
                    message = f"{path} in {name} imports {package}, which no manifest around it declares"
                    yield Violation(name, path, package, path, target.line, message, imported=target.module)

    def _missing(self, path: str, target: ImportTarget) -> str:
        """The package that a statement imports and no manifest declares; empty for none."""
        native = self._native
        if native.is_standard(path, target):
            return ""
        meant = packages_meant(target, self._ecosystem)
        brought = [self._by_folder[folder] for folder in upwards(posixpath.dirname(path)) if folder in self._by_folder]
        package = next((modules[module] for modules in brought for module in meant if module in modules), "")
        if package:
            self._used.add(package)
            return ""
        top = target.module.partition(".")[0] if self._ecosystem == "python" else meant[0]
        return "" if self._ignored & {top, target.module} or native.is_own(path, target) else top

    def _unused(self) -> Iterator[Violation]:
        """What the manifests around files in scope declare in vain; of others nobody was asked."""
        name = self._sight.name
        around = {folder for path in sources(self._rule, self._sight) for folder in upwards(posixpath.dirname(path))}
        for item in (item for item in self._declared if _folder_of(item.path) in around):
            package, group = item.dependency.name, item.dependency.group
            is_counted = group == RUNTIME and package not in self._ignored and self._brought(item)
            if is_counted and package not in self._used and in_groups(self._rule, item.dependency):
                message = f"{item.path} in {name} declares {package}, which nothing in scope imports"
                yield Violation(name, item.path, package, item.path, item.dependency.line, message)


def _everywhere(rule: Rule) -> Rule:
    """The rule as the manifests' reader takes it: of the ecosystem of its language."""
    return replace(rule, options={"ecosystem": "python" if language_of(rule).separator == "." else "npm"})


def _whole(sight: RuleView) -> RuleView:
    """The repository whole: which manifest is around a file does not depend on the rule's scope."""
    return replace(sight, paths=tuple(sight.files), missed={})


def _folder_of(path: str) -> str:
    """The folder for which a manifest speaks; `requirements/dev.txt` does for the one around it."""
    folder = posixpath.dirname(path)
    return posixpath.dirname(folder) if posixpath.basename(folder) == "requirements" else folder


KIND = UndeclaredImport()
