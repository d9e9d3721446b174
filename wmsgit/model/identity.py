"""Identities: the rule for the ids of records, and the id that a file's name says."""

import re
from collections.abc import Iterable
from functools import cache

from wmsgit.errors import InvalidError

MAX_ID_LENGTH = 100
MAX_DIGITS = 20
"""An id whose last digits are so many has no number."""
# Names that Windows reserves whatever the extension (Microsoft, "Naming Files, Paths, and Namespaces").
_RESERVED = r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z)"
_SAFE_ID = re.compile(rf"(?![.-])(?!{_RESERVED})[A-Za-z0-9._-]{{1,100}}(?<!\.)\Z")
_WITH_SUFFIX = r"(?P<prefix>.*?)(?P<number>[0-9]{1,18})(?P<suffix>[^0-9]+)\Z"
_NUMBERED = r"(?P<prefix>.*?)(?P<number>[0-9]+)\Z"


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """A pattern that few reads need, compiled by the first that does."""
    return re.compile(text, re.DOTALL)


def id_of_path(path: str) -> str:
    """The id of the record that a file such as `records/tasks/WS-TASK-001.yaml` holds."""
    return path.rpartition("/")[2].removesuffix(".yaml")


def is_safe_id(text: str) -> bool:
    """Whether `text` may be an id: letters, digits, `.`, `_`, `-`; no leading `.` or `-`; at most 100."""
    return _SAFE_ID.match(text) is not None


def is_elsewhere(text: str) -> bool:
    """Whether a reference such as `other-plane:WS-TASK-4` names a record of another workspace."""
    plane, colon, record_id = text.partition(":")
    return bool(colon) and is_safe_id(plane) and is_safe_id(record_id)


def require_safe_id(text: str) -> str:
    """`text` itself when it may be an id.

    Raises:
        InvalidError: otherwise.
    """
    if is_safe_id(text):
        return text
    shown = text if len(text) <= MAX_ID_LENGTH else text[:MAX_ID_LENGTH] + "…"
    raise InvalidError(
        f"{shown!r} is not a safe id",
        hint="an id has letters, digits, '.', '_' and '-', starts with a letter, digit or '_', and has at most 100",
    )


def split_number(identifier: str) -> tuple[str, int] | None:
    """The prefix in lower case and the final number of an id; None for an id that ends otherwise."""
    match = _pattern(_NUMBERED).match(identifier)
    return (match["prefix"].lower(), int(match["number"])) if match and len(match["number"]) < MAX_DIGITS else None


def number_of(identifier: str) -> int | None:
    """The final number of an id; None for an id that ends otherwise."""
    parts = split_number(identifier)
    return parts[1] if parts else None


def counted(identifier: str) -> tuple[str, int] | None:
    """What an id counts under, in lower case, and its number; None for one without digits.

    That is its prefix, such as `ws-task-`; where text follows the number, the whole with `{}` for it: `x{}y`.
    """
    ending = split_number(identifier)
    match = None if ending else _pattern(_WITH_SUFFIX).match(identifier)
    if match is None:
        return ending
    return f"{match['prefix']}{{}}{match['suffix']}".lower(), int(match["number"])


def highest_numbers(identifiers: Iterable[str]) -> dict[str, int]:
    """The highest number among these ids for each of what they count under; see `counted`."""
    highest: dict[str, int] = {}
    for prefix, number in filter(None, map(counted, identifiers)):
        highest[prefix] = max(number, highest.get(prefix, 0))
    return highest
