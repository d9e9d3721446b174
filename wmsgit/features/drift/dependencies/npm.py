"""package.json ("package.json", in npm's documentation)."""

from collections.abc import Mapping

from wmsgit.features.drift.dependencies.declared import DEV, OPTIONAL, PEER, RUNTIME, Declared, Manifest
from wmsgit.features.drift.facts import ExtractionError
from wmsgit.features.drift.settings.formats import read_settings
from wmsgit.features.drift.settings.values import line_of

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
        UnreadableError: when it is no JSON object.
    """
    whole = read_settings(data, "json")
    if not isinstance(whole, Mapping):
        raise ExtractionError("it is no package.json: no object stands at its top")
    found = []
    for table, group in _TABLES.items():
        items = whole.get(table)
        for name, wanted in items.items() if isinstance(items, Mapping) else ():
            found.append(_declared(str(name), str(wanted).strip(), group, line_of(data, [table, str(name)])))
    return Manifest(found, [])


def _declared(name: str, wanted: str, group: str, line: int) -> Declared:
    if wanted.startswith(_ALIAS):  # "alias": "npm:real@^1"
        real, at, versions = wanted.removeprefix(_ALIAS).rpartition("@")
        name, wanted = (real, versions) if at and real else (versions or name, "*")
    wanted = wanted.removeprefix(_WORKSPACE)
    url = wanted if ":" in wanted or "/" in wanted else ""
    return Declared(group, name.lower(), "" if url else wanted, url, is_poetry=False, line=line)
