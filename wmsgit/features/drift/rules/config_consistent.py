"""`config_consistent`: settings that must agree with one authority. Fingerprint: target file | pointer."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from wmsgit.features.drift.facts import Extractor
from wmsgit.features.drift.fields import FILE_FIELD
from wmsgit.features.drift.kind import Need, RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.scope import selects
from wmsgit.features.drift.settings.compare import same, shown
from wmsgit.features.drift.settings.formats import UNTYPED, format_of
from wmsgit.features.drift.settings.values import AT_FIELD, FORMAT_FIELD, value_extractor

_PLACE: Mapping[str, Any] = {"file": FILE_FIELD, "format": FORMAT_FIELD, "at": AT_FIELD}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stands: a file, its format, a pointer; and for a target in which repositories."""

    file: str
    form: str
    at: str
    repos: tuple[str, ...] = ()

    @property
    def extractor(self) -> Extractor:
        return value_extractor(self.file, self.at, self.form)

    @property
    def is_text(self) -> bool:
        return (self.form or format_of(self.file)) in UNTYPED


class ConfigConsistent(RuleKind):
    """Values in the repositories' configuration files must agree with the value in one repository's.

    Repositories without a target's file are not meant; `path_required` asks for it.
    """

    properties: ClassVar = {
        "source": {
            "type": "object",
            "description": "The authority.",
            "additionalProperties": False,
            "required": ["repo", "file"],
            "properties": {"repo": {"type": "string", "description": "Its repository.", "minLength": 1}, **_PLACE},
        },
        "targets": {
            "type": "array",
            "description": "What must agree with it.",
            "minItems": 1,
            "items": {
                "type": "object",
                "description": "A file in some repositories.",
                "additionalProperties": False,
                "required": ["file"],
                "properties": {
                    "repos": {
                        "type": "array",
                        "description": "Repositories, as in a scope; all in the rule's scope when absent.",
                        "items": {"type": "string", "minLength": 1},
                    },
                    **_PLACE,
                },
            },
        },
        "compare": {
            "type": "string",
            "enum": ["equal", "version_satisfies"],
            "default": "equal",
            "description": "How: the values are equal, or the authority's version lies within the target's range.",
        },
    }
    required = ("source", "targets")
    is_whole = True
    example_is_across = True

    def also_reads(self, rule: Rule) -> Collection[str]:
        """The authority."""
        return (_source_repo(rule),)

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:
        """The values of source and targets in this repository."""
        places = [place for place in _targets(rule) if _is_target(place, sight)]
        if sight.name == _source_repo(rule):
            places.append(_source(rule))
        return [Need(place.extractor, [place.file]) for place in places if place.file in sight.files]

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each target that does not agree."""
        wanted, problem = _authority(rule, sights.get(_source_repo(rule)))
        if problem:
            source = f"{_source_repo(rule)}/{_source(rule).file}"
            reason = f"the authority {source} gives no value: {problem}"
        for sight in sights.values():
            for place in _targets(rule):
                if not _is_target(place, sight) or _is_source(rule, place, sight):
                    continue
                if not problem:
                    yield from _of_target(rule, place, sight, wanted)
                elif place.file in sight.paths:
                    yield Unknown(rule.name, sight.name, place.file, reason)

    def matches_nothing(self, rule: Rule, sights: Mapping[str, RuleView]) -> bool:
        """Whether no target's file is there."""
        return not any(
            place.file in sight.paths and not _is_source(rule, place, sight)
            for sight in sights.values()
            for place in _targets(rule)
            if _is_target(place, sight)
        )

    def example_tags(self, rule: Rule) -> Collection[str]:
        """The tags by which targets are chosen."""
        return [name.removeprefix("tag:") for place in _targets(rule) for name in place.repos if name[:4] == "tag:"]


def _place(data: Mapping[str, Any]) -> _Place:
    repos = tuple(map(str, data.get("repos") or ()))
    return _Place(str(data["file"]), str(data.get("format") or ""), str(data.get("at") or ""), repos)


def _source_repo(rule: Rule) -> str:
    return str(rule.options["source"]["repo"])


def _source(rule: Rule) -> _Place:
    return _place(rule.options["source"])


def _targets(rule: Rule) -> list[_Place]:
    return [_place(item) for item in rule.options["targets"]]


def _is_target(place: _Place, sight: RuleView) -> bool:
    return selects(place.repos, sight.name, sight.member.tags)


def _is_source(rule: Rule, place: _Place, sight: RuleView) -> bool:
    source = _source(rule)
    return (sight.name, place.file, place.at) == (_source_repo(rule), source.file, source.at)


def _authority(rule: Rule, sight: RuleView | None) -> tuple[Any, str]:
    """The authority's value, or why there is none."""
    source = _source(rule)
    if sight is None:
        return None, "the repository cannot be seen"
    if source.file not in sight.files:
        return None, "the file is not there"
    fact = sight.fact(source.extractor, source.file)
    if fact is None:
        return None, sight.missed.pop(source.file)
    return (fact[1], "") if fact else (None, f"nothing stands at {source.at}")


def _of_target(rule: Rule, place: _Place, sight: RuleView, wanted: Any) -> Iterator[Violation | Unknown]:
    if place.file in sight.others:
        yield Unknown(rule.name, sight.name, place.file, "it is no regular file, and links are not followed")
    for path, fact in sight.each(place.extractor, [place.file] if place.file in sight.paths else []):
        try:
            agrees = bool(fact) and _agrees(rule, place, fact[1], wanted)
        except ValueError as error:
            yield Unknown(rule.name, sight.name, path, str(error))
            continue
        if not agrees:
            has = shown(fact[1]) if fact else "nothing"
            where = f" at {place.at}" if place.at else ""
            message = f"{path} in {sight.name} has {has}{where}, which does not agree with {shown(wanted)}"
            source = f"{_source_repo(rule)}/{_source(rule).file}"
            yield Violation(sight.name, path, place.at, path, fact[0] if fact else 0, f"{message} in {source}")


def _agrees(rule: Rule, place: _Place, value: Any, wanted: Any) -> bool:
    if rule.text("compare") == "version_satisfies":
        from wmsgit.features.drift.versions.ranges import satisfies

        return satisfies(str(wanted).strip(), str(value))
    is_source_text = _source(rule).is_text
    return same(value, wanted, is_text=place.is_text) or (is_source_text and same(wanted, value, is_text=True))


KIND = ConfigConsistent()
