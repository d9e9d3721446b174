"""Known manifests: which format a file has, going by its name, and whose packages it declares; read here or not."""

import re
from fnmatch import fnmatchcase
from functools import cache
from typing import NamedTuple

from wmsgit.features.drift.versions.ranges import Ecosystem


class ManifestFormat(NamedTuple):
    """A format of manifests.

    Attributes:
        name: its name here.
        ecosystem: whose packages such a file declares.
        declared_in: of a lock file, the manifests of which one may lie beside it.
    """

    name: str
    ecosystem: Ecosystem
    declared_in: tuple[str, ...] = ()


class UnreadFormat(NamedTuple):
    """A format that no rule reads; its ecosystem may be one that no rule knows, and is empty then."""

    ecosystem: str
    declared_in: tuple[str, ...] = ()


_PYTHON = ("pyproject.toml", "setup.cfg", "setup.py")
_READ = {
    "pyproject.toml": ManifestFormat("pyproject", "python"),
    "setup.cfg": ManifestFormat("setup-cfg", "python"),
    "setup.py": ManifestFormat("setup-py", "python"),
    "tox.ini": ManifestFormat("tox", "python"),
    "Pipfile": ManifestFormat("pipfile", "python"),
    "Pipfile.lock": ManifestFormat("pipfile-lock", "python", ("Pipfile",)),
    "poetry.lock": ManifestFormat("package-lock", "python", _PYTHON),
    "uv.lock": ManifestFormat("package-lock", "python", _PYTHON),
    "pdm.lock": ManifestFormat("package-lock", "python", _PYTHON),
    "pylock.toml": ManifestFormat("package-lock", "python", _PYTHON),
    "pixi.toml": ManifestFormat("pixi", "python"),
    "uv.toml": ManifestFormat("uv-toml", "python"),
    "hatch.toml": ManifestFormat("hatch-toml", "python"),
    "tox.toml": ManifestFormat("tox-toml", "python"),
    "environment.yml": ManifestFormat("conda", "python"),
    "environment.yaml": ManifestFormat("conda", "python"),
    "package.json": ManifestFormat("package-json", "npm"),
    "pnpm-workspace.yaml": ManifestFormat("pnpm-workspace", "npm"),
    "go.mod": ManifestFormat("go-mod", "go"),
    "Cargo.toml": ManifestFormat("cargo", "cargo"),
    "Cargo.lock": ManifestFormat("cargo-lock", "cargo", ("Cargo.toml",)),
    "pom.xml": ManifestFormat("pom", "maven"),
    "Gemfile": ManifestFormat("gemfile", "rubygems"),
    "gems.rb": ManifestFormat("gemfile", "rubygems"),
}
_REQUIREMENTS = re.compile(
    r"(?:.*/)?(?:(?:[^/]+[-_.])?requirements[^/]*\.(?:txt|in|lock)|(?:[^/]+[-_.])?constraints[^/]*\.(?:txt|in)"
    r"|reqs?\.(?:txt|in)|requirements(?:[-_.][^/]*)?/[^/]+\.(?:txt|in))"
)
_CONDA = re.compile(r"(?:.*/)?(?:environment[-_.][^/]*|[^/]+[-_.]environment|conda[^/]*)\.ya?ml")

_NPM = ("package.json",)
_UNREAD = {
    "package-lock.json": UnreadFormat("npm", _NPM),
    "npm-shrinkwrap.json": UnreadFormat("npm", _NPM),
    "yarn.lock": UnreadFormat("npm", _NPM),
    "pnpm-lock.yaml": UnreadFormat("npm", _NPM),
    "bun.lock": UnreadFormat("npm", _NPM),
    "bun.lockb": UnreadFormat("npm", _NPM),
    "package.json5": UnreadFormat("npm"),
    "package.yaml": UnreadFormat("npm"),
    "bower.json": UnreadFormat("npm"),
    "deno.json": UnreadFormat("npm"),
    "deno.jsonc": UnreadFormat("npm"),
    "deno.lock": UnreadFormat("npm", ("deno.json", "deno.jsonc", *_NPM)),
    "Gemfile.lock": UnreadFormat("rubygems", ("Gemfile",)),
    "*.gemspec": UnreadFormat("rubygems"),
    "go.work": UnreadFormat("go"),
    "Gopkg.toml": UnreadFormat("go"),
    "settings.gradle": UnreadFormat("maven", ("build.gradle", "build.gradle.kts")),
    "settings.gradle.kts": UnreadFormat("maven", ("build.gradle", "build.gradle.kts")),
    "gradle.lockfile": UnreadFormat("maven", ("build.gradle", "build.gradle.kts")),
    "build.sbt": UnreadFormat("maven"),
    "build.sc": UnreadFormat("maven"),
    "ivy.xml": UnreadFormat("maven"),
    "project.clj": UnreadFormat("maven"),
    "deps.edn": UnreadFormat("maven"),
    "noxfile.py": UnreadFormat("python"),
    "dev.txt": UnreadFormat("python"),
    "conda-lock.yml": UnreadFormat("python", ("environment.yml", "environment.yaml")),
    "pixi.lock": UnreadFormat("python", ("pixi.toml", "pyproject.toml")),
    **{
        name: UnreadFormat("")
        for name in (
            *("*.csproj", "*.fsproj", "*.vbproj", "packages.config", "Directory.Packages.props", "paket.dependencies"),
            *("composer.json", "mix.exs", "rebar.config", "Package.swift", "Podfile", "Cartfile", "pubspec.yaml"),
            *("*.cabal", "stack.yaml", "cpanfile", "conanfile.txt", "conanfile.py", "vcpkg.json"),
            *("MODULE.bazel", "shard.yml", "elm.json", "dub.json", "*.rockspec", "renv.lock", "Project.toml"),
        )
    },
    "composer.lock": UnreadFormat("", ("composer.json",)),
}
_UNREAD_PATTERNS = {name: form for name, form in _UNREAD.items() if "*" in name}
_UNREAD_PATHS = (
    (re.compile(r"(?:.*/)?[^/]*(?:conda|recipe)[^/]*/(?:[^/]+/)?(?:meta|recipe)\.yaml"), UnreadFormat("python")),
    (re.compile(r"(?:.*/)?\.mvn/extensions\.xml"), UnreadFormat("maven")),
)
"""Patterns of whole paths, where the file's name alone says nothing."""

_NAMED = (
    (_REQUIREMENTS, ManifestFormat("requirements", "python")),
    (_CONDA, ManifestFormat("conda", "python")),
    (re.compile(r"(?:.*/)?pylock\.[^/.]+\.toml"), ManifestFormat("package-lock", "python", _PYTHON)),
    (re.compile(r".*\.gradle(?:\.kts)?"), ManifestFormat("gradle", "maven")),
    (re.compile(r".*\.versions\.toml"), ManifestFormat("gradle-catalog", "maven")),
)
"""Patterns of paths, where a format has no name of its own."""


@cache
def format_of_manifest(path: str) -> ManifestFormat | None:
    """The format in which a file is read, going by its name; None for what is no manifest, or one that is not read."""
    name = path.rpartition("/")[2]
    if name in _READ:
        return _READ[name]
    if name in _UNREAD and not _REQUIREMENTS.fullmatch(path):
        return None
    return next((form for pattern, form in _NAMED if pattern.fullmatch(path)), None)


@cache
def unread_format(path: str) -> UnreadFormat | None:
    """The format of a well-known manifest that is not read here; None for every other file."""
    name = path.rpartition("/")[2]
    by_name = _UNREAD.get(name) or next((form for it, form in _UNREAD_PATTERNS.items() if fnmatchcase(name, it)), None)
    return by_name or next((form for pattern, form in _UNREAD_PATHS if pattern.fullmatch(path)), None)
