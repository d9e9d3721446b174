"""Declared dependencies: what every kind of manifest comes down to, and how it is kept as a fact."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from wmsgit.features.drift.budget import MAX_DEPENDENCIES, MAX_REQUIREMENT
from wmsgit.features.drift.facts import ExtractionError
from wmsgit.features.drift.texts import text_of
from wmsgit.features.drift.versions.names import canonical

RUNTIME, DEV, OPTIONAL, BUILD, PEER = "runtime", "dev", "optional", "build", "peer"
CONSTRAINT, INDIRECT, LOCKED = "constraint", "indirect", "locked"
INHERITED = "inherited:"
"""How the place of a dependency begins whose version, or package, the workspace around says."""
CATEGORIES = (RUNTIME, DEV, OPTIONAL, BUILD, PEER, CONSTRAINT, INDIRECT, LOCKED)


class Declared(NamedTuple):
    """One dependency as a manifest declares it.

    Attributes:
        group: `runtime`, `build` or `peer`; `dev` or `optional`, mostly with the group's own name: `dev:test`;
            `constraint` for what only limits or replaces versions, `indirect` for what a manifest lists for the sake
            of others, `locked` for what stands in a lock file.
        name: the package's, of a Python package as PEP 503 has it.
        versions: the range that is allowed, as it is written.
        url: where it is taken from instead; empty for an index. `inherited:KEY` for what the workspace around says.
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
    """What one manifest says.

    Attributes:
        dependencies: what it declares.
        includes: the requirement files that it includes, each with its group.
        odd: line, from 1 or 0 for unknown, and what stands there that cannot be read; the rest counts.
        shared: key → what the manifests of a workspace may inherit of this one.
    """

    dependencies: list[Declared]
    includes: list[tuple[str, str]]
    odd: list[tuple[int, str]] = []  # noqa: RUF012 - of a tuple, which nobody appends to
    shared: Mapping[str, Declared] = MappingProxyType({})

    def as_fact(self) -> list[Any]:
        """The manifest as a JSON value."""
        shared = {key: list(item) for key, item in self.shared.items()}
        return [list(map(list, self.dependencies)), list(map(list, self.includes)), list(map(list, self.odd)), shared]


def manifest_of(fact: list[Any]) -> Manifest:
    """The manifest that a fact is."""
    odd = [(line, reason) for line, reason in fact[2]]
    shared = {key: Declared(*row) for key, row in fact[3].items()}
    return Manifest([Declared(*row) for row in fact[0]], [(path, group) for path, group in fact[1]], odd, shared)


def grouped(category: str, name: str = "") -> str:
    """A group: its category, and its own name where it has one."""
    return f"{category}:{name}" if name and name != category else category


class InvalidDependencyError(ExtractionError):
    """One dependency cannot be read; the message says which and why, without a line."""


def required(text: str, group: str) -> Declared:
    """A requirement of PEP 508.

    Raises:
        InvalidDependencyError: when it is none.
    """
    from packaging.requirements import InvalidRequirement, Requirement

    if len(text) > MAX_REQUIREMENT:
        raise InvalidDependencyError(f"{text[:80]!r}… has more than {MAX_REQUIREMENT:,} characters")
    try:
        requirement = Requirement(text)
    except InvalidRequirement as error:
        words = str(error).partition("\n")[0]
        raise InvalidDependencyError(f"{text[:80]!r} is no requirement: {words}") from error
    name = canonical(requirement.name)
    return Declared(group, name, str(requirement.specifier), requirement.url or "", is_poetry=False, line=0)


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


class ManifestBuilder:
    """Collects what a manifest declares; what cannot be read is noted with its line and is no end of the rest."""

    def __init__(self) -> None:
        self._shared: dict[str, Declared] = {}
        self.manifest = Manifest([], [], [], self._shared)

    def add(self, dependency: Declared) -> None:
        """Add a dependency.

        Raises:
            ExtractionError: when there are more than are looked at.
        """
        require_few(len(self.manifest.dependencies) + len(self.manifest.includes))
        self.manifest.dependencies.append(dependency)

    def add_item(self, item: Any, dependency: Declared) -> None:
        """Add what stands beside a name in a table of packages: a text or a table; all else is odd."""
        if isinstance(item, str | Mapping):
            self.add(dependency)
        else:
            self.odd_item(dependency.name, item, dependency.line)

    def odd_item(self, name: str, item: Any, line: int) -> None:
        """Note what stands where a dependency should."""
        self.odd(line, f"{name}: {str(item)[:80]!r} is no dependency")

    def share(self, key: str, dependency: Declared) -> None:
        """Add a dependency that other manifests of a workspace may inherit."""
        self.add(dependency)
        self._shared[key] = dependency

    def require(self, text: str, group: str, line: int = 0) -> None:
        """Add a requirement of PEP 508."""
        try:
            self.add(required(text, group))
            self.manifest.dependencies[-1] = self.manifest.dependencies[-1]._replace(line=line)
        except InvalidDependencyError as error:
            self.odd(line, str(error))

    def include(self, path: str, group: str) -> None:
        """Add a requirement file."""
        require_few(len(self.manifest.dependencies) + len(self.manifest.includes))
        self.manifest.includes.append((path, group))

    def odd(self, line: int, reason: str) -> None:
        """Note what cannot be read."""
        require_few(len(self.manifest.odd))
        self.manifest.odd.append((line, reason))
