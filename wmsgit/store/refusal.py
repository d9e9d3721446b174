"""Refusals: why a text cannot be read as a record, how large it may be, and why an edit was not made."""

from typing import Any

from wmsgit.errors import ConflictError, InvalidError


class UnreadableError(InvalidError):
    """A file or text that cannot be read as a record.

    Attributes:
        code: what sort of problem, in capitals: `YAML`, `DUPLICATE-KEY`, `TAG`, `ALIAS`, `DEPTH`, `SIZE`,
            `ENCODING`, `CONFLICT`; of a file also `SYMLINK` and `UNREADABLE`.
        path: the file as the caller named it; empty when there is none.
        line, column: counted from 1, in characters; 0 where the whole file is meant.
    """

    def __init__(
        self, message: str, *, code: str, path: str = "", line: int = 0, column: int = 0, hint: str = ""
    ) -> None:
        place = f"{path}:{line}:{column}" if line and path else path
        super().__init__(message, where=place, hint=hint)
        self.code = code
        self.path = path
        self.line = line
        self.column = column

    def __reduce__(self) -> tuple[object, ...]:
        """Lets the error cross a process boundary, as files may be read in several processes."""
        names = ("code", "path", "line", "column", "hint")
        return _revive, (self.message, {name: getattr(self, name) for name in names})


class EditError(ConflictError):
    """An edit that cannot be made without touching what it must not touch; the file is as it was."""


def _revive(message: str, details: dict[str, Any]) -> UnreadableError:
    return UnreadableError(message, **details)


MAX_RECORD_BYTES = 1 << 20
"""The largest file that is read as a record."""


def require_size(text: bytes, path: str = "") -> None:
    """Refuse a record that nobody could read again.

    Raises:
        InvalidError: when the text has more than `MAX_RECORD_BYTES`.
    """
    if len(text) > MAX_RECORD_BYTES:
        raise InvalidError(
            f"the record would have {len(text):,} bytes, at most {MAX_RECORD_BYTES:,} are allowed",
            where=path,
            hint="put long texts into a file of their own and name it in related_files",
        )
