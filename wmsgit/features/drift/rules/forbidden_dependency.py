"""`forbidden_dependency`: packages that must not be declared. Fingerprint: manifest | group and name."""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import ClassVar

from wmsgit.features.drift.dependencies.declared import Declared, canonical
from wmsgit.features.drift.dependencies.manifests import ECOSYSTEM_FIELD, declared, manifest_needs, manifests
from wmsgit.features.drift.fields import texts_field
from wmsgit.features.drift.kind import Need, RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.versions.ranges import Ecosystem


class ForbiddenDependency(RuleKind):
    """Manifests must not declare these packages: pyproject.toml, setup.cfg, requirement files, package.json."""

    properties: ClassVar = {
        "packages": texts_field(
            "Names of packages, with the wild cards `*` and `?`. Python's are compared as PEP 503 says, so that"
            " `Foo_Bar` is `foo-bar`."
        ),
        "groups": texts_field(
            "In which groups: runtime, dev, optional, build, peer, or a group's own name. In all when absent."
        ),
        "ecosystem": ECOSYSTEM_FIELD,
    }
    required = ("packages",)
    forbids = ("packages",)
    is_whole = True

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:
        """What the manifests declare."""
        return manifest_needs(rule, sight)

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each declaration."""
        for sight in sights.values():
            for path, item, ecosystem in declared(rule, sight):
                if in_groups(rule, item) and _is_forbidden(rule, item.name, ecosystem):
                    message = f"{path} in {sight.name} depends on {item.name} ({item.group})"
                    yield Violation(sight.name, path, f"{item.group} {item.name}", path, item.line, message)

    def matches_nothing(self, rule: Rule, sights: Mapping[str, RuleView]) -> bool:
        """Whether no manifest is in scope."""
        return not any(manifests(rule, sight) for sight in sights.values())

    def example_path(self, rule: Rule) -> str:
        """A requirement file, or what npm has."""
        return "package.json" if rule.text("ecosystem") == "npm" else "requirements.txt"


def in_groups(rule: Rule, dependency: Declared) -> bool:
    """Whether a rule means a dependency's group, by its category or its own name."""
    groups = rule.texts("groups")
    return not groups or bool({dependency.group, *dependency.group.split(":", 1)} & set(groups))


def _is_forbidden(rule: Rule, name: str, ecosystem: Ecosystem) -> bool:
    read = canonical if ecosystem == "python" else str.lower
    return any(fnmatchcase(name, read(item)) for item in rule.texts("packages"))


KIND = ForbiddenDependency()
