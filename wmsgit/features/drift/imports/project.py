"""Projects in a repository: what their manifests say of the Python that they are for, and of their own names."""

import posixpath
import re
from collections.abc import Collection, Mapping
from typing import Any

from wmsgit.features.drift.budget import MAX_SETTINGS_BYTES
from wmsgit.features.drift.facts import ExtractionError, Extractor
from wmsgit.features.drift.imports.standard import RELEASES
from wmsgit.features.drift.kind import Need
from wmsgit.features.drift.rule_view import Member, RuleView
from wmsgit.features.drift.settings.formats import read_settings
from wmsgit.features.drift.settings.values import value_at

_MINOR = re.compile(r"(?m)^\s*(?:[a-z]+-?)?3\.(\d{1,3})\b")
_LATEST_PATCH = 99


def _pyproject(data: bytes) -> list[str]:
    whole = read_settings(data, "toml")
    poetry = _text(value_at(whole, ["tool", "poetry", "dependencies", "python"]))
    return [_text(value_at(whole, ["project", "requires-python"])), poetry]


def _setup_cfg(data: bytes) -> list[str]:
    return [_text(value_at(read_settings(data, "ini"), ["options", "python_requires"])), ""]


def _package_json(data: bytes) -> list[str]:
    whole = read_settings(data, "json")
    return [_text(whole.get("name"))] if isinstance(whole, Mapping) else []


def _python_version(data: bytes) -> list[int]:
    return [int(minor) for minor in _MINOR.findall(data.decode("utf-8", "replace"))]


PYPROJECT_PYTHON = Extractor("pyproject-python", 1, _pyproject, MAX_SETTINGS_BYTES)
SETUP_CFG_PYTHON = Extractor("setup-cfg-python", 1, _setup_cfg, MAX_SETTINGS_BYTES)
PYTHON_VERSION = Extractor("python-version", 1, _python_version, MAX_SETTINGS_BYTES)
PACKAGE_NAME = Extractor("package-json-name", 1, _package_json, MAX_SETTINGS_BYTES)

_OF_PYTHON = {"pyproject.toml": PYPROJECT_PYTHON, "setup.cfg": SETUP_CFG_PYTHON, ".python-version": PYTHON_VERSION}
_OF_SCRIPTS = {"package.json": PACKAGE_NAME}


def project_needs(member: Member) -> list[Need]:
    """The facts about the projects in a repository."""
    return needs_by_name(member, _OF_PYTHON | _OF_SCRIPTS)


def needs_by_name(member: Member, extractors: Mapping[str, Extractor]) -> list[Need]:
    """The facts about all files of these names, wherever they lie."""
    named = member.by_name
    return [Need(extractor, named[name]) for name, extractor in extractors.items() if name in named]


def releases_by_folder(sight: RuleView) -> dict[str, Collection[int]]:
    """Folder → the minor releases of Python 3 that its project is for, of those that say so.

    `requires-python` counts before `.python-version`: the latter is what its developers use.
    """
    result: dict[str, Collection[int]] = {}
    for name, extractor in reversed(_OF_PYTHON.items()):
        for path, fact in known_facts(sight, name, extractor):
            releases = fact if extractor is PYTHON_VERSION else _releases(*fact)
            if releases:
                result[posixpath.dirname(path)] = releases
    return result


def releases_for(path: str, by_folder: Mapping[str, Collection[int]]) -> Collection[int]:
    """The releases that the nearest project around a file is for; every one where none says so."""
    folder = path
    while folder:
        folder = posixpath.dirname(folder)
        if folder in by_folder:
            return by_folder[folder]
    return RELEASES


def package_names(sight: RuleView) -> frozenset[str]:
    """The names of the packages of JavaScript in a repository, by which they may import themselves and each other."""
    facts = known_facts(sight, "package.json", PACKAGE_NAME)
    return frozenset(name for _, fact in facts for name in fact if name)


def known_facts(sight: RuleView, name: str, extractor: Extractor) -> list[tuple[str, Any]]:
    """Path and fact of each manifest of this name. One that cannot be read says nothing, and is no one's fault here."""
    paths = sight.member.by_name.get(name, ())
    known = sight.facts.get(extractor.key, {})
    pairs = [(path, known.get(sight.files[path])) for path in paths]
    return [(path, fact) for path, fact in pairs if isinstance(fact, list)]


def _releases(pep_440: str, poetry: str) -> list[int]:
    """The releases that a range means; none where it is none, or means none that is known."""
    from wmsgit.features.drift.versions.python import poetry_range, python_range

    try:
        wanted = python_range(pep_440) if pep_440 else poetry_range(poetry) if poetry else None
    except (ValueError, ExtractionError):
        return []
    return [minor for minor in RELEASES if wanted and wanted.contains(f"3.{minor}.{_LATEST_PATCH}", prereleases=True)]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
