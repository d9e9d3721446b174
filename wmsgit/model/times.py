"""Timestamps: RFC 3339 in UTC in files, days and relative times on the command line."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from wmsgit.model.local_zone import in_local_zone

_RELATIVE = re.compile(r"(?P<sign>[+-]?)(?P<count>\d{1,6})(?P<unit>[hdwmy])\Z")
_UNIT_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}


def format_time(moment: datetime) -> str:
    """`moment` as RFC 3339 in UTC with whole seconds: `2026-11-23T09:30:00Z` (RFC 3339, section 5.6)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=1 << 14)
def format_seconds(seconds: int) -> str:
    """Seconds since the epoch as `format_time`; what no calendar has is the nearest end of one."""
    try:
        return format_time(datetime.fromtimestamp(seconds, UTC))
    except (ValueError, OverflowError, OSError):
        return "9999-12-31T23:59:59Z" if seconds > 0 else "0001-01-01T00:00:00Z"


def parse_time(text: str, zone: tzinfo = UTC) -> datetime:
    """The moment that an RFC 3339 timestamp or a bare date names; a naive one is taken to be in `zone`.

    Raises:
        ValueError: when `text` is neither.
    """
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def parse_when(text: str, now: datetime) -> datetime:
    """What a person writes for a moment: `-7d`, `+2w`, `12h`, `today`, `now`, a date or a timestamp.

    Units are h (hours), d, w, m (30 days) and y (365 days). Days begin at midnight of `now`'s own time zone; so many
    days later or earlier, the clock there shows the same time.

    Raises:
        ValueError: when `text` is none of these.
    """
    now, word = in_local_zone(now), text.strip().lower()
    if word == "now":
        return now.astimezone(UTC)
    if word in _DAYS:
        return midnight(now.date() + timedelta(days=_DAYS[word]), now.tzinfo or UTC)
    relative = _RELATIVE.match(word)
    if relative:
        return _moved(now, relative)
    return parse_time(text.strip(), now.tzinfo or UTC)


def midnight(day: date, zone: tzinfo) -> datetime:
    """When a day begins in a zone, in UTC; where the clock skips midnight, when it does."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def end_of_day(moment: datetime, zone: tzinfo) -> datetime:
    """When the day ends in which a moment lies in a zone, in UTC: one on which clocks change is shorter or longer."""
    return midnight(moment.astimezone(zone).date() + timedelta(days=1), zone)


def end_of_moment(text: str, now: datetime) -> datetime:
    """The last second of what `parse_when` takes: a bare date is the end of that day in the local zone.

    Raises:
        ValueError: when `text` is none of these.
    """
    now, word = in_local_zone(now), text.strip().lower()
    try:
        day = date.fromisoformat(word)
    except ValueError:
        if word not in _DAYS:
            return parse_when(text, now)
        day = now.date() + timedelta(days=_DAYS[word])
    return midnight(day + timedelta(days=1), now.tzinfo or UTC) - timedelta(seconds=1)


def age(moment: datetime, now: datetime) -> str:
    """How long ago a moment was, in its largest unit: `now`, `5 min`, `3 h`, `12 d`, `8 w`, `2 y`."""
    seconds = int((now - moment).total_seconds())
    for unit, length in (("y", 365 * 86_400), ("w", 14 * 86_400), ("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // (7 * 86_400 if unit == 'w' else length)} {unit}"
    return "now"


def _moved(now: datetime, relative: re.Match[str]) -> datetime:
    count = -int(relative["count"]) if relative["sign"] == "-" else int(relative["count"])
    if relative["unit"] == "h":
        return now.astimezone(UTC) + timedelta(hours=count)
    return (now + timedelta(days=count * _UNIT_DAYS[relative["unit"]])).astimezone(UTC)
