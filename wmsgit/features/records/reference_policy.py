"""The settings' `references`: whether a write is refused, or only warned of, when a new reference leads nowhere."""

from collections.abc import Iterator, Mapping
from typing import Any

from wmsgit.features.records.gate_names import Fault, is_meant
from wmsgit.model.text import did_you_mean

REFERENCES = "references"
STRICT, WARN = "strict", "warn"
LEVELS = (STRICT, WARN)
GROUPS = {"repo": "repositories", "person": "people"}
"""The kinds that have a word of their own in the settings; all others are `records`."""
_RECORDS = "records"
NEW_WORKSPACES = {"repositories": STRICT, "people": STRICT, _RECORDS: WARN}
"""What a new workspace has: the names are few and known, while a record may still be on another branch."""


def reference_level(settings: Mapping[str, Any], kind: str) -> str:
    """`strict` or `warn`, for references to records of a kind."""
    value = settings.get(REFERENCES)
    if isinstance(value, Mapping):
        value = value.get(GROUPS.get(kind, _RECORDS))
    return value if isinstance(value, str) and value in LEVELS else WARN


def reference_faults(settings: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with the setting, as its schema has it, with the nearest names."""
    for key in settings:
        if is_meant(str(key), REFERENCES):
            yield (str(key),), f"{key!r} is unknown; did you mean {REFERENCES!r}?"
    value = settings.get(REFERENCES)
    if not isinstance(value, Mapping):
        if value is not None:
            yield from _level_fault((REFERENCES,), value)
        return
    for name, level in value.items():
        if name not in NEW_WORKSPACES:
            yield (REFERENCES, str(name)), f"{name!r} is unknown{did_you_mean(str(name), NEW_WORKSPACES)}"
        yield from _level_fault((REFERENCES, str(name)), level)


def _level_fault(pointer: tuple[str, ...], value: Any) -> Iterator[Fault]:
    if value not in LEVELS:
        yield pointer, f"{value!r} is not one of {', '.join(LEVELS)}{did_you_mean(str(value), LEVELS)}"
