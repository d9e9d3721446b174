"""Manifests: which files are some, which facts they need, and what those in a rule's scope declare."""

import posixpath
import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from wmsgit.features.drift.budget import MAX_SETTINGS_BYTES
from wmsgit.features.drift.dependencies.declared import Declared, Manifest, manifest_of
from wmsgit.features.drift.dependencies.npm import read_package_json
from wmsgit.features.drift.dependencies.python import read_pyproject, read_setup_cfg
from wmsgit.features.drift.dependencies.requirements import read_requirements, requirements_group
from wmsgit.features.drift.facts import Extractor
from wmsgit.features.drift.kind import Need
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.versions.ranges import ECOSYSTEMS, Ecosystem

PYPROJECT = Extractor("pyproject", 1, lambda data: read_pyproject(data).as_fact(), MAX_SETTINGS_BYTES)
SETUP_CFG = Extractor("setup-cfg", 1, lambda data: read_setup_cfg(data).as_fact(), MAX_SETTINGS_BYTES)
PACKAGE_JSON = Extractor("package-json", 1, lambda data: read_package_json(data).as_fact(), MAX_SETTINGS_BYTES)
REQUIREMENTS = Extractor("requirements", 1, lambda data: read_requirements(data).as_fact(), MAX_SETTINGS_BYTES)

_NAMED: Mapping[str, Extractor] = {
    "pyproject.toml": PYPROJECT,
    "setup.cfg": SETUP_CFG,
    "package.json": PACKAGE_JSON,
}
_REQUIREMENTS = re.compile(r"(?:[^/]+[-_.])?requirements[^/]*\.(?:txt|in)|.*/?requirements/[^/]+\.(?:txt|in)")
_INCLUDABLE = (".txt", ".in", ".pip")

ECOSYSTEM_FIELD: Mapping[str, Any] = {
    "type": "string",
    "enum": list(ECOSYSTEMS),
    "description": "Whose packages are meant; either's when absent.",
}


class Found(NamedTuple):
    """A dependency, and the manifest in which it stands."""

    path: str
    dependency: Declared
    ecosystem: Ecosystem


def manifests(rule: Rule, sight: RuleView) -> list[str]:
    """The manifests in a rule's scope: pyproject.toml, setup.cfg, package.json, and requirement files by name."""
    wanted = rule.text("ecosystem")
    return [path for path in sight.paths if extractor_of(path) and wanted in {"", _ecosystem(path)}]


def extractor_of(path: str) -> Extractor | None:
    """What reads a file, going by its name; None for what is no manifest."""
    name = path.rpartition("/")[2]
    if name in _NAMED:
        return _NAMED[name]
    return REQUIREMENTS if _REQUIREMENTS.fullmatch(name) or _REQUIREMENTS.fullmatch(path) else None


def manifest_needs(rule: Rule, sight: RuleView) -> list[Need]:
    """The facts that a rule about dependencies needs. What a requirement file may include is read with it."""
    wanted: dict[str, tuple[Extractor, list[str]]] = {}
    for path in manifests(rule, sight):
        extractor = extractor_of(path)
        if extractor:
            wanted.setdefault(extractor.key, (extractor, []))[1].append(path)
    if wanted.keys() - {PACKAGE_JSON.key}:
        others = [path for path in sight.files if path.endswith(_INCLUDABLE)]
        wanted[REQUIREMENTS.key] = (REQUIREMENTS, others)
    return [Need(extractor, paths) for extractor, paths in wanted.values()]


def declared(rule: Rule, sight: RuleView) -> Iterator[Found]:
    """Every dependency that the manifests in scope declare, with what they include."""
    chosen = manifests(rule, sight)
    visited = set(chosen)
    waiting = deque((path, requirements_group(path)) for path in chosen)
    while waiting:
        path, group = waiting.popleft()
        extractor = extractor_of(path) or REQUIREMENTS
        fact = sight.fact(extractor, path)
        manifest = manifest_of(fact) if fact else Manifest([], [])
        for dependency in manifest.dependencies:
            is_named = extractor is not REQUIREMENTS
            yield Found(path, dependency if is_named else dependency._replace(group=group), _ecosystem(path))
        for name, own in manifest.includes:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
            if target in visited:
                continue
            visited.add(target)
            if target in sight.files and (extractor_of(target) or target.endswith(_INCLUDABLE)):
                waiting.append((target, own or group))
            else:
                sight.missed[path] = f"it includes {name}, which is no requirement file of the repository"


def _ecosystem(path: str) -> Ecosystem:
    return "npm" if path.endswith("package.json") else "python"
