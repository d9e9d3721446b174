"""Timestamps: RFC 3339 in UTC in files, days and relative times on the command line."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_RELATIVE = re.compile(r"(?P<sign>[+-]?)(?P<count>\d{1,6})(?P<unit>[hdwmy])\Z")
_UNIT_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}


def format_time(moment: datetime) -> str:
    """`moment` as RFC 3339 in UTC with whole seconds: `2026-11-23T09:30:00Z` (RFC 3339, section 5.6)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


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

    Units are h (hours), d, w, m (30 days) and y (365 days). Days begin at midnight of `now`'s own time zone.

    Raises:
        ValueError: when `text` is none of these.
    """
    word = text.strip().lower()
    if word == "now":
        return now.astimezone(UTC)
    if word in _DAYS:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return (midnight + timedelta(days=_DAYS[word])).astimezone(UTC)
    relative = _RELATIVE.match(word)
    if relative:
        return (now + _delta(relative)).astimezone(UTC)
    return parse_time(text.strip(), now.tzinfo or UTC)


def end_of_moment(text: str, now: datetime) -> datetime:
    """The last second of what `parse_when` takes: a bare date is the end of that day in the local zone.

    A day of another season ends by that season's clock, where `now` is in the machine's own zone.

    Raises:
        ValueError: when `text` is none of these.
    """
    word = text.strip().lower()
    try:
        day = date.fromisoformat(word)
    except ValueError:
        if word not in _DAYS:
            return parse_when(text, now)
        day = now.date() + timedelta(days=_DAYS[word])
    midnight = datetime.combine(day + timedelta(days=1), time())
    is_own_zone = now.utcoffset() == now.replace(tzinfo=None).astimezone().utcoffset()
    ended = midnight.astimezone() if is_own_zone else midnight.replace(tzinfo=now.tzinfo)
    return (ended - timedelta(seconds=1)).astimezone(UTC)


def age(moment: datetime, now: datetime) -> str:
    """How long ago a moment was, in its largest unit: `now`, `5 min`, `3 h`, `12 d`, `8 w`, `2 y`."""
    seconds = int((now - moment).total_seconds())
    for unit, length in (("y", 365 * 86_400), ("w", 14 * 86_400), ("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // (7 * 86_400 if unit == 'w' else length)} {unit}"
    return "now"


def _delta(relative: re.Match[str]) -> timedelta:
    count, unit = int(relative["count"]), relative["unit"]
    delta = timedelta(hours=count) if unit == "h" else timedelta(days=count * _UNIT_DAYS[unit])
    return -delta if relative["sign"] == "-" else delta
