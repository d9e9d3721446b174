"""pyproject.toml (PEP 621, PEP 735, PEP 518, Poetry, and the tools' own groups) and setup.cfg."""

from collections.abc import Iterator, Mapping
from typing import Any

from wmsgit.features.drift.dependencies.declared import (
    BUILD,
    DEV,
    OPTIONAL,
    RUNTIME,
    Declared,
    Manifest,
    canonical,
    grouped,
    manifest_text,
    require_few,
    required,
)
from wmsgit.features.drift.line_finder import LineFinder
from wmsgit.features.drift.settings.formats import read_settings
from wmsgit.features.drift.settings.values import mapping_of, value_at


def read_pyproject(data: bytes) -> Manifest:
    """What a pyproject.toml declares.

    Raises:
        ExtractionError: when it is no TOML, or something in it is no requirement.
    """
    whole, text = read_settings(data, "toml"), manifest_text(data)
    lists = [
        (value_at(whole, ["project", "dependencies"]), RUNTIME),
        (value_at(whole, ["build-system", "requires"]), BUILD),
        (value_at(whole, ["tool", "uv", "dev-dependencies"]), DEV),
        *_named(value_at(whole, ["project", "optional-dependencies"]), OPTIONAL),
        *_named(value_at(whole, ["dependency-groups"]), DEV),
        *_named(value_at(whole, ["tool", "pdm", "dev-dependencies"]), DEV),
    ]
    # What is no text includes another group, which is read by itself.
    items = [(item, group) for items, group in lists for item in _list(items) if isinstance(item, str)]
    poetry = list(_poetry(mapping_of(value_at(whole, ["tool", "poetry"]))))
    require_few(len(items) + len(poetry))
    lines = LineFinder(text)
    result = [required(item, group, lines.line(item)) for item, group in items]
    lines.begin("poetry", "dependencies")
    result += (_of_poetry(name, item, group, lines.line(name)) for name, item, group in poetry)
    return Manifest(result, list(_dynamic(whole)))


def read_setup_cfg(data: bytes) -> Manifest:
    """What a setup.cfg declares to setuptools ("Declarative config").

    Raises:
        ExtractionError: when it is no INI, or something in it is no requirement.
    """
    whole, text = read_settings(data, "ini"), manifest_text(data)
    lists = [
        (value_at(whole, ["options", "install_requires"]), RUNTIME),
        (value_at(whole, ["options", "setup_requires"]), BUILD),
        (value_at(whole, ["options", "tests_require"]), grouped(DEV, "tests")),
        *_named(value_at(whole, ["options.extras_require"]), OPTIONAL),
    ]
    result, finder = Manifest([], []), LineFinder(text)
    for items, group in lists:
        for item in filter(None, map(str.strip, str(items or "").replace(";\n", "\n").split("\n"))):
            require_few(len(result.dependencies) + len(result.includes))
            if item.startswith("file:"):
                result.includes.extend((path.strip(), group) for path in item.removeprefix("file:").split(","))
            elif not item.startswith("#"):
                result.dependencies.append(required(item, group, finder.line(item)))
    return result


def _dynamic(whole: Any) -> Iterator[tuple[str, str]]:
    """The requirement files that setuptools takes dependencies from ("Dynamic Metadata")."""
    dynamic = mapping_of(value_at(whole, ["tool", "setuptools", "dynamic"]))
    groups = [(dynamic.get("dependencies"), RUNTIME), *_named(dynamic.get("optional-dependencies"), OPTIONAL)]
    for item, group in groups:
        files = mapping_of(item).get("file")
        yield from ((str(path), group) for path in ([files] if isinstance(files, str) else _list(files)))


def _poetry(data: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """Name, value and group of what stands in Poetry's own tables ("Managing dependencies")."""
    tables = [(data.get("dependencies"), RUNTIME), (data.get("dev-dependencies"), DEV)]
    for name, group in mapping_of(data.get("group")).items():
        tables.append((mapping_of(group).get("dependencies"), RUNTIME if name == "main" else grouped(DEV, name)))
    for table, group in tables:
        for name, value in mapping_of(table).items():
            if canonical(name) != "python":
                yield from ((name, item, group) for item in (value if isinstance(value, list) else [value]))


def _of_poetry(name: str, item: Any, group: str, line: int) -> Declared:
    fields = mapping_of(item)
    versions = item if isinstance(item, str) else str(fields.get("version") or "*")
    url = next((str(fields[key]) for key in ("git", "url", "path", "file") if fields.get(key)), "")
    category = OPTIONAL if fields.get("optional") is True and group == RUNTIME else group
    return Declared(category, canonical(name), versions, url, is_poetry=True, line=line)


def _named(table: Any, category: str) -> list[tuple[Any, str]]:
    return [(items, grouped(category, str(name))) for name, items in mapping_of(table).items()]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
