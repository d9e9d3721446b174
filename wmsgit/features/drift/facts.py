"""Facts: what an extractor finds in one file's bytes, whatever its path; kept by blob id, as JSON values."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wmsgit.features.drift.budget import MAX_SOURCE_BYTES, too_much_in

UNREADABLE = "unreadable"
ABSENT, UNREAD = "Git does not have its content", "it could not be read"
"""Why there is no fact about a file today; every other reason follows from what stands in it."""


class ExtractionError(Exception):
    """An extractor cannot make sense of a file; the message says why, without a final full stop."""


@dataclass(frozen=True, slots=True)
class Extractor:
    """Gets facts out of a file's bytes.

    Attributes:
        name: with the version it is what facts are cached by. Everything that `extract` depends on beside the
            bytes must be in it, such as a digest of a regular expression.
        version: one more whenever the facts of the same bytes change.
        extract: gives the fact, a JSON value; raises ExtractionError.
        max_bytes: larger files are not read.
        oversized: gives the fact about a larger file from its size in bytes; where there is none, such a file is
            unreadable.
        is_last: whether it takes less when others have looked at the same bytes right before.
    """

    name: str
    version: int
    extract: Callable[[bytes], Any]
    max_bytes: int = MAX_SOURCE_BYTES
    oversized: Callable[[int], Any] | None = None
    is_last: bool = False

    @property
    def key(self) -> str:
        """What facts are cached by."""
        return f"{self.name}-{self.version}"


def extracted(extractor: Extractor, data: bytes) -> Any:
    """The fact about these bytes; `{UNREADABLE: reason}` where there is none, or more than is kept."""
    try:
        fact = extractor.extract(data)
        reason = too_much_in(fact)
    except ExtractionError as error:
        reason = str(error)
    except RecursionError:
        reason = "it is nested too deeply to be read"
    except MemoryError:
        reason = "there is not enough memory to read it"
    return {UNREADABLE: reason} if reason else fact


def reason_unreadable(fact: Any) -> str:
    """Why there is no fact; empty where there is one."""
    return str(fact[UNREADABLE]) if isinstance(fact, dict) and UNREADABLE in fact else ""
