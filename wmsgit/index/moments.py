"""Moments: times in records and filters as text that sorts, in UTC; a bare day is the whole day.

A canonical time is `2026-11-23T09:30:00`, in UTC, with a fraction only where there is one, so that
comparing text compares moments.
"""

import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo

from wmsgit.model.times import end_of_day, in_local_zone, parse_time, parse_when

_DAY = r"\d{4}-\d{2}-\d{2}\Z"
_DAY_WORDS = frozenset({"today", "yesterday", "tomorrow"})
_DIGIT = "[0-9]"
_UTC_GLOB = "-".join((_DIGIT * 4, _DIGIT * 2, _DIGIT * 2)) + "T" + ":".join([_DIGIT * 2] * 3) + "Z"

Span = tuple[str, str]
"""From when (inclusive) to when (exclusive) a day lasts, as canonical times; twice the same for a moment."""


def span_of(text: str, zone: tzinfo) -> Span:
    """The span of a time as records have it: RFC 3339, or a day in `zone`; without an offset it is in UTC.

    Raises:
        ValueError: when `text` is neither.
    """
    if re.match(_DAY, text):
        return _day(parse_time(text, zone), zone)
    moment = _canonical(parse_time(text))
    return moment, moment


def span_of_words(text: str, now: datetime) -> Span:
    """The span of what a person writes: `today`, `-7d`, a day or a timestamp (see `parse_when`).

    Raises:
        ValueError: when `text` is none of these.
    """
    word = text.strip().lower()
    try:
        start = parse_when(text, now)
        if word in _DAY_WORDS or re.match(_DAY, word):
            return _day(start, in_local_zone(now).tzinfo or UTC)
        return _canonical(start), _canonical(start)
    except OverflowError as error:
        raise ValueError(text) from error


def start_sql(value: str) -> str:
    """The SQL expression for when the time in `value` begins; NULL for what is no time.

    Text in the form that wmsgit writes is compared as it stands; only other forms cost a call of Python.
    """
    return f"CASE WHEN {value} GLOB '{_UTC_GLOB}' THEN substr({value}, 1, 19) ELSE wms_start({value}) END"


def end_sql(value: str) -> str:
    """The SQL expression for when the time in `value` ends; the same as its start for a moment."""
    return f"CASE WHEN {value} GLOB '{_UTC_GLOB}' THEN substr({value}, 1, 19) ELSE wms_end({value}) END"


def _day(start: datetime, zone: tzinfo) -> Span:
    return _canonical(start), _canonical(end_of_day(start, zone))


def _canonical(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat()


def register(connection: sqlite3.Connection, zone: Callable[[], tzinfo]) -> None:
    """Give a connection the functions that conditions and orders call; days are days in `zone`."""

    def edge(position: int, value: object) -> str | None:
        try:
            return span_of(value, zone())[position] if isinstance(value, str) else None
        except (ValueError, OverflowError):
            return None

    connection.create_function("wms_start", 1, lambda value: edge(0, value), deterministic=True)
    connection.create_function("wms_end", 1, lambda value: edge(1, value), deterministic=True)
    connection.create_function("wms_fold", 1, _fold, deterministic=True)


def _fold(value: object) -> str | None:
    """Text for comparisons that ignore case, in every script (SQLite's `lower` knows ASCII alone)."""
    return None if value is None else str(value).casefold()
