"""`forbidden_dependency`: packages that must not be declared. Fingerprint: manifest | group and name."""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import ClassVar

from wmsgit.features.drift.dependencies.declared import CATEGORIES, Declared
from wmsgit.features.drift.dependencies.manifests import (
    ECOSYSTEM_FIELD,
    STRICT_FIELD,
    declared,
    manifest_needs,
    manifests,
    not_read,
    odd_lines,
    unread_manifests,
)
from wmsgit.features.drift.fields import texts_field
from wmsgit.features.drift.kind import Need, RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.versions.names import name_in
from wmsgit.features.drift.versions.ranges import Ecosystem


class ForbiddenDependency(RuleKind):
    """Manifests must not declare these packages."""

    properties: ClassVar = {
        "packages": texts_field(
            "Names of packages, with the wild cards `*` and `?`. Python's are compared as PEP 503 says, so that"
            " `Foo_Bar` is `foo-bar`; Go's are paths of modules, Maven's and Gradle's `group:artifact`."
        ),
        "groups": texts_field(
            "In which groups: runtime, dev, optional, build, peer, constraint (what limits or replaces versions),"
            " indirect (what go.mod lists for others), locked (what lock files hold), or a group's own name. In all"
            " when absent; a lock file beside its manifest is read only where `locked` is named."
        ),
        "ecosystem": ECOSYSTEM_FIELD,
        "strict": STRICT_FIELD,
    }
    required = ("packages",)
    stricter: ClassVar = {"packages": "longer", "groups": "wider", "strict": "true"}
    is_whole = True

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:
        """What the manifests declare."""
        return manifest_needs(rule, sight)

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each declaration, and of a strict rule for each manifest that it does not read."""
        for sight in sights.values():
            for path, item, ecosystem in declared(rule, sight):
                if in_groups(rule, item) and _is_forbidden(rule, item.name, ecosystem):
                    message = f"{path} in {sight.name} depends on {item.name} ({item.group})"
                    yield Violation(sight.name, path, f"{item.group} {item.name}", path, item.line, message)
            yield from odd_lines(rule, sight)
            yield from not_read(rule, sight)

    def unread(self, rule: Rule, sight: RuleView) -> list[str]:
        """The manifests in scope of other formats."""
        return unread_manifests(rule, sight)

    def matches_nothing(self, rule: Rule, sights: Mapping[str, RuleView]) -> bool:
        """Whether no manifest is in scope, or none has a group of those names."""
        return lacks_manifests(rule, sights)

    def example_path(self, rule: Rule) -> str:
        """A requirement file, or what npm has."""
        return "package.json" if rule.text("ecosystem") == "npm" else "requirements.txt"


def lacks_manifests(rule: Rule, sights: Mapping[str, RuleView]) -> bool:
    """Whether no manifest is in a rule's scope, or the rule names groups, none a category, and no manifest has any."""
    if not any(manifests(rule, sight) for sight in sights.values()):
        return True
    named = rule.texts("groups")
    if not named or not {group.partition(":")[0] for group in named}.isdisjoint(CATEGORIES):
        return False
    return not any(in_groups(rule, item.dependency) for sight in sights.values() for item in declared(rule, sight))


def in_groups(rule: Rule, dependency: Declared) -> bool:
    """Whether a rule means a dependency's group, by its category or its own name."""
    groups = rule.texts("groups")
    return not groups or bool({dependency.group, *dependency.group.split(":", 1)} & set(groups))


def _is_forbidden(rule: Rule, name: str, ecosystem: Ecosystem) -> bool:
    return any(fnmatchcase(name_in(name, ecosystem), name_in(item, ecosystem)) for item in rule.texts("packages"))


KIND = ForbiddenDependency()
