"""Formats of time that a schema may ask for (RFC 3339, section 5.6)."""

import re
from datetime import date, datetime

_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})\Z", re.ASCII)
DATE_OR_TIME = r"^\d{4}-\d{2}-\d{2}([Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2}))?$"
"""What editors check of the format `date-or-time`, which only wmsgit knows; beside the format it says nothing more."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)


def is_timestamp(text: str) -> bool:
    """Whether `text` is an RFC 3339 timestamp with its offset; a leap second counts as one."""
    if not _TIMESTAMP.match(text):
        return False
    plain = re.sub(r":60(?=[.Zz+-])", ":59", text) if ":60" in text else text
    return _parses(datetime.fromisoformat, plain.upper())


def is_date(text: str) -> bool:
    """Whether `text` is a day such as `2026-11-23`."""
    return _DAY.match(text) is not None and _parses(date.fromisoformat, text)


def is_date_or_time(text: str) -> bool:
    """Whether `text` is a day or a timestamp."""
    return is_date(text) or is_timestamp(text)


def _parses(parser: object, text: str) -> bool:
    try:
        parser(text)  # type: ignore[operator]
    except ValueError:
        return False
    return True
