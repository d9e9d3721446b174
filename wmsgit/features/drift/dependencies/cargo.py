"""Cargo.toml ("The Manifest Format" and "Specifying Dependencies" of the Cargo Book)."""

from collections.abc import Iterator, Mapping
from typing import Any

from wmsgit.features.drift.dependencies.declared import (
    BUILD,
    CONSTRAINT,
    DEV,
    INHERITED,
    OPTIONAL,
    RUNTIME,
    Declared,
    Manifest,
    ManifestBuilder,
    manifest_text,
)
from wmsgit.features.drift.line_finder import LineFinder
from wmsgit.features.drift.settings.formats import read_settings
from wmsgit.features.drift.settings.values import mapping_of, value_at
from wmsgit.features.drift.versions.names import crate

_TABLES = {
    "dependencies": RUNTIME,
    "dev-dependencies": DEV,
    "dev_dependencies": DEV,
    "build-dependencies": BUILD,
    "build_dependencies": BUILD,
}


def read_cargo_toml(data: bytes) -> Manifest:
    """What a Cargo.toml declares, for every target; what its workspace shares and patches counts, too.

    Raises:
        ExtractionError: when it is no TOML.
    """
    whole, lines, builder = read_settings(data, "toml"), LineFinder(manifest_text(data)), ManifestBuilder()
    for table, group in _tables(whole):
        for name, item in table.items():
            builder.add_item(item, _declared(str(name), item, group, lines.line(str(name))))
    lines.begin("workspace", "dependencies")
    for name, item in mapping_of(value_at(whole, ["workspace", "dependencies"])).items():
        builder.share(str(name), _declared(str(name), item, CONSTRAINT, lines.line(str(name))))
    return builder.manifest


def _tables(whole: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    targets = mapping_of(whole.get("target")).values()
    for part in (whole, *map(mapping_of, targets)):
        yield from ((mapping_of(part.get(name)), group) for name, group in _TABLES.items())
    yield from ((mapping_of(table), CONSTRAINT) for table in mapping_of(whole.get("patch")).values())
    replaced = mapping_of(whole.get("replace"))
    yield {str(name).rpartition("#")[2].partition(":")[0]: item for name, item in replaced.items()}, CONSTRAINT


def _declared(name: str, item: Any, group: str, line: int) -> Declared:
    fields = mapping_of(item)
    versions = item if isinstance(item, str) else str(fields.get("version") or "")
    url = next((str(fields[key]) for key in ("git", "path") if fields.get(key)), "")
    if fields.get("workspace") is True:
        url = f"{INHERITED}{name}"
    category = OPTIONAL if fields.get("optional") is True and group == RUNTIME else group
    real = crate(str(fields.get("package") or name))
    return Declared(category, real, versions, "" if versions else url, is_poetry=False, line=line)
