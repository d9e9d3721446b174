"""Manifests: which facts they need, and what those in a rule's scope declare."""

import posixpath
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from wmsgit.features.drift.budget import MAX_SETTINGS_BYTES
from wmsgit.features.drift.dependencies.declared import INHERITED, LOCKED, Declared, Manifest, manifest_of
from wmsgit.features.drift.dependencies.known import ManifestFormat, format_of_manifest, unread_format
from wmsgit.features.drift.dependencies.requirements import requirements_group
from wmsgit.features.drift.facts import Extractor
from wmsgit.features.drift.kind import Need, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.versions.ranges import ECOSYSTEMS, Ecosystem

_INCLUDABLE = re.compile(r".*\.(?:txt|in|pip|lock)")
_REQUIREMENTS = ManifestFormat("requirements", "python")

_INHERITED_FROM = {"cargo": ("Cargo.toml",), "package-json": ("pnpm-workspace.yaml", "package.json")}
"""Format → the names of the manifests of a workspace, in a folder around, that say what such a manifest inherits."""

ECOSYSTEM_FIELD: Mapping[str, Any] = {
    "type": "string",
    "enum": list(ECOSYSTEMS),
    "description": "Whose packages are meant; anybody's when absent.",
}
STRICT_FIELD: Mapping[str, Any] = {
    "type": "boolean",
    "default": False,
    "description": "Whether a manifest in scope that the rule does not read breaks it; else the scan only names it.",
}


class Found(NamedTuple):
    """A dependency, and the manifest in which it stands."""

    path: str
    dependency: Declared
    ecosystem: Ecosystem


@cache
def _extractor(name: str) -> Extractor:
    """The reader of a format, which is imported when it reads a file."""
    return Extractor(f"manifest-{name}", 4, lambda data: _read(name, data), MAX_SETTINGS_BYTES)


def _read(name: str, data: bytes) -> list[Any]:
    module, function = READERS[name]
    read: Callable[[bytes], Manifest] = getattr(import_module(f"{__package__}.{module}"), function)
    return read(data).as_fact()


def extractor_of(path: str) -> Extractor | None:
    """What reads a file, going by its name; None for what is no manifest that is read here."""
    form = format_of_manifest(path)
    return _extractor(form.name) if form else None


READERS: Mapping[str, tuple[str, str]] = {
    "pyproject": ("python", "read_pyproject"),
    "setup-cfg": ("python", "read_setup_cfg"),
    "setup-py": ("setup_py", "read_setup_py"),
    "tox": ("python", "read_tox"),
    "requirements": ("requirements", "read_requirements"),
    "pipfile": ("locks", "read_pipfile"),
    "pipfile-lock": ("locks", "read_pipfile_lock"),
    "package-lock": ("locks", "read_package_lock"),
    "cargo-lock": ("locks", "read_cargo_lock"),
    "pixi": ("locks", "read_pixi"),
    "uv-toml": ("python", "read_uv_toml"),
    "hatch-toml": ("python", "read_hatch_toml"),
    "tox-toml": ("python", "read_tox_toml"),
    "conda": ("conda", "read_environment"),
    "package-json": ("npm", "read_package_json"),
    "pnpm-workspace": ("npm", "read_pnpm_workspace"),
    "go-mod": ("go", "read_go_mod"),
    "cargo": ("cargo", "read_cargo_toml"),
    "pom": ("jvm", "read_pom"),
    "gradle": ("gradle", "read_gradle"),
    "gradle-catalog": ("jvm", "read_version_catalog"),
    "gemfile": ("ruby", "read_gemfile"),
}
"""Format → the module here, and the function in it, that reads it."""


def manifests(rule: Rule, sight: RuleView, ecosystems: tuple[Ecosystem, ...] = ECOSYSTEMS) -> list[str]:
    """The manifests in a rule's scope that it reads, by their names.

    A lock file repeats what a manifest beside it leads to; where there is none, or the rule names the group `locked`,
    it is read, too.
    """
    return [
        path
        for path in sight.paths
        if (form := format_of_manifest(path))
        and _is_meant(rule, form.ecosystem, ecosystems)
        and (not form.declared_in or _is_alone(path, form.declared_in, sight) or LOCKED in rule.texts("groups"))
    ]


def unread_manifests(rule: Rule, sight: RuleView, ecosystems: tuple[Ecosystem, ...] = ECOSYSTEMS) -> list[str]:
    """The manifests in a rule's scope that it does not read, although they may declare what it is about."""
    result = []
    for path in sight.paths:
        form = format_of_manifest(path)
        known = unread_format(path) if form is None else None
        if (form and not form.declared_in and not rule.text("ecosystem") and form.ecosystem not in ecosystems) or (
            known
            and _is_meant(rule, known.ecosystem, (*ECOSYSTEMS, ""))
            and (not known.declared_in or _is_alone(path, known.declared_in, sight))
        ):
            result.append(path)
    return result


def not_read(rule: Rule, sight: RuleView, ecosystems: tuple[Ecosystem, ...] = ECOSYSTEMS) -> Iterator[Violation]:
    """A violation for each manifest that a strict rule does not read."""
    for path in unread_manifests(rule, sight, ecosystems) if rule.options.get("strict") else ():
        message = f"{path} in {sight.name} is a manifest that is not read by this rule"
        yield Violation(sight.name, path, "not read", path, 0, message)


def manifest_needs(rule: Rule, sight: RuleView, ecosystems: tuple[Ecosystem, ...] = ECOSYSTEMS) -> list[Need]:
    """The facts that a rule about dependencies needs: the manifests, and what these include or inherit."""
    wanted: dict[str, set[str]] = {}
    for path in manifests(rule, sight, ecosystems):
        wanted.setdefault(_format(path).name, set()).add(path)
    for name in {name for form in wanted for name in _INHERITED_FROM.get(form, ())}:
        around = set(sight.member.by_name.get(name, ()))
        wanted[_format(name).name] = wanted.get(_format(name).name, set()) | around

    def included(path: str, fact: Any) -> Iterator[Need]:
        targets = (_included(path, name, sight) for name, _ in manifest_of(fact).includes) if _is_read(fact) else ()
        yield from (Need(_extractor(_format(target).name), [target], included) for target in targets if target)

    return [Need(_extractor(name), sorted(paths), included) for name, paths in wanted.items()]


def _included(path: str, name: str, sight: RuleView) -> str:
    """The file that a manifest includes by this name; empty for what is no requirement file of the repository."""
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
    is_manifest = target in sight.files and (format_of_manifest(target) or _INCLUDABLE.fullmatch(target))
    return target if is_manifest else ""


def _is_read(fact: Any) -> bool:
    return isinstance(fact, list)


def declared(rule: Rule, sight: RuleView, ecosystems: tuple[Ecosystem, ...] = ECOSYSTEMS) -> Iterator[Found]:
    """Every dependency that the manifests in scope declare, with what they include.

    What cannot be read of one is noted in the sight: see `odd_lines`.
    """
    chosen = manifests(rule, sight, ecosystems)
    visited = set(chosen)
    waiting = deque((path, requirements_group(path)) for path in chosen)
    while waiting:
        path, group = waiting.popleft()
        form = _format(path)
        fact = sight.fact(_extractor(form.name), path)
        manifest = manifest_of(fact) if fact else Manifest([], [])
        for dependency in manifest.dependencies:
            named = dependency._replace(group=group) if form == _REQUIREMENTS else dependency
            yield Found(path, _inherited(path, named, sight) or named, form.ecosystem)
        for name, own in manifest.includes:
            target = _included(path, name, sight)
            if not target:
                sight.missed[path] = f"it includes {name}, which is no requirement file of the repository"
            elif target not in visited:
                visited.add(target)
                waiting.append((target, own or group))
        sight.odd.update((path, line, reason) for line, reason in manifest.odd)


def _inherited(path: str, dependency: Declared, sight: RuleView) -> Declared | None:
    """What the workspace around a manifest says of a dependency that is inherited; noted as odd where none does."""
    if not dependency.url.startswith(INHERITED):
        return None
    key, folder = dependency.url.removeprefix(INHERITED), path
    while folder:
        folder = posixpath.dirname(folder)
        for name in _INHERITED_FROM[_format(path).name]:
            place = posixpath.join(folder, name)
            fact = sight.fact(_extractor(_format(name).name), place) if place in sight.files else None
            shared = manifest_of(fact).shared.get(key) if fact else None
            if shared:
                return shared._replace(group=dependency.group, line=dependency.line)
    sight.odd.add((path, dependency.line, f"{dependency.name} is inherited, and no workspace around says how"))
    return None


def odd_lines(rule: Rule, sight: RuleView) -> Iterator[Unknown]:
    """What `declared` could not read, each with its line; the rest of its manifest was read."""
    for path, line, reason in sorted(sight.odd):
        yield Unknown(rule.name, sight.name, path, f"line {line}: {reason}" if line else reason)


def _format(path: str) -> ManifestFormat:
    return format_of_manifest(path) or _REQUIREMENTS


def _is_meant(rule: Rule, ecosystem: str, ecosystems: tuple[str, ...]) -> bool:
    return ecosystem in ecosystems and rule.text("ecosystem") in {"", ecosystem}


def _is_alone(path: str, declared_in: tuple[str, ...], sight: RuleView) -> bool:
    folder = posixpath.dirname(path)
    return not any(posixpath.join(folder, name) in sight.files for name in declared_in)
