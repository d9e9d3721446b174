"""Facts: what an extractor finds in one file's bytes, whatever its path; kept by blob id, as JSON values."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MAX_SOURCE_BYTES = 10 << 20
"""Larger files are not read for facts, unless the extractor says so."""

UNREADABLE = "unreadable"


class ExtractionError(Exception):
    """An extractor cannot make sense of a file; the message says why, without a final full stop."""


@dataclass(frozen=True, slots=True)
class Extractor:
    """Gets facts out of a file's bytes.

    Attributes:
        name: with the version it is what facts are cached by. Everything that `extract` depends on beside the
            bytes must be in it, such as a digest of a regular expression.
        version: one more whenever the facts of the same bytes change.
        extract: gives the fact, a JSON value; raises UnreadableError.
        max_bytes: larger files are not read.
        oversized: gives the fact about a larger file from its size in bytes; where there is none, such a file is
            unreadable.
    """

    name: str
    version: int
    extract: Callable[[bytes], Any]
    max_bytes: int = MAX_SOURCE_BYTES
    oversized: Callable[[int], Any] | None = None

    @property
    def key(self) -> str:
        """What facts are cached by."""
        return f"{self.name}-{self.version}"


def extracted(extractor: Extractor, data: bytes) -> Any:
    """The fact about these bytes; `{UNREADABLE: reason}` where there is none."""
    try:
        return extractor.extract(data)
    except ExtractionError as error:
        return {UNREADABLE: str(error)}


def reason_unreadable(fact: Any) -> str:
    """Why there is no fact; empty where there is one."""
    return str(fact[UNREADABLE]) if isinstance(fact, dict) and UNREADABLE in fact else ""
