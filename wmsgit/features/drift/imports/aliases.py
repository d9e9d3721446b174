"""Aliases: what specifiers of JavaScript mean by tsconfig.json, package.json `imports` and workspaces."""

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wmsgit.features.drift.budget import MAX_SETTINGS_BYTES
from wmsgit.features.drift.facts import ExtractionError, Extractor
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
_MAX_EXTENDS = 8


def _config(data: bytes) -> list[Any]:
    """What a tsconfig.json extends, its `baseUrl` or None, and its `paths`."""
    text = (text_of(data) or b"").decode("utf-8", "replace")
    for pattern in (_COMMENTED, _TRAILING):
        text = pattern.sub(lambda match: match[1] or "", text)
    try:
        whole = json.loads(text or "{}")
    except (ValueError, RecursionError) as error:
        raise ExtractionError(f"it is not JSON with comments that can be read here: {error}") from error
    extends = value_at(whole, ["extends"])
    base = value_at(whole, ["compilerOptions", "baseUrl"])
    paths = mapping_of(value_at(whole, ["compilerOptions", "paths"]))
    return [
        [extends] if isinstance(extends, str) else texts_of(extends),
        base if isinstance(base, str) else None,
        [[str(name), texts_of(places)] for name, places in paths.items()],
    ]


def _package(data: bytes) -> list[Any]:
    """The name of a package.json, and its `imports`, each with every place that a condition may choose."""
    whole = mapping_of(read_settings(data, "json"))
    name = whole.get("name")
    imports = mapping_of(whole.get("imports"))
    return [name if isinstance(name, str) else "", [[str(key), list(_texts_in(item))] for key, item in imports.items()]]


def _texts_in(value: Any) -> Iterator[str]:
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    if isinstance(value, str):
        yield value
    for part in parts:
        yield from _texts_in(part)


CONFIG = Extractor("tsconfig-paths", 1, _config, MAX_SETTINGS_BYTES)
PACKAGE = Extractor("package-json-imports", 1, _package, MAX_SETTINGS_BYTES)


def alias_needs(member: Member) -> list[Need]:
    """The facts about the aliases that a repository's files define."""
    configs = [path for name, paths in member.by_name.items() if _is_config(name) for path in paths]
    return [Need(CONFIG, configs), Need(PACKAGE, member.by_name.get("package.json", ()))]


def unfollowed(member: Member) -> list[str]:
    """The files that may define aliases in a program, which is not run."""
    return [path for name, paths in member.by_name.items() if _BUNDLERS.fullmatch(name) for path in paths]


def _is_config(path: str) -> bool:
    name = posixpath.basename(path)
    return name.endswith(".json") and name.startswith(("tsconfig", "jsconfig"))


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
        self._workspaces = {fact[0]: posixpath.dirname(path) for path, fact in packages if fact[0]}
        suffixes = (*LANGUAGES["javascript"].suffixes, ".json")
        self._modules = frozenset(script_module(path) for path in sight.files if path.endswith(suffixes))
        self._known: dict[str, tuple[str, list[tuple[str, list[str]]]] | None] = {}

    def resolved(self, path: str, target: ImportTarget) -> ImportTarget:
        """What a file imports, by its name in the repository where an alias leads there, or as it is written."""
        specifier = target.module
        if specifier.startswith((LOCAL, "/")):
            return target
        local = self._by_alias(posixpath.dirname(path), specifier)
        if local:
            return target._replace(module=local, others=(specifier,))
        inner = self._in_workspace(specifier)
        return target._replace(others=(inner,)) if inner else target

    def _by_alias(self, folder: str, specifier: str) -> str:
        if specifier.startswith("#"):
            around = next((item for item in _above(folder) if item in self._imports), None)
            return self._placed(around, self._imports[around], specifier) if around is not None else ""
        config = self._config_of(folder)
        if config is None:
            return ""
        base, paths = config
        return self._placed("", paths, specifier) or self._existing(posixpath.join(base, specifier) if base else "")

    def _placed(self, folder: str, table: Iterable[Any], specifier: str) -> str:
        """The module that the longest fitting alias leads to: the first that is there, else the first of its places."""
        fitting = [(name, places) for name, places in table if _fitted(name, specifier) is not None]
        for name, places in sorted(fitting, key=lambda item: -len(item[0].partition("*")[0])):
            rest = _fitted(name, specifier) or ""
            full = [posixpath.normpath(posixpath.join(folder, place.replace("*", rest))) for place in places]
            inside = [place for place in full if not place.startswith("../") and "node_modules" not in place]
            there = next((place for place in inside if self._existing(place)), inside[0] if inside else "")
            if there:
                return script_module(there)
        return ""

    def _existing(self, place: str) -> str:
        module = script_module(posixpath.normpath(place)) if place else ""
        return module if module in self._modules else ""

    def _config_of(self, folder: str) -> tuple[str, list[tuple[str, list[str]]]] | None:
        """The folder that the nearest configuration's `baseUrl` names, and its aliases by their places here."""
        if folder not in self._known:
            names = (posixpath.join(item, name) for item in _above(folder) for name in _CONFIGS)
            path = next((name for name in names if name in self._configs), "")
            self._known[folder] = self._read(path) if path else None
        return self._known[folder]

    def _read(self, path: str) -> tuple[str, list[tuple[str, list[str]]]]:
        base, paths = "", None
        waiting, depth = [path], 0
        while waiting and depth < _MAX_EXTENDS:
            path, depth = waiting.pop(), depth + 1
            if path not in self._configs:
                continue
            folder = posixpath.dirname(path)
            extends, own, table = self._configs[path]
            root = posixpath.normpath(posixpath.join(folder, own or "."))
            base = base or (root if own is not None else "")
            if table and paths is None:
                paths = [
                    (name, [posixpath.normpath(posixpath.join(root, place)) for place in places])
                    for name, places in table
                ]
            waiting += [_extended(folder, name) for name in extends if name.startswith(".")]
        return base, paths or []

    def _in_workspace(self, specifier: str) -> str:
        parts = specifier.split("/")
        for count in (1, 2):
            name = "/".join(parts[:count])
            if name in self._workspaces and (count == 2) == specifier.startswith("@"):  # noqa: PLR2004 - scope and name
                return LOCAL + "/".join(filter(None, [self._workspaces[name], *parts[count:]]))
        return ""


def _fitted(name: str, specifier: str) -> str | None:
    """What the `*` of an alias stands for in a specifier; None where it does not fit."""
    before, star, behind = name.partition("*")
    if not star:
        return "" if name == specifier else None
    is_long = len(specifier) >= len(before) + len(behind)
    if not is_long or not specifier.startswith(before) or not specifier.endswith(behind):
        return None
    return specifier[len(before) : len(specifier) - len(behind)]


def _extended(folder: str, name: str) -> str:
    path = posixpath.normpath(posixpath.join(folder, name))
    return path if path.endswith(".json") else f"{path}.json"


def _above(folder: str) -> list[str]:
    """A folder and all around it, the top last."""
    result = [folder]
    while folder:
        folder = posixpath.dirname(folder)
        result.append(folder)
    return result
