"""Values: what stands at a JSON Pointer (RFC 6901) in a configuration file, as a fact."""

import re
from collections.abc import Mapping
from datetime import date, time
from hashlib import sha256
from typing import Any

from wmsgit.features.drift.budget import MAX_SETTINGS_BYTES
from wmsgit.features.drift.facts import Extractor
from wmsgit.features.drift.settings.formats import FORMATS, format_of, read_settings

AT_FIELD: Mapping[str, Any] = {
    "type": "string",
    "pattern": "^(/([^~]|~[01])*)?$",
    "default": "",
    "description": "Where the value stands: a JSON Pointer such as /tool/ruff/line-length. The whole file when absent.",
}
FORMAT_FIELD: Mapping[str, Any] = {
    "type": "string",
    "enum": list(FORMATS),
    "description": "The file's format, where its name does not say it.",
}
_MISSING = object()


def value_extractor(path: str, at: str, form: str = "") -> Extractor:
    """Extracts `[line, value]`, or `[]` where nothing stands at the pointer.

    Args:
        path: the file's, for its format.
        at: the pointer.
        form: the format, if the name does not say it.
    """
    form = form or format_of(path)
    digest = sha256(at.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Extractor(f"value-{form}-{digest}", 1, lambda data: _values(data, form, at), MAX_SETTINGS_BYTES)


def parts_of(pointer: str) -> list[str]:
    """The reference tokens of a JSON Pointer, unescaped (RFC 6901, section 4)."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def value_at(data: Any, parts: list[str], default: Any = None) -> Any:
    """What stands at the end of these parts; `default` for nothing."""
    for part in parts:
        if isinstance(data, Mapping) and part in data:
            data = data[part]
        elif isinstance(data, list) and part.isascii() and part.isdigit() and int(part) < len(data):
            data = data[int(part)]
        else:
            return default
    return data


def mapping_of(value: Any) -> Mapping[str, Any]:
    """A value that is a table or object; an empty one for what is none."""
    return value if isinstance(value, Mapping) else {}


def texts_of(value: Any) -> list[str]:
    """The texts in a value that is a list, or the parts of one that is a tuple; none for what is neither."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list | tuple) else []


def _values(data: bytes, form: str, at: str) -> list[Any]:
    parts = parts_of(at)
    value = value_at(read_settings(data, form), parts, _MISSING)
    return [] if value is _MISSING else [line_of(data, parts), as_json(value)]


def as_json(value: Any) -> Any:
    """The value as JSON has it: TOML's dates and times as texts."""
    if isinstance(value, Mapping):
        return {str(name): as_json(part) for name, part in value.items()}
    if isinstance(value, list):
        return [as_json(part) for part in value]
    return value.isoformat() if isinstance(value, date | time) else value


def line_of(data: bytes, parts: list[str]) -> int:
    """About where a value stands: the line, from 1, of the last of its keys, each sought below the one before."""
    at = 0
    for part in parts:
        match = re.compile(rb"(?<![\w-])" + re.escape(part.encode("utf-8", "replace")) + rb"(?![\w-])").search(data, at)
        if match is None:
            return 0
        at = match.end()
    return data.count(b"\n", 0, at) + 1
