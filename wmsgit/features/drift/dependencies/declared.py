"""Declared dependencies: what every kind of manifest comes down to, and how it is kept as a fact."""

import re
from typing import Any, NamedTuple

from wmsgit.features.drift.budget import MAX_DEPENDENCIES, MAX_REQUIREMENT
from wmsgit.features.drift.facts import ExtractionError
from wmsgit.features.drift.texts import text_of

RUNTIME, DEV, OPTIONAL, BUILD, PEER = "runtime", "dev", "optional", "build", "peer"
_SEPARATORS = re.compile(r"[-_.]+")


class Declared(NamedTuple):
    """One dependency as a manifest declares it.

    Attributes:
        group: `runtime`, `build` or `peer`; `dev` or `optional`, mostly with the group's own name: `dev:test`.
        name: the package's, of a Python package as PEP 503 has it.
        versions: the range that is allowed, as it is written.
        url: where it is taken from instead; empty for an index.
        is_poetry: whether the range is one of Poetry's.
        line: about where it stands; 0 for unknown.
    """

    group: str
    name: str
    versions: str
    url: str
    is_poetry: bool
    line: int


class Manifest(NamedTuple):
    """What one manifest says: its dependencies, and the requirement files that it includes, each with its group."""

    dependencies: list[Declared]
    includes: list[tuple[str, str]]

    def as_fact(self) -> list[Any]:
        """The manifest as a JSON value."""
        return [list(map(list, self.dependencies)), list(map(list, self.includes))]


def manifest_of(fact: list[Any]) -> Manifest:
    """The manifest that a fact is."""
    return Manifest([Declared(*row) for row in fact[0]], [(path, group) for path, group in fact[1]])


def canonical(name: str) -> str:
    """A Python package's name as PEP 503 compares it."""
    return _SEPARATORS.sub("-", name).lower()


def grouped(category: str, name: str = "") -> str:
    """A group: its category, and its own name where it has one."""
    return f"{category}:{name}" if name and name != category else category


def required(text: str, group: str, line: int = 0) -> Declared:
    """A requirement of PEP 508.

    Raises:
        ExtractionError: when it is none.
    """
    from packaging.requirements import InvalidRequirement, Requirement

    if len(text) > MAX_REQUIREMENT:
        raise ExtractionError(f"{text[:80]!r}… has more than {MAX_REQUIREMENT:,} characters")
    try:
        requirement = Requirement(text)
    except InvalidRequirement as error:
        where = f"line {line}: " if line else ""
        raise ExtractionError(f"{where}{text[:80]!r} is no requirement: {str(error).partition(chr(10))[0]}") from error
    name = canonical(requirement.name)
    return Declared(group, name, str(requirement.specifier), requirement.url or "", is_poetry=False, line=line)


def manifest_text(data: bytes) -> str:
    """A manifest's text.

    Raises:
        ExtractionError: when it is binary.
    """
    text = text_of(data)
    if text is None:
        raise ExtractionError("it is binary")
    return text.decode("utf-8", "replace")


def require_few(count: int) -> None:
    """Refuse a manifest with more dependencies than are looked at.

    Raises:
        ExtractionError: saying so.
    """
    if count > MAX_DEPENDENCIES:
        raise ExtractionError(f"it has more than {MAX_DEPENDENCIES:,} dependencies")
