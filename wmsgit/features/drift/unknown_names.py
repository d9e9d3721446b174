"""Unknown names: what in a rule names something of the workspace that is not there, with the nearest that is."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from wmsgit.features.drift.collect import spell
from wmsgit.features.drift.contradictions import chooses_none
from wmsgit.features.drift.kind import Problem
from wmsgit.features.drift.rule import Placement, Rule
from wmsgit.features.drift.scope import selects
from wmsgit.model.text import did_you_mean

_TAG, _NOT = "tag:", "!"


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What rules may name.

    Attributes:
        repos: the workspace's repositories → their tags.
        placements: what the active placements place.
        fields: the names of the fields that a repository's record may have; empty where that is not known.
    """

    repos: Mapping[str, Collection[str]]
    placements: Sequence[Placement] = ()
    fields: Collection[str] = ()


def unknown_repositories(rule: Rule, repos: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    """The selectors of repositories that choose none: the way to each, and one sentence.

    Args:
        rule: which.
        repos: the workspace's repositories → their tags.
    """
    are_known = True
    for way, selector in _selectors(rule):
        name = selector.removeprefix(_NOT)
        if not any(selects([name], repo, tags) for repo, tags in repos.items()) and name != "all":
            are_known = False
            tags = sorted({tag for values in repos.values() for tag in values})
            if name.startswith(_TAG):
                wanted = name.removeprefix(_TAG)
                yield way, f"{spell(way)}: no repository has the tag {wanted!r}{did_you_mean(wanted, tags)}"
            else:
                yield way, f"{spell(way)}: no repository has the name {name!r}{did_you_mean(name, repos)}"
    yield from chooses_none(rule, repos) if are_known else ()


def unknown_parts(rule: Rule, known: KnownNames) -> Iterator[Problem]:
    """What else in a rule names nothing of the workspace: components, their types, fields of a repository's record."""
    if rule.kind == "placement":
        yield from _of_components(rule, known.placements)
    if rule.kind == "config_value" and known.fields:
        for way, name in _record_fields(rule.options):
            if name not in known.fields:
                near = did_you_mean(name, known.fields)
                yield way, f"{spell(way)}: a repository's record has no field {name!r}{near}"


def _of_components(rule: Rule, placements: Sequence[Placement]) -> Iterator[Problem]:
    if not placements:
        yield (), "no active placement places anything, so that nothing can stand elsewhere"
        return
    names = sorted({item.component for item in placements})
    for at, name in enumerate(rule.texts("components")):
        if not any(fnmatchcase(component, name) for component in names):
            near = did_you_mean(name, names)
            yield ("components", at), f"components[{at}]: no active placement has the component {name!r}{near}"
    types = sorted({item.type.lower() for item in placements})
    for name in rule.options.get("markers") or {}:
        if str(name).lower() not in types:
            near = did_you_mean(str(name), types)
            yield ("markers", str(name)), f"markers.{name}: no active placement has a component of this type{near}"


def _record_fields(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The way to each `equals: {record: repo, field: NAME}`, and that name."""
    if not isinstance(value, Mapping):
        return
    for key, item in value.items():
        if key == "equals" and isinstance(item, Mapping) and item.keys() == {"record", "field"}:
            yield (*way, key, "field"), str(item["field"])
        elif key in {"where", "every", "some"} or (way and way[-1] == "where"):
            yield from _record_fields(item, (*way, key))


def _selectors(rule: Rule) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield from ((("scope", "repos", at), text) for at, text in enumerate(rule.scope.repos))
    source, targets = rule.options.get("source"), rule.options.get("targets")
    if isinstance(source, Mapping) and source.get("repo"):
        yield ("source", "repo"), str(source["repo"])
    for at, target in enumerate(targets if isinstance(targets, list) else ()):
        for number, text in enumerate(target.get("repos") or () if isinstance(target, Mapping) else ()):
            yield ("targets", at, "repos", number), str(text)
