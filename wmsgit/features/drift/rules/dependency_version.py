"""`dependency_version`: which versions of a package may be allowed. Fingerprint: manifest | package."""

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from wmsgit.features.drift.dependencies.declared import INHERITED
from wmsgit.features.drift.dependencies.manifests import (
    ECOSYSTEM_FIELD,
    STRICT_FIELD,
    Found,
    declared,
    manifest_needs,
    not_read,
    odd_lines,
    unread_manifests,
)
from wmsgit.features.drift.fields import texts_field
from wmsgit.features.drift.kind import Need, Problem, RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.rules.forbidden_dependency import in_groups, lacks_manifests
from wmsgit.features.drift.versions.names import name_in
from wmsgit.features.drift.versions.ranges import RANGED, Ecosystem, allows_only, understands


class DependencyVersion(RuleKind):
    """Where a package is declared, every version that the declaration allows must lie within a range."""

    properties: ClassVar = {
        "package": {"type": "string", "minLength": 1, "description": "The package's name."},
        "must_be_within": {
            "type": "string",
            "minLength": 1,
            "description": "The range: by PEP 440, as in `>=2,<3`, for Python's manifests; npm's for package.json;"
            " Cargo's for Cargo.toml. Manifests for which it is none are not looked at, nor those of other languages.",
        },
        "groups": texts_field("In which groups, as in `forbidden_dependency`. In all when absent."),
        "ecosystem": {**ECOSYSTEM_FIELD, "enum": list(RANGED)},
        "strict": STRICT_FIELD,
    }
    required = ("package", "must_be_within")
    stricter: ClassVar = {"groups": "wider", "strict": "true"}
    is_whole = True

    def problems(self, rule: Rule) -> Iterator[Problem]:
        """A range that is none."""
        if not _ecosystems(rule):
            yield ("must_be_within",), f"must_be_within: {rule.text('must_be_within')!r} is no range of versions"

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:
        """What the manifests declare."""
        return manifest_needs(rule, sight, RANGED)

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each declaration that allows another version."""
        meant = _ecosystems(rule)
        for sight in sights.values():
            for item in declared(rule, sight, RANGED):
                is_known = not item.dependency.url.startswith(INHERITED)  # what is not is an odd line
                if is_known and item.ecosystem in meant and _is_meant(rule, item) and in_groups(rule, item.dependency):
                    yield from _of_declaration(rule, sight, item)
            yield from odd_lines(rule, sight)
            yield from not_read(rule, sight, RANGED)

    def unread(self, rule: Rule, sight: RuleView) -> list[str]:
        """The manifests in scope of which no versions are understood."""
        return unread_manifests(rule, sight, RANGED)

    def matches_nothing(self, rule: Rule, sights: Mapping[str, RuleView]) -> bool:
        """Whether no manifest is in scope, or none has a group of those names."""
        return lacks_manifests(rule, sights)

    def example_path(self, rule: Rule) -> str:
        """A requirement file, or what npm has."""
        return "requirements.txt" if "python" in _ecosystems(rule) else "package.json"


def _ecosystems(rule: Rule) -> list[Ecosystem]:
    wanted = rule.text("ecosystem")
    return [item for item in RANGED if wanted in {"", item} and understands(rule.text("must_be_within"), item)]


def _is_meant(rule: Rule, result: Found) -> bool:
    package = rule.text("package")
    return name_in(result.dependency.name, result.ecosystem) == name_in(package, result.ecosystem)


def _of_declaration(rule: Rule, sight: RuleView, result: Found) -> Iterator[Violation | Unknown]:
    path, item, ecosystem = result
    wanted = rule.text("must_be_within")
    allowed = (
        f"takes {item.name} from {item.url}" if item.url else f"allows {item.name} {item.versions or 'of any version'}"
    )
    try:
        if not item.url and allows_only(item.versions, wanted, ecosystem, is_poetry=item.is_poetry):
            return
    except ValueError as error:
        if ecosystem == "python":
            yield Unknown(rule.name, sight.name, path, str(error))
            return
        allowed = f"takes what is tagged {item.versions} of {item.name}"  # npm: `latest`
    message = f"{path} in {sight.name} {allowed}, it must be within {wanted}"
    yield Violation(sight.name, path, item.name, path, item.line, message)


KIND = DependencyVersion()
