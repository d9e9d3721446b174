"""Bounds: how large a record's file may be."""

from wmsgit.errors import InvalidError

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
