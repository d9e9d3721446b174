"""pyproject.toml (PEP 621, PEP 735, PEP 518, Poetry, and the tools' own groups) and setup.cfg."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import Any

from wmsgit.features.drift.dependencies.beginning import begun
from wmsgit.features.drift.dependencies.declared import (
    BUILD,
    CONSTRAINT,
    DEV,
    OPTIONAL,
    RUNTIME,
    Declared,
    Manifest,
    ManifestBuilder,
    grouped,
    manifest_text,
)
from wmsgit.features.drift.dependencies.requirements import add_requirement_line
from wmsgit.features.drift.line_finder import LineFinder
from wmsgit.features.drift.settings.formats import read_settings
from wmsgit.features.drift.settings.values import mapping_of, value_at
from wmsgit.features.drift.versions.names import canonical

_Lists = Iterator[tuple[Any, str]]
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$")
_FACTOR = re.compile(r"^[A-Za-z0-9_.{},!-]+:\s+")
"""What stands before a dependency of tox that only some environments have."""
_REFERENCE = re.compile(r"\{\[[^]]+\][A-Za-z_]+\}|\.(?:\[[^]]*\])?")
"""A list of another section, which is read there; or the project itself."""
_INCLUDING = frozenset({"include-group", "replace"})
_MARKER = re.compile(r";\s*\(?\s*(?:python_|os_|sys_|platform_|implementation_|extra\b)")


def read_pyproject(data: bytes) -> Manifest:
    """What a pyproject.toml declares.

    Raises:
        ExtractionError: when it is no TOML.
    """
    whole, lines, builder = begun(data, "toml")
    tool = mapping_of(value_at(whole, ["tool"]))
    _add_lists(builder, chain(_standard(whole), _of_tools(tool)), lines)
    lines.begin("poetry", "dependencies")
    for name, item, group in _poetry(mapping_of(value_at(whole, ["tool", "poetry"]))):
        builder.add_item(item, _of_poetry(name, item, group, lines.line(name)))
    lines.begin("pixi")
    for name, item, group in pixi_tables(mapping_of(value_at(whole, ["tool", "pixi"]))):
        builder.add_item(item, of_table(name, item, group, lines.line(name)))
    lines.begin("overrides")
    for name, item in mapping_of(value_at(tool, ["pdm", "resolution", "overrides"])).items():
        builder.add_item(item, of_table(str(name), item, CONSTRAINT, lines.line(str(name))))
    legacy = value_at(tool, ["tox", "legacy_tox_ini"])
    if isinstance(legacy, str):
        _add_tox(builder, read_settings(legacy.encode(), "ini"), lines)
    for path, group in _dynamic(whole):
        builder.include(path, group)
    _note_computed(builder, whole, lines)
    return _with_sources(builder.manifest, mapping_of(value_at(whole, ["tool", "uv", "sources"])))


def _standard(whole: Any) -> _Lists:
    """PEP 621, PEP 518 and PEP 735."""
    yield value_at(whole, ["project", "dependencies"]), RUNTIME
    yield value_at(whole, ["build-system", "requires"]), BUILD
    yield from _named(value_at(whole, ["project", "optional-dependencies"]), OPTIONAL)
    yield from _named(value_at(whole, ["dependency-groups"]), DEV)


def _of_tools(tool: Mapping[str, Any]) -> _Lists:
    """uv, PDM, Hatch's environments, Flit's older metadata, tox."""
    uv = mapping_of(tool.get("uv"))
    yield uv.get("dev-dependencies"), DEV
    yield from of_uv(uv)
    yield from _named(value_at(tool, ["pdm", "dev-dependencies"]), DEV)
    yield from of_hatch(mapping_of(tool.get("hatch")))
    flit = mapping_of(value_at(tool, ["flit", "metadata"]))
    yield flit.get("requires"), RUNTIME
    yield flit.get("dev-requires"), DEV
    yield from _named(flit.get("requires-extra"), OPTIONAL)
    yield from _of_tox(mapping_of(tool.get("tox")))
    yield list(mapping_of(value_at(tool, ["poetry", "requires-plugins"]))), DEV


def of_uv(uv: Mapping[str, Any]) -> _Lists:
    """What limits or replaces versions, in `tool.uv` or a uv.toml ("Settings")."""
    for name in ("constraint-dependencies", "override-dependencies", "build-constraint-dependencies"):
        yield uv.get(name), CONSTRAINT
    yield from _named(uv.get("extra-build-dependencies"), BUILD)


def of_hatch(hatch: Mapping[str, Any]) -> _Lists:
    """Hatch's environments and what its builds need, in `tool.hatch` or a hatch.toml."""
    for name, environment in mapping_of(hatch.get("envs")).items():
        for table in _tables(environment):
            for field in ("dependencies", "extra-dependencies"):
                value = table.get(field)
                items = [mapping_of(item).get("value", item) for item in _list(value)]
                yield items or value, grouped(DEV, str(name))
    for table in _tables(hatch.get("build")):
        yield table.get("dependencies"), BUILD


def _tables(value: Any) -> Iterator[Mapping[str, Any]]:
    """A table and all within it."""
    waiting = [value]
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, Mapping):
            yield part
            waiting += part.values()


def _read_lists(lists: Callable[[Mapping[str, Any]], _Lists], data: bytes) -> Manifest:
    whole, lines, builder = begun(data, "toml")
    _add_lists(builder, lists(mapping_of(whole)), lines)
    return builder.manifest


def _add_lists(builder: ManifestBuilder, lists: _Lists, lines: LineFinder) -> None:
    for items, group in lists:
        for item in items if isinstance(items, list) else [] if items is None else [items]:
            if isinstance(item, str) and isinstance(items, list):
                add_requirement_line(builder, item.strip(), group, lines.line(item))
            elif not _INCLUDING & mapping_of(item).keys():  # what includes another group, which is read by itself
                builder.odd_item(group, item, lines.line(str(next(iter(mapping_of(item)), item))))


def _of_tox(tox: Mapping[str, Any]) -> _Lists:
    yield mapping_of(tox.get("env_run_base")).get("deps"), grouped(DEV, "tox")
    yield tox.get("requires"), grouped(DEV, "tox")
    for name, environment in mapping_of(tox.get("env")).items():
        yield mapping_of(environment).get("deps"), grouped(DEV, str(name))


read_uv_toml = partial(_read_lists, of_uv)
"""What a uv.toml limits; raises ExtractionError when it is no TOML, as these do."""
read_hatch_toml = partial(_read_lists, of_hatch)
"""What a hatch.toml declares."""
read_tox_toml = partial(_read_lists, _of_tox)
"""What a tox.toml declares."""


def _with_sources(manifest: Manifest, sources: Mapping[str, Any]) -> Manifest:
    """The manifest with where uv takes packages from instead of an index."""
    places = {canonical(str(name)): url for name, item in sources.items() if (url := source_of(item))}
    rows = [item._replace(url=places.get(item.name, item.url)) for item in manifest.dependencies]
    return manifest._replace(dependencies=rows)


def read_setup_cfg(data: bytes) -> Manifest:
    """What a setup.cfg declares to setuptools ("Declarative config").

    Raises:
        ExtractionError: when it is no INI.
    """
    whole, finder, builder = begun(data, "ini")
    lists = [
        (value_at(whole, ["options", "install_requires"]), RUNTIME),
        (value_at(whole, ["options", "setup_requires"]), BUILD),
        (value_at(whole, ["options", "tests_require"]), grouped(DEV, "tests")),
        *_named(value_at(whole, ["options.extras_require"]), OPTIONAL),
    ]
    for items, group in lists:
        for item in _semicolon_list(str(items or "")):
            if item.startswith("file:"):
                for path in item.removeprefix("file:").split(","):
                    builder.include(path.strip(), group)
            elif not item.startswith("#"):
                builder.require(item, group, finder.line(item))
    return builder.manifest


def read_tox(data: bytes) -> Manifest:
    """The `deps` of a tox.ini ("Configuration"); a line with a substitution names another list, or is odd.

    Raises:
        ExtractionError: when it is no INI.
    """
    builder = ManifestBuilder()
    _add_tox(builder, read_settings(data, "ini"), LineFinder(manifest_text(data)))
    return builder.manifest


def _add_tox(builder: ManifestBuilder, whole: Mapping[str, Any], finder: LineFinder) -> None:
    for section, values in whole.items():
        deps = mapping_of(values).get("deps")
        for raw in str(deps or "").split("\n"):
            line = _COMMENT.sub("", raw).strip()
            item = _FACTOR.sub("", line)
            if item and not _REFERENCE.fullmatch(item):
                add_requirement_line(builder, item, grouped(DEV, str(section)), finder.line(item))


def _semicolon_list(text: str) -> Iterator[str]:
    """The items of a list of setuptools: one a line, or in a single line parted by `;`."""
    lines = [line.strip() for line in text.replace(";\n", "\n").split("\n") if line.strip()]
    if len(lines) == 1 and ";" in lines[0] and _MARKER.search(lines[0]) is None:
        lines = [part.strip() for part in lines[0].split(";") if part.strip()]
    return iter(lines)


def _note_computed(builder: ManifestBuilder, whole: Any, lines: LineFinder) -> None:
    """Note dependencies that a build backend computes; those of setuptools stand in files of their own."""
    dynamic = _list(value_at(whole, ["project", "dynamic"]))
    backend = str(value_at(whole, ["build-system", "build-backend"]) or "setuptools")
    is_read = backend.startswith(("setuptools", "poetry", "flit")) or builder.manifest.includes
    for name in ("dependencies", "optional-dependencies"):
        if name in dynamic and not is_read:
            builder.odd(lines.line(f'"{name}"'), f"{name} are computed by {backend}")


def _dynamic(whole: Any) -> Iterator[tuple[str, str]]:
    """The requirement files that setuptools takes dependencies from ("Dynamic Metadata")."""
    dynamic = mapping_of(value_at(whole, ["tool", "setuptools", "dynamic"]))
    groups = [(dynamic.get("dependencies"), RUNTIME), *_named(dynamic.get("optional-dependencies"), OPTIONAL)]
    for path in _list(value_at(whole, ["tool", "hatch", "metadata", "hooks", "requirements_txt", "files"])):
        yield str(path), RUNTIME
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
    category = OPTIONAL if fields.get("optional") is True and group == RUNTIME else group
    return Declared(category, canonical(name), versions, source_of(item), is_poetry=True, line=line)


def source_of(item: Any) -> str:
    """Where a table of Poetry, uv, Pipenv or Pixi takes a package from instead of an index; empty for an index."""
    fields = mapping_of(item)
    place = next((str(fields[key]) for key in ("git", "url", "path", "file") if fields.get(key)), "")
    return place or ("workspace:" if fields.get("workspace") else "")


def of_table(name: str, item: Any, group: str, line: int) -> Declared:
    """What a table from names to versions has, as those of Pipenv and Pixi."""
    fields = mapping_of(item)
    versions = item if isinstance(item, str) else str(fields.get("version") or "*")
    return Declared(group, canonical(name), "" if versions == "*" else versions, source_of(item), False, line)


def pixi_tables(pixi: Mapping[str, Any], category: str = RUNTIME) -> Iterator[tuple[str, Any, str]]:
    """Name, value and group of what stands in the tables of a pixi.toml ("Manifest reference")."""
    tables = (("dependencies", category), ("pypi-dependencies", category))
    limits = (("constraints", CONSTRAINT), ("run-constraints", CONSTRAINT), ("run-dependencies", category))
    for table, group in (*tables, *limits, ("host-dependencies", BUILD), ("build-dependencies", BUILD)):
        yield from ((str(name), item, group) for name, item in mapping_of(pixi.get(table)).items())
    for name, feature in mapping_of(pixi.get("feature")).items():
        yield from pixi_tables(mapping_of(feature), grouped(DEV, str(name)))
    inner = {**mapping_of(pixi.get("target")), "package": pixi.get("package")}
    for part in filter(None, map(mapping_of, inner.values())):
        yield from pixi_tables(part, category)


def _named(table: Any, category: str) -> list[tuple[Any, str]]:
    return [(items, grouped(category, str(name))) for name, items in mapping_of(table).items()]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
