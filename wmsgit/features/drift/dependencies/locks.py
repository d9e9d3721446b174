"""Pipfile and lock files of Python's and Rust's tools: what was resolved, in the group `locked`."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from wmsgit.features.drift.dependencies.beginning import begun
from wmsgit.features.drift.dependencies.declared import (
    DEV,
    LOCKED,
    RUNTIME,
    Declared,
    Manifest,
    grouped,
)
from wmsgit.features.drift.dependencies.python import of_table, pixi_tables
from wmsgit.features.drift.settings.values import mapping_of
from wmsgit.features.drift.versions.names import canonical

_ASIDE = frozenset({"source", "requires", "scripts", "pipenv", "pipfile"})


def read_pipfile(data: bytes) -> Manifest:
    """What a Pipfile declares: `packages`, `dev-packages`, and categories of one's own.

    Raises:
        ExtractionError: when it is no TOML.
    """
    whole, lines, builder = begun(data, "toml")
    for table, items in whole.items():
        if table not in _ASIDE:
            group = {"packages": RUNTIME, "dev-packages": DEV}.get(table, grouped(DEV, str(table)))
            for name, item in mapping_of(items).items():
                builder.add_item(item, of_table(str(name), item, group, lines.line(str(name))))
    return builder.manifest


def read_pipfile_lock(data: bytes) -> Manifest:
    """What a Pipfile.lock has.

    Raises:
        ExtractionError: when it is no JSON.
    """
    whole, lines, builder = begun(data, "json")
    for table, items in whole.items():
        for name, item in mapping_of(items).items() if not table.startswith("_") else ():
            builder.add_item(item, of_table(str(name), item, LOCKED, lines.line(str(name))))
    return builder.manifest


def _locked(sign: str, data: bytes, *, needs_source: bool = False) -> Manifest:
    """The packages of a lock file, each version after a sign; where it `needs_source`, none of the workspace's own."""
    whole, lines, builder = begun(data, "toml")
    packages = whole.get("package", whole.get("packages"))
    for item in map(mapping_of, packages if isinstance(packages, list) else ()):
        is_named = isinstance(item.get("name"), str)
        if not _is_own(item) and (item.get("source") or not needs_source or not is_named):
            name, version = item.get("name"), str(item.get("version") or "")
            if not name or not isinstance(name, str):
                builder.odd_item("a package", name, lines.line(str(name)) if name else 0)
                continue
            versions = f"{sign}{version}" if version else ""
            builder.add(Declared(LOCKED, canonical(name), versions, "", is_poetry=False, line=lines.line(f'"{name}"')))
    return builder.manifest


read_package_lock = partial(_locked, "==")
"""The packages of a poetry.lock, uv.lock, pdm.lock or pylock.toml (PEP 751); raises ExtractionError for no TOML."""
read_cargo_lock = partial(_locked, "=", needs_source=True)
"""The packages of a Cargo.lock, but for those of the workspace, which have no source."""


def read_pixi(data: bytes) -> Manifest:
    """What a pixi.toml declares.

    Raises:
        ExtractionError: when it is no TOML.
    """
    whole, lines, builder = begun(data, "toml")
    for name, item, group in pixi_tables(mapping_of(whole)):
        builder.add_item(item, of_table(name, item, group, lines.line(name)))
    return builder.manifest


def _is_own(item: Mapping[str, Any]) -> bool:
    """Whether a locked package is the project itself or one of its parts."""
    source = item.get("source")
    return isinstance(source, Mapping) and bool({"virtual", "editable"} & source.keys())
