"""Sound rows: what a row must be before anything is made of it, whatever file it stands in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.features.exchange.values import is_empty

MAX_ROW_BYTES = 1 << 20
"""The largest row, as JSON in UTF-8: a record's file has at most 1 MiB."""
MAX_DEPTH = 48
"""The deepest nesting of a row: a record's file has at most 64 levels, of which an import adds some."""
_LONGEST_ESCAPE = len("\\u0000")
_MOST_AROUND = len('"": null, ')
"""What stands around a text in JSON at the most, or in its place."""
_encode = json.JSONEncoder(ensure_ascii=False).encode


class RepeatedKeys(dict[str, Any]):
    """A JSON object in which a key stands twice; `key` says which."""

    key: str = ""


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """What stands where a row should, and is none; `reason` says why."""

    reason: str


def require_sound(row: Any) -> None:
    """Check that a row is an object that a record's file could hold.

    Raises:
        InvalidError: when it is none, repeats a key, or is too large, too deep or no Unicode.
    """
    if not isinstance(row, dict):
        raise InvalidError(row.reason if isinstance(row, UnreadRow) else "it is not an object")
    if repeated := _repeated_key(row):
        raise InvalidError(f"the key {repeated!r} stands twice in one object")
    if _is_surely_small(row):
        return
    try:
        size_bytes = len(_encode(row).encode())
    except UnicodeEncodeError as error:
        raise InvalidError("it has half of a surrogate pair, which is no character") from error
    if size_bytes > MAX_ROW_BYTES:
        raise InvalidError(f"it has {size_bytes:,} bytes, at most {MAX_ROW_BYTES:,} are allowed")


def _is_surely_small(row: Mapping[str, Any]) -> bool:
    """Whether a row is of a few ASCII texts: of most it is known so, without their being spelled."""
    length = 0
    for key, value in row.items():
        for text in (key, *value) if isinstance(value, list) else (key, value):
            length += _MOST_AROUND
            if isinstance(text, str) and text.isascii():
                length += len(text)
            elif not (is_empty(text) or isinstance(text, bool)):
                return False
    return length * _LONGEST_ESCAPE <= MAX_ROW_BYTES


def _repeated_key(row: Any) -> str:
    """A key that stands twice, anywhere in the row; empty for none. Looks at the nesting on the way."""
    level = [row]
    for _ in range(MAX_DEPTH):
        first = next((part.key for part in level if isinstance(part, RepeatedKeys)), "")
        if first:
            return first
        lists = (part.values() if isinstance(part, dict) else part for part in level)
        level = [item for part in lists for item in part if isinstance(item, dict | list) and item]
        if not level:
            return ""
    raise InvalidError(f"it is nested more than {MAX_DEPTH} levels deep")
