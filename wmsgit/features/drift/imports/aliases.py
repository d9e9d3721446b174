"""Aliases: what specifiers of JavaScript mean by tsconfig.json, package.json `imports` and workspaces."""

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wmsgit.features.drift.budget import MAX_SETTINGS_BYTES
from wmsgit.features.drift.facts import ExtractionError, Extractor
from wmsgit.features.drift.folders import upwards
from wmsgit.features.drift.imports.languages import LANGUAGES, LOCAL, ImportTarget, script_module
from wmsgit.features.drift.imports.project import known_facts
from wmsgit.features.drift.kind import Need
from wmsgit.features.drift.rule_view import Member, RuleView
from wmsgit.features.drift.settings.formats import read_settings
from wmsgit.features.drift.settings.values import mapping_of, texts_of, value_at
from wmsgit.features.drift.texts import text_of

_COMMENTED = re.compile(r'("(?:[^"\\]|\\.)*")|//[^\n]*|/\*(?s:.*?)(?:\*/|\Z)')
_TRAILING = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])')
_CONFIGS = ("tsconfig.json", "jsconfig.json", "tsconfig.app.json", "tsconfig.base.json")
_BUNDLERS = re.compile(
    r"(?:(?:vite|vitest|webpack|rollup|rspack|rsbuild|astro|nuxt|svelte|vue|metro|babel|next)\.config\.[cm]?[jt]s"
    r"|\.babelrc(?:\.json)?)"
)
_SHARED = re.compile(r"(?:ts|typescript)[-_]?config")
_MAX_EXTENDS = 8

_Paths = list[tuple[str, list[str]]]


def _config(data: bytes) -> list[Any]:
    """What a tsconfig.json extends, its `baseUrl` or None, its `paths` or None, and the projects it refers to."""
    text = (text_of(data) or b"").decode("utf-8", "replace")
    for pattern in (_COMMENTED, _TRAILING):
        text = pattern.sub(lambda match: match[1] or "", text)
    try:
        whole = json.loads(text or "{}")
    except (ValueError, RecursionError) as error:
        raise ExtractionError(f"it is not JSON with comments that can be read here: {error}") from error
    extends = value_at(whole, ["extends"])
    base = value_at(whole, ["compilerOptions", "baseUrl"])
    paths = value_at(whole, ["compilerOptions", "paths"])
    projects = value_at(whole, ["references"])
    return [
        [extends] if isinstance(extends, str) else texts_of(extends),
        base if isinstance(base, str) else None,
        [[str(name), texts_of(places)] for name, places in paths.items()] if isinstance(paths, Mapping) else None,
        [str(mapping_of(item).get("path") or "") for item in (projects if isinstance(projects, list) else ())],
    ]


def _package(data: bytes) -> list[Any]:
    """The name of a package.json, its `imports` and its `exports`, each with every place that a condition may choose.

    Where it has no `exports`, the fields that name its own module stand for them.
    """
    whole = mapping_of(read_settings(data, "json"))
    name, exports = whole.get("name"), whole.get("exports")
    if exports is None:
        exports = {".": [whole.get(field) for field in ("source", "types", "module", "main")]}
    elif not (isinstance(exports, Mapping) and all(str(key).startswith(".") for key in exports)):
        exports = {".": exports}
    tables = (mapping_of(whole.get("imports")), exports)
    return [
        name if isinstance(name, str) else "",
        *([[str(key), list(_texts_in(item))] for key, item in table.items()] for table in tables),
    ]


def _texts_in(value: Any) -> Iterator[str]:
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    if isinstance(value, str):
        yield value
    for part in parts:
        yield from _texts_in(part)


CONFIG = Extractor("tsconfig-paths", 2, _config, MAX_SETTINGS_BYTES)
PACKAGE = Extractor("package-json-imports", 2, _package, MAX_SETTINGS_BYTES)


def alias_needs(member: Member) -> list[Need]:
    """The facts about the aliases that a repository's files define."""
    configs = [path for name, paths in member.by_name.items() if name.endswith(".json") for path in paths]
    return [Need(CONFIG, list(filter(_is_config, configs))), Need(PACKAGE, member.by_name.get("package.json", ()))]


def unfollowed(member: Member) -> list[str]:
    """The files that may define aliases in a program, which is not run."""
    return [path for name, paths in member.by_name.items() if _BUNDLERS.fullmatch(name) for path in paths]


def _is_config(path: str) -> bool:
    """Whether a file may be a configuration of TypeScript, or one that others extend, going by its name."""
    folder, name = posixpath.split(path)
    is_shared = name.startswith("base") or _SHARED.search(posixpath.basename(folder)) is not None
    return (
        name.endswith(".json") and name != "package.json" and (name.startswith(("tsconfig", "jsconfig")) or is_shared)
    )


class ScriptAliases:
    """The aliases of one repository.

    Args:
        sight: the repository, with the facts that `alias_needs` names.
    """

    def __init__(self, sight: RuleView) -> None:
        known = sight.facts.get(CONFIG.key, {})
        facts = ((path, known.get(sight.files[path])) for path in sight.files if _is_config(path))
        self._configs = {path: fact for path, fact in facts if isinstance(fact, list)}
        packages = known_facts(sight, "package.json", PACKAGE)
        self._imports = {posixpath.dirname(path): fact[1] for path, fact in packages if fact[1]}
        self._workspaces = {fact[0]: (posixpath.dirname(path), fact[2]) for path, fact in packages if fact[0]}
        suffixes = (*LANGUAGES["javascript"].suffixes, ".json")
        self._modules = frozenset(script_module(path) for path in sight.files if path.endswith(suffixes))
        self._known: dict[str, tuple[str, _Paths] | None] = {}

    def resolved(self, path: str, target: ImportTarget) -> ImportTarget:
        """What a file imports, by its name in the repository where an alias leads there, or as it is written."""
        specifier = target.module
        if specifier.startswith((LOCAL, "/")):
            return target
        names = [*self._by_alias(posixpath.dirname(path), specifier)]
        if names:
            return target._replace(module=names[0], others=(specifier, *names[1:]))
        inner = self._in_workspace(specifier)
        return target._replace(others=(inner,)) if inner else target

    def _by_alias(self, folder: str, specifier: str) -> Iterator[str]:
        """What an alias leads to: a module of the repository, or the packages that a condition may choose."""
        if specifier.startswith("#"):
            around = next((item for item in upwards(folder) if item in self._imports), None)
            yield from self._imported(around, specifier) if around is not None else ()
        elif config := self._config_of(folder):
            base, paths = config
            place = self._placed("", paths, specifier)
            yield from filter(None, [place or self._existing(posixpath.join(base, specifier) if base else "")])

    def _imported(self, folder: str, specifier: str) -> Iterator[str]:
        """What `imports` of a package.json lead to: a file of the package, and other packages."""
        table = self._imports[folder]
        yield from filter(
            None, [self._placed(folder, [(name, filter(_is_local, places)) for name, places in table], specifier)]
        )
        yield from (place for name, places in table if name == specifier for place in places if not _is_local(place))

    def _placed(self, folder: str, table: Iterable[Any], specifier: str, *, is_there: bool = False) -> str:
        """The module that the longest fitting alias leads to: the first that is there, else the first of its places.

        Args:
            folder: from where the places begin.
            table: aliases and their places.
            specifier: what is imported.
            is_there: whether only what is there is meant.
        """
        fitting = [(name, places) for name, places in table if _fitted(name, specifier) is not None]
        for name, places in sorted(fitting, key=lambda item: -len(item[0].partition("*")[0])):
            rest = _fitted(name, specifier) or ""
            full = [posixpath.normpath(posixpath.join(folder, place.replace("*", rest))) for place in places]
            inside = [place for place in full if not place.startswith("../") and "node_modules" not in place]
            there = next((place for place in inside if self._existing(place)), "")
            if not there and inside and not is_there:
                there = inside[0]
            if there:
                return script_module(there)
        return ""

    def _existing(self, place: str) -> str:
        module = script_module(posixpath.normpath(place)) if place else ""
        return module if module in self._modules else ""

    def _config_of(self, folder: str) -> tuple[str, _Paths] | None:
        """The folder that the nearest configuration's `baseUrl` names, and its aliases by their places here."""
        if folder not in self._known:
            names = (posixpath.join(item, name) for item in upwards(folder) for name in _CONFIGS)
            path = next((name for name in names if name in self._configs), "")
            self._known[folder] = self._read(path) if path else None
        return self._known[folder]

    def _read(self, path: str, depth: int = 0) -> tuple[str, _Paths]:
        """The `baseUrl` and the aliases of a configuration; one that has none has those of a project it refers to.

        What is nearer counts, of several that are extended the last. The places of aliases begin at the `baseUrl` that
        counts, whoever says it, else where the aliases stand ("paths", in TypeScript's reference).
        """
        base: str | None = None
        table, origin = None, ""
        waiting, left = [path], _MAX_EXTENDS
        while waiting and left:
            place, left = waiting.pop(), left - 1
            extends, own, paths, _ = self._configs.get(place, ([], None, None, []))
            folder = posixpath.dirname(place)
            if own is not None and base is None:
                base = posixpath.normpath(posixpath.join(folder, own))
            if paths is not None and table is None:
                table, origin = paths, folder
            waiting += filter(None, (self._extended(folder, name) for name in extends))
        if table is None and base is None and not depth:
            projects = (_config_in(posixpath.dirname(path), name) for name in self._configs[path][3])
            known = [self._read(project, 1) for project in projects if project in self._configs]
            return next((config for config in known if config[1]), ("", []))
        root = origin if base is None else base
        rows = [(name, [posixpath.join(root, place) for place in places]) for name, places in table or ()]
        return base or "", rows

    def _extended(self, folder: str, name: str) -> str:
        """The configuration that one extends: a file, or one of a package here; empty for one that is not here."""
        if name.startswith("."):
            place = posixpath.normpath(posixpath.join(folder, name))
            return place if place.endswith(".json") else f"{place}.json"
        package, rest = _package_of(name)
        around = self._workspaces.get(package)
        places = [around[0]] if around else []
        places += [posixpath.join(item, "node_modules", package) for item in upwards(folder)]
        names = [posixpath.join(place, rest or "tsconfig.json") for place in places]
        return next((item for full in names for item in (full, f"{full}.json") if item in self._configs), "")

    def _in_workspace(self, specifier: str) -> str:
        package, rest = _package_of(specifier)
        if package not in self._workspaces:
            return ""
        folder, exports = self._workspaces[package]
        exported = self._placed(folder, exports, f"./{rest}" if rest else ".", is_there=True)
        return exported or LOCAL + "/".join(filter(None, [folder, rest]))


def _is_local(place: str) -> bool:
    return place.startswith(".")


def _package_of(specifier: str) -> tuple[str, str]:
    """The package that a specifier names, with its scope, and what it names in it."""
    parts = specifier.split("/")
    count = 2 if specifier.startswith("@") else 1
    return "/".join(parts[:count]), "/".join(parts[count:])


def _config_in(folder: str, name: str) -> str:
    """The configuration of a project that is referred to, by its file or its folder."""
    place = posixpath.normpath(posixpath.join(folder, name))
    return place if place.endswith(".json") else posixpath.join(place, "tsconfig.json")


def _fitted(name: str, specifier: str) -> str | None:
    """What the `*` of an alias stands for in a specifier; None where it does not fit."""
    before, star, behind = name.partition("*")
    if not star:
        return "" if name == specifier else None
    is_long = len(specifier) >= len(before) + len(behind)
    if not is_long or not specifier.startswith(before) or not specifier.endswith(behind):
        return None
    return specifier[len(before) : len(specifier) - len(behind)]
