"""package.json ("package.json", in npm's documentation)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wmsgit.features.drift.budget import MAX_REQUIREMENT
from wmsgit.features.drift.dependencies.declared import (
    CONSTRAINT,
    DEV,
    INHERITED,
    OPTIONAL,
    PEER,
    RUNTIME,
    Declared,
    Manifest,
    ManifestBuilder,
    manifest_text,
)
from wmsgit.features.drift.facts import ExtractionError
from wmsgit.features.drift.line_finder import LineFinder
from wmsgit.features.drift.settings.formats import read_settings
from wmsgit.features.drift.settings.values import mapping_of, texts_of, value_at

_TABLES: Mapping[str, str] = {
    "dependencies": RUNTIME,
    "devDependencies": DEV,
    "peerDependencies": PEER,
    "optionalDependencies": OPTIONAL,
}
_ALIAS = "npm:"
_WORKSPACE = "workspace:"
_CATALOG, _DEFAULT_CATALOG = "catalog:", "default"
_REMOVED = "-"
"""Stands in overrides of pnpm for a dependency that is left out."""
_OVERRIDDEN = re.compile(r"(?P<name>(?:@[^/@>]+/)?[^/@>*]+)(?:@[^/>]*)?$")


def read_package_json(data: bytes) -> Manifest:
    """What a package.json declares.

    Raises:
        ExtractionError: when it is no JSON object.
    """
    whole = read_settings(data, "json")
    if not isinstance(whole, Mapping):
        raise ExtractionError("it is no package.json: no object stands at its top")
    builder, lines = ManifestBuilder(), LineFinder(manifest_text(data))
    for table, group in _TABLES.items():
        packages = _table(builder, whole, table, lines)
        lines.begin(table)
        for name, wanted in packages.items():
            _add(builder, str(name), wanted, group, lines)
    _add_bundled(builder, whole)
    for part in (whole, mapping_of(whole.get("workspaces"))):  # as Bun has them
        _add_catalogs(builder, part, lines)
    for way in (["overrides"], ["resolutions"], ["pnpm", "overrides"]):
        lines.begin(way[-1])
        for name, wanted in _overrides(mapping_of(value_at(whole, way))):
            _add(builder, name, wanted, CONSTRAINT, lines)
    _add_extensions(builder, whole, lines)
    return builder.manifest


def read_pnpm_workspace(data: bytes) -> Manifest:
    """The catalogs and overrides of a pnpm-workspace.yaml ("Catalogs", in pnpm's documentation).

    Raises:
        ExtractionError: when it is no YAML.
    """
    whole, builder, lines = mapping_of(read_settings(data, "yaml")), ManifestBuilder(), LineFinder(manifest_text(data))
    _add_catalogs(builder, whole, lines)
    for name, wanted in _overrides(_table(builder, whole, "overrides", lines)):
        _add(builder, name, _spelled(wanted), CONSTRAINT, lines)
    return builder.manifest


def _table(builder: ManifestBuilder, whole: Mapping[str, Any], name: str, lines: LineFinder) -> Mapping[str, Any]:
    """A table of packages; what stands in its place is odd."""
    value = whole.get(name)
    if value is not None and not isinstance(value, Mapping):
        builder.odd_item(name, value, lines.line(name))
    return mapping_of(value)


def _add(builder: ManifestBuilder, name: str, wanted: Any, group: str, lines: LineFinder, share: str = "") -> None:
    """Add a package with the text beside its name; what is no text is odd."""
    line = lines.line(name)
    if not isinstance(wanted, str):
        builder.odd_item(name, wanted, line)
    elif share:
        builder.share(share, _declared(name, wanted, group, line))
    else:
        builder.add(_declared(name, wanted.strip(), group, line))


def _add_bundled(builder: ManifestBuilder, whole: Mapping[str, Any]) -> None:
    """Add what is only bundled; mostly it stands among the dependencies, too."""
    known = {item.name for item in builder.manifest.dependencies}
    for field in ("bundledDependencies", "bundleDependencies"):
        for name in texts_of(whole.get(field)):
            if name.lower() not in known:
                builder.add(_declared(name, "*", RUNTIME, 0))


def _add_extensions(builder: ManifestBuilder, whole: Mapping[str, Any], lines: LineFinder) -> None:
    """Add what pnpm makes other packages depend on ("packageExtensions")."""
    for extension in mapping_of(value_at(whole, ["pnpm", "packageExtensions"])).values():
        for name, wanted in (
            pair for table in _TABLES for pair in mapping_of(mapping_of(extension).get(table)).items()
        ):
            _add(builder, str(name), wanted, CONSTRAINT, lines)


def _add_catalogs(builder: ManifestBuilder, whole: Mapping[str, Any], lines: LineFinder) -> None:
    """Add the versions that packages of a workspace may name by `catalog:` or `catalog:NAME`."""
    named = _table(builder, whole, "catalogs", lines)
    for catalog, tables, key in ((_DEFAULT_CATALOG, whole, "catalog"), *((str(key), named, key) for key in named)):
        for name, wanted in _table(builder, tables, key, lines).items():
            _add(builder, str(name), _spelled(wanted), CONSTRAINT, lines, f"{catalog}:{name}")


def _spelled(version: Any) -> Any:
    """A version as a text: in YAML one without quotes may be a number."""
    return str(version) if isinstance(version, int | float) and not isinstance(version, bool) else version


def _overrides(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Name and versions of what is replaced, at any depth; a key may have dependents and versions: `a>b@1`, `a/b`."""
    waiting = [table]
    while waiting:
        for key, value in waiting.pop().items():
            match = _OVERRIDDEN.search(str(key)[-MAX_REQUIREMENT:])
            if match and value == _REMOVED:
                continue
            if match and isinstance(value, str):
                yield match["name"], "*" if value.startswith("$") else value.strip()
            elif isinstance(value, Mapping):
                waiting.append({str(key) if name == "." else name: item for name, item in value.items()})
            else:
                yield str(key), value


def _declared(name: str, wanted: str, group: str, line: int) -> Declared:
    if wanted.startswith(_ALIAS):  # "alias": "npm:real@^1"
        real, at, versions = wanted.removeprefix(_ALIAS).rpartition("@")
        name, wanted = (real, versions) if at and real else (versions or name, "*")
    if wanted.startswith(_CATALOG):
        catalog = wanted.removeprefix(_CATALOG).strip() or _DEFAULT_CATALOG
        return Declared(group, name.lower(), "", f"{INHERITED}{catalog}:{name}", is_poetry=False, line=line)
    wanted = wanted.removeprefix(_WORKSPACE)
    url = wanted if ":" in wanted or "/" in wanted else ""
    return Declared(group, name.lower(), "" if url else wanted, url, is_poetry=False, line=line)
