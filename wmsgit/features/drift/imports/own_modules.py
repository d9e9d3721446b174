"""Own modules: what a repository imports of itself and of its language, and so is never foreign."""

import posixpath
from collections.abc import Iterable, Iterator

from wmsgit.features.drift.imports.flags import RELATIVE
from wmsgit.features.drift.imports.languages import LANGUAGES, LOCAL, ImportTarget, Language
from wmsgit.features.drift.imports.layout import project_folders
from wmsgit.features.drift.imports.project import package_names, releases_by_folder, releases_for
from wmsgit.features.drift.imports.standard import is_standard
from wmsgit.features.drift.imports.targets import packages_of
from wmsgit.features.drift.rule_view import RuleView

_PYTHON = LANGUAGES["python"]
_SOURCES = ("", "src", "lib", "python")
"""The folders of a project from which its modules are usually imported."""
_ASIDE = frozenset({"test", "tests", "testing", "stubs", "typings", "examples", "docs", "fixtures"})
"""Folders whose modules only what lies there imports: a stub of pandas does not make pandas a module of our own."""
_ALIASES = (LOCAL, "#", "@/", "~/", "/")
"""How specifiers of JavaScript begin that name no package: paths, subpath imports of Node.js, aliases of bundlers."""


class NativeModules:
    """What is never foreign in a repository: its own modules, and those that come with its language.

    Args:
        sight: the repository, with the facts that `project_needs` names.
        language: of the files that import.
    """

    def __init__(self, sight: RuleView, language: Language) -> None:
        self._is_python = language is _PYTHON
        self._language = language
        if self._is_python:
            self._modules = sight.once(("own modules",), lambda: _PythonModules(sight))
            self._releases = sight.once(("python releases",), lambda: releases_by_folder(sight))
        else:
            self._names = sight.once(("package names",), lambda: package_names(sight))

    def is_standard(self, path: str, target: ImportTarget) -> bool:
        """Whether what a file imports comes with the language; with Python, in a release that the file is for."""
        if self._is_python:
            in_some = is_standard(target.module)
            return in_some and is_standard(target.module, releases_for(path, self._releases))
        return self._language.is_standard(target.module)

    def is_own(self, path: str, target: ImportTarget) -> bool:
        """Whether what a file imports is of its own repository."""
        if self._is_python:
            return bool(target.flags & RELATIVE) or self._modules.has(path, target)
        specifier = target.module
        return specifier.startswith(_ALIASES) or any(
            specifier == name or specifier.startswith(f"{name}/") for name in self._names
        )


class _PythonModules:
    """The modules that the files of a repository can import of it."""

    def __init__(self, sight: RuleView) -> None:
        paths = [path for path in sight.files if path.endswith(_PYTHON.suffixes)]
        self._files = frozenset(paths)
        holding = {path.rpartition("/")[0] for path in paths}
        self._folders = frozenset(folder for inner in holding for folder in _above(inner))
        packages = packages_of(sight)
        self._tops: dict[str, set[str]] = {}  # a package's own name → the folders that hold one of that name
        for folder in holding:
            for name in packages.names(folder) if packages.is_regular(folder) else ():
                if "." not in name:
                    self._tops.setdefault(name, set()).add(posixpath.dirname(folder))
        roots = [
            posixpath.join(folder, source).rstrip("/")
            for folder in project_folders(sight.member)
            for source in _SOURCES
        ]
        self._roots = [*dict.fromkeys([*roots, *(root for tops in self._tops.values() for root in tops)])]
        self._known: dict[tuple[str, str, tuple[str, ...]], bool] = {}

    def has(self, path: str, target: ImportTarget) -> bool:
        """Whether a file imports one of them."""
        if _is_namesake(path, target):
            return self._has(path, target)
        key = (posixpath.dirname(path), target.module, tuple(target.names))
        if key not in self._known:
            self._known[key] = self._has(path, target)
        return self._known[key]

    def _has(self, path: str, target: ImportTarget) -> bool:
        top = target.module.partition(".")[0]
        if any(_is_seen_from(root, path) for root in self._tops.get(top, ())):
            return True
        roots = [root for root in self._roots if _is_seen_from(root, path)]
        return any(
            self._is_at(root, path, target) for root in dict.fromkeys([*_above(posixpath.dirname(path)), *roots])
        )

    def _is_at(self, root: str, path: str, target: ImportTarget) -> bool:
        """Whether the module is a file in a folder, or lies in a folder there that need not be a package (PEP 420)."""
        place = posixpath.join(root, target.module.replace(".", "/"))
        top = posixpath.join(root, target.module.partition(".")[0])
        if any(f"{top}{suffix}" in self._files and f"{top}{suffix}" != path for suffix in _PYTHON.suffixes):
            return True
        if place != top and (place in self._folders or self._is_file(place)):
            return True
        return any(self._is_file(inner) or inner in self._folders for inner in _inside(place, target.names))

    def _is_file(self, place: str) -> bool:
        return any(f"{place}{suffix}" in self._files for suffix in _PYTHON.suffixes)


def _is_namesake(path: str, target: ImportTarget) -> bool:
    """Whether a file has the name of what it imports, which then is another module than the file."""
    return posixpath.basename(path).partition(".")[0] == target.module.partition(".")[0]


def _inside(place: str, names: Iterable[str]) -> Iterator[str]:
    return (f"{place}/{name}" for name in names)


def _above(folder: str) -> list[str]:
    """A folder and all around it, the top last."""
    result = [folder]
    while folder:
        folder = posixpath.dirname(folder)
        result.append(folder)
    return result


def _is_seen_from(root: str, path: str) -> bool:
    """Whether a file imports from a folder: from one aside only what lies in the same."""
    parts = root.split("/")
    aside = next((at for at, part in enumerate(parts) if part in _ASIDE), None)
    return aside is None or path.startswith("/".join(parts[: aside + 1]) + "/")
