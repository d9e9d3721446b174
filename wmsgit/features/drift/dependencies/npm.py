"""package.json ("package.json", in npm's documentation)."""

from collections.abc import Mapping

from wmsgit.features.drift.dependencies.declared import (
    DEV,
    OPTIONAL,
    PEER,
    RUNTIME,
    Declared,
    Manifest,
    manifest_text,
    require_few,
)
from wmsgit.features.drift.facts import ExtractionError
from wmsgit.features.drift.line_finder import LineFinder
from wmsgit.features.drift.settings.formats import read_settings

_TABLES: Mapping[str, str] = {
    "dependencies": RUNTIME,
    "devDependencies": DEV,
    "peerDependencies": PEER,
    "optionalDependencies": OPTIONAL,
}
_ALIAS = "npm:"
_WORKSPACE = "workspace:"


def read_package_json(data: bytes) -> Manifest:
    """What a package.json declares.

    Raises:
        ExtractionError: when it is no JSON object.
    """
    whole = read_settings(data, "json")
    if not isinstance(whole, Mapping):
        raise ExtractionError("it is no package.json: no object stands at its top")
    tables = {name: items for name in _TABLES if isinstance(items := whole.get(name), Mapping)}
    require_few(sum(map(len, tables.values())))
    result, lines = [], LineFinder(manifest_text(data))
    for table, items in tables.items():
        lines.begin(table)
        for name, wanted in items.items():
            result.append(_declared(str(name), str(wanted).strip(), _TABLES[table], lines.line(str(name))))
    return Manifest(result, [])


def _declared(name: str, wanted: str, group: str, line: int) -> Declared:
    if wanted.startswith(_ALIAS):  # "alias": "npm:real@^1"
        real, at, versions = wanted.removeprefix(_ALIAS).rpartition("@")
        name, wanted = (real, versions) if at and real else (versions or name, "*")
    wanted = wanted.removeprefix(_WORKSPACE)
    url = wanted if ":" in wanted or "/" in wanted else ""
    return Declared(group, name.lower(), "" if url else wanted, url, is_poetry=False, line=line)
