"""The cache of `check`: what it found last time, in the Git directory. Losing it costs time alone.

Three files, as `wmsgit.disk.cache_file` keeps them: `check.json` has the findings of the last whole check,
`check.clean` a hash for each file that has none of its own, `check.places` where the values that were reported stand.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from wmsgit.disk.cache_file import load_bytes, load_json, save_bytes, save_json
from wmsgit.disk.own import OwnFolder
from wmsgit.features.check.actions.places import Known
from wmsgit.model.finding import Finding
from wmsgit.model.record import Data
from wmsgit.model.version import __version__

RESULT = "check.json"
CLEAN = "check.clean"
PLACES = "check.places"
_FORMAT = 3
_KEY_BYTES = 16


LayerRule = tuple[str, int, int, str, str, Mapping[str, Any]]
"""A rule about layers: the record's path, the line and column of its `package`, the kind, the id, the rule's item."""


class Layers(NamedTuple):
    """What must be known of records to say that a rule about layers names a package that no repository has.

    Attributes:
        rules: the valid ones.
        repos: path, name and fields of each repository; none where there are no such rules.
    """

    rules: tuple[LayerRule, ...] = ()
    repos: tuple[tuple[str, str, Data], ...] = ()


NO_LAYERS = Layers()


class Result(NamedTuple):
    """What a whole check found.

    Attributes:
        findings: of the records, the settings and the schemas.
        checked: how many record files there were.
        members: repository → its record's `path` and `urls`, for those in whose checkouts files were looked for.
        present: path → whether its file is there, None where that is unknown; of all that records name.
        missing: the findings about those files, which hold as long as `present` does.
        layers: what the packages that rules name are looked for by.
    """

    findings: tuple[Finding, ...]
    checked: int
    members: Mapping[str, Data] = {}
    present: Mapping[str, bool | None] = {}
    missing: tuple[Finding, ...] = ()
    layers: Layers = NO_LAYERS


def key_of(*parts: str) -> str:
    """One key for everything that a result depends on, the release of wmsgit among it."""
    return blake2b(json.dumps([__version__, _FORMAT, *parts]).encode(), digest_size=_KEY_BYTES).hexdigest()


def hash_of(*parts: str) -> bytes:
    """What stands for one file in the set of clean ones."""
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES).digest()


class Cache:
    """The files in one directory; none are read or written when it is None.

    Args:
        directory: where they lie.
    """

    def __init__(self, directory: Path | None) -> None:
        self._folder = OwnFolder(directory) if directory else None

    def load_result(self, key: str) -> Result | None:
        """The result that was saved with this key; None when there is none."""
        try:
            whole = load_json(self._folder, RESULT, key)
            return Result(
                tuple(Finding(*row) for row in whole["findings"]),
                int(whole["checked"]),
                dict(whole["members"]),
                dict(whole["present"]),
                tuple(Finding(*row) for row in whole["missing"]),
                Layers(*(tuple(map(tuple, whole["layers"][name])) for name in Layers._fields)),
            )
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def save_result(self, key: str, result: Result) -> None:
        """Keep a result; where that cannot be done, nothing happens."""
        whole: dict[str, Any] = {
            "findings": [_row(finding) for finding in result.findings],
            "checked": result.checked,
            "members": result.members,
            "present": result.present,
            "missing": [_row(finding) for finding in result.missing],
            "layers": result.layers._asdict(),
        }
        save_json(self._folder, RESULT, key, whole)

    def load_clean(self, key: str) -> frozenset[bytes]:
        """The hashes of the files that were clean when the key was this."""
        try:
            body = load_bytes(self._folder, CLEAN, key)
        except (OSError, ValueError):
            return frozenset()
        return frozenset(body[start : start + _KEY_BYTES] for start in range(0, len(body), _KEY_BYTES))

    def save_clean(self, key: str, hashes: Iterable[bytes]) -> None:
        """Keep the hashes; where that cannot be done, nothing happens."""
        save_bytes(self._folder, CLEAN, key, b"".join(sorted(hashes)))

    def load_places(self, key: str) -> Known:
        """Where values stand, as it was saved with this key."""
        try:
            whole = load_json(self._folder, PLACES, key)
            return {
                digest: {spelled: (int(line), int(column)) for spelled, (line, column) in places.items()}
                for digest, places in whole.items()
            }
        except (OSError, ValueError, TypeError, AttributeError, RecursionError):
            return {}

    def save_places(self, key: str, places: Known) -> None:
        """Keep where values stand; where that cannot be done, nothing happens."""
        save_json(self._folder, PLACES, key, places)


def _row(finding: Finding) -> list[str | int]:
    """What `Finding` takes; `dataclasses.astuple` takes ten times as long."""
    texts = (finding.code, finding.message, finding.level, finding.cause)
    return [finding.path, finding.line, finding.column, *texts]
