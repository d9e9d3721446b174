"""Finding components: the places in a repository where a placement's component stands, right or wrong."""

import posixpath
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wmsgit.features.drift.components.definitions import CLASSES
from wmsgit.features.drift.imports.targets import packages_of
from wmsgit.features.drift.rule import Placement
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.scope import pattern

CLASS, MODULE, PACKAGE = "class", "module", "package"
PYTHON = (".py", ".pyi")
_WILD = frozenset("*?[")


class ComponentLocation(NamedTuple):
    """Where a component stands.

    Attributes:
        repo: the repository.
        path: the file, or the folder of a package or of a marker.
        line: counted from 1; 0 for the whole.
        modules: its dotted names, the likeliest first; none for what is no Python.
    """

    repo: str
    path: str
    line: int
    modules: tuple[str, ...]


def can_be_found(placement: Placement, markers: Mapping[str, str]) -> bool:
    """Whether there is a way to find the component: a Python one, one with a marker, or one with a location."""
    return placement.type.lower() in {CLASS, MODULE, PACKAGE, *markers} or bool(placement.location)


def standings(placement: Placement, sight: RuleView, markers: Mapping[str, str]) -> Iterator[ComponentLocation]:
    """The places where the component stands in a repository, by path.

    Args:
        placement: which component.
        sight: the repository.
        markers: component type → pattern of the file that marks one, with `{name}` for its name.
    """
    sort = placement.type.lower()
    if sort in markers:
        yield from _marked(placement, sight, markers[sort])
    elif sort == CLASS:
        yield from _classes(placement, sight)
    elif sort in {MODULE, PACKAGE}:
        yield from _modules(placement, sight, is_package=sort == PACKAGE)
    elif sight.name == placement.repo:
        there = [path for path in sight.paths if is_at(placement, ComponentLocation(sight.name, path, 0, ()))]
        yield from (ComponentLocation(sight.name, path, 0, ()) for path in there[:1])


def is_at(placement: Placement, standing: ComponentLocation) -> bool:
    """Whether a component stands where it belongs: in its repository, and there at its location or below it.

    A location is a path, a pattern of paths, or the dotted name of a module.
    """
    location = placement.location.strip("/")
    if standing.repo != placement.repo:
        return False
    if not location or standing.path == location or standing.path.startswith(f"{location}/"):
        return True
    if any(f"{module}.".startswith(f"{location}.") for module in standing.modules):
        return True
    return not _WILD.isdisjoint(location) and pattern((f"/{location}",))(standing.path)


def _classes(placement: Placement, sight: RuleView) -> Iterator[ComponentLocation]:
    within, _, name = placement.component.rpartition(".")
    packages = packages_of(sight)
    for path, rows in sight.each(CLASSES, [path for path in sight.paths if path.endswith(PYTHON)]):
        for result, line in rows:
            if result == name and _end_with(modules := packages.modules(path), within):
                yield ComponentLocation(sight.name, path, line, modules)


def _modules(placement: Placement, sight: RuleView, *, is_package: bool) -> Iterator[ComponentLocation]:
    packages = packages_of(sight)
    for path in sight.paths:
        is_init = posixpath.basename(path) in {"__init__.py", "__init__.pyi"}
        if path.endswith(PYTHON) and is_init == is_package:
            modules = packages.modules(path)
            if _end_with(modules, placement.component):
                yield ComponentLocation(sight.name, posixpath.dirname(path) if is_init else path, 0, modules)


def _marked(placement: Placement, sight: RuleView, marker: str) -> Iterator[ComponentLocation]:
    fits = pattern((marker.replace("{name}", placement.component),))
    result = set()
    for path in sight.paths:
        folder = posixpath.dirname(path)
        is_meant = "{name}" in marker or posixpath.basename(folder) == placement.component
        if fits(path) and is_meant and folder not in result:
            result.add(folder)
            yield ComponentLocation(sight.name, folder or ".", 0, ())


def _end_with(modules: tuple[str, ...], name: str) -> bool:
    """Whether one of the dotted names is, or ends in, another."""
    return not name or any(f".{module}".endswith(f".{name}") for module in modules)
