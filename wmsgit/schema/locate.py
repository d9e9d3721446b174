"""Places in JSON text: where a schema's value stands, for findings about schemas."""

import json
import re

from wmsgit.model.ports import Pointer

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def locate_json(text: str, pointer: Pointer) -> tuple[int, int]:
    """Line and column, from 1, of a value in valid JSON, or of the nearest one around it."""
    at = offset_of(text, pointer)
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def offset_of(text: str, pointer: Pointer) -> int:
    """Where a value in valid JSON begins, or the nearest one around it: characters from the start."""
    at = _skip(text, 0)
    for part in pointer:
        inner = _member(text, at, part)
        if inner is None:
            break
        at = inner
    return at


def _member(text: str, at: int, wanted: str | int) -> int | None:
    """Where the member `wanted` of the object or list at `at` begins; None where there is none."""
    opener = text[at : at + 1]
    if opener not in ("{", "["):
        return None
    number = 0
    at = _skip(text, at + 1)
    while text[at] not in "]}":
        key: str | int = number
        if opener == "{":
            key, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        if key == wanted:
            return at
        _, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
        number += 1
    return None


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
