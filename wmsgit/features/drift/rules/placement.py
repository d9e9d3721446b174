"""`placement`: components that stand where they belong. Fingerprint: component | state and place."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import ClassVar

from wmsgit.features.drift.components.definitions import CLASSES
from wmsgit.features.drift.components.finding import CLASS, PYTHON, ComponentLocation, can_be_found, is_at, standings
from wmsgit.features.drift.fields import texts_field
from wmsgit.features.drift.imports.layout import layout_needs
from wmsgit.features.drift.kind import Need, Problem, RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Placement, Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.scope import pattern

_MISSING = "missing"
_REPOSITORY = "repository"
_CHECKS = (_MISSING, "misplaced", "duplicated")


class PlacementKind(RuleKind):
    """Components must stand where the active placements say: in their repository, at their location, and once.

    A component whose type is `class`, `module` or `package` is one of Python's, by its name, which may be dotted; a
    class counts where it is defined at the top of a file. Of another type it is where its marker file is, or else at
    its location. A component of the type `repository` without a location is its whole repository.
    """

    properties: ClassVar = {
        "components": texts_field("The components' names, with the wild cards `*` and `?`; all when absent."),
        "check": {
            "type": "array",
            "minItems": 1,
            "description": "What is looked for; all three when absent.",
            "items": {"type": "string", "enum": list(_CHECKS)},
        },
        "markers": {
            "type": "object",
            "description": "Component type → pattern of the file that marks such a component, with `{name}` for its"
            " name, as in `services/{name}/service.yaml`; without it the folder of the file has the name.",
            "additionalProperties": {"type": "string", "minLength": 1},
        },
    }
    is_whole = True
    is_across = True
    wants_placements = True
    example_is_across = True

    def is_met_by_files(self, rule: Rule) -> bool:  # noqa: ARG002 - of the base
        """Always: a component may lie in it."""
        return True

    def problems(self, rule: Rule) -> Iterator[Problem]:
        """A marker that cannot be used."""
        for sort, marker in _markers(rule).items():
            try:
                pattern((marker,))
            except ValueError as error:
                yield ("markers", sort), f"markers.{sort}: the pattern cannot be used: {error}"

    def also_reads(self, rule: Rule) -> Collection[str]:
        """The repositories where the components belong."""
        return {item.repo for item in _meant(rule)}

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:
        """From where modules are imported, and the classes that files define, where a component is one."""
        layout = layout_needs(sight.member)
        if any(item.type.lower() == CLASS for item in _meant(rule)):
            return [*layout, Need(CLASSES, [path for path in sight.paths if path.endswith(PYTHON)])]
        return layout

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each component and place."""
        for item in _meant(rule):
            if not can_be_found(item, _markers(rule)):
                reason = f"{item.component}: there is no way to find a {item.type}: name its location, or a marker"
                yield Unknown(rule.name, item.repo, "", reason)
            elif problem := _unusable(item):
                yield Unknown(rule.name, item.repo, "", f"{item.component}: its location cannot be used: {problem}")
            elif item.repo not in sights:
                reason = f"{item.component} belongs in {item.repo}, which cannot be seen"
                places = [place for sight in sights.values() for place in standings(item, sight, _markers(rule))]
                yield from (Unknown(rule.name, place.repo, place.path, reason) for place in places)
            else:
                yield from _of_component(rule, item, sights)

    def matches_nothing(self, rule: Rule, sights: Mapping[str, RuleView]) -> bool:
        """Whether no placement is meant."""
        return not sights or not _meant(rule)

    def holds_without(self, violation: Violation) -> bool:
        """What is missing may stand, misplaced, in a repository that could not be seen."""
        return violation.discriminator != _MISSING

    def discriminator_at(self, violation: Violation, path: str) -> str:
        """State and place, with the earlier path."""
        state, _, place = violation.discriminator.partition(" ")
        return f"{state} {path}" if place == violation.path else violation.discriminator


def _markers(rule: Rule) -> Mapping[str, str]:
    return {str(sort).lower(): str(marker) for sort, marker in (rule.options.get("markers") or {}).items()}


def _unusable(item: Placement) -> str:
    """Why the location is no pattern; empty where it is one."""
    try:
        pattern((item.location,))
    except ValueError as error:
        return str(error)
    return ""


def _meant(rule: Rule) -> list[Placement]:
    names = rule.texts("components") or ("*",)
    parts = [placement for placement in rule.placements if not _is_whole_repository(placement)]
    return [placement for placement in parts if any(fnmatchcase(placement.component, name) for name in names)]


def _is_whole_repository(placement: Placement) -> bool:
    """Whether a component is its repository, which stands where it is."""
    return placement.type.lower() == _REPOSITORY and not placement.location


def _of_component(rule: Rule, item: Placement, sights: Mapping[str, RuleView]) -> Iterator[Violation]:
    result = [place for sight in sights.values() for place in standings(item, sight, _markers(rule))]
    right = [place for place in result if is_at(item, place)]
    wrong = [place for place in result if not is_at(item, place)]
    checks = rule.texts("check") or _CHECKS
    if not result and _MISSING in checks:
        message = f"{item.component} is missing in {item.repo}{f' at {item.location}' if item.location else ''}"
        expected = _spelled(item.repo, item.location)
        yield Violation(item.repo, item.component, _MISSING, item.location or ".", 0, message, item.component, expected)
    state = "duplicated" if right else "misplaced"
    if state in checks:
        yield from (_violation(item, state, place) for place in (*right[1:], *wrong))


def _violation(item: Placement, state: str, place: ComponentLocation) -> Violation:
    where = _spelled(place.repo, place.path)
    expected = _spelled(item.repo, item.location)
    words = f"stands in {where} too, and belongs" if state == "duplicated" else f"stands in {where}, and belongs"
    message = f"{item.component} {words} in {expected}"
    discriminator = f"{state} {place.path}"
    return Violation(
        place.repo, item.component, discriminator, place.path, place.line, message, item.component, expected, where
    )


def _spelled(repo: str, path: str) -> str:
    return f"{repo}/{path}" if path else repo


KIND = PlacementKind()
