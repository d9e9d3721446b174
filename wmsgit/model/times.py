"""Times: RFC 3339 in UTC in files, days and relative times on the command line, the zone of this computer."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from time import localtime, tzset


class LocalZone(tzinfo):
    """The zone that `TZ`, else the system, names, with the offset of each moment.

    The C library is asked, as `datetime.astimezone` asks it: names, rules such as `CET-1CEST,M3.5.0,M10.5.0/3` and a
    bare `/etc/localtime` count alike. A time that the clock skips has the offset of before, so that 02:30 is the moment
    at which clocks show 03:30; of a time that it repeats the first is meant, unless `fold` says the second (PEP 495).
    """

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """The offset at a wall time; None where no moment is given."""
        return None if moment is None else moment.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, moment: datetime | None) -> timedelta | None:
        """By how much summer time is ahead; nobody asks for more than whether there is any."""
        if moment is None:
            return None
        return timedelta(hours=localtime(moment.replace(tzinfo=None).timestamp()).tm_isdst > 0)

    def tzname(self, moment: datetime | None) -> str | None:
        """The zone's short name at a wall time."""
        return None if moment is None else moment.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, moment: datetime) -> datetime:
        """The wall time of a moment that is given in UTC, with this zone."""
        return datetime.fromtimestamp(moment.replace(tzinfo=UTC).timestamp()).replace(tzinfo=self)  # noqa: DTZ006

    def __repr__(self) -> str:
        return "LocalZone()"


LOCAL = LocalZone()
"""The one zone of this process."""


def in_local_zone(moment: datetime) -> datetime:
    """A moment with the system's zone, where its own is nothing but that zone's offset at this moment."""
    if not isinstance(moment.tzinfo, timezone):
        return moment
    local = moment.astimezone(LOCAL)
    return local if local.utcoffset() == moment.utcoffset() else moment


def local_now() -> datetime:
    """The present moment, with the system's zone as it is at each moment of the year."""
    tzset()  # what a caller has put into TZ since the process began counts
    return datetime.now(LOCAL)


_RELATIVE = r"(?P<sign>[+-]?)(?P<count>\d{1,6})(?P<unit>[hdwmy])\Z"
_AGO = r"(?P<count>\d{1,6}|an?) (?P<unit>hour|day|week|month|year)s? ago\Z"
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


def time_of(value: object, zone: tzinfo = UTC) -> datetime | None:
    """The moment that a record's value names, as `parse_time` reads it; None where it names none."""
    try:
        return parse_time(str(value), zone) if value else None
    except (ValueError, OverflowError):
        return None


def parse_when(text: str, now: datetime) -> datetime:
    """What a person writes for a moment: `-7d`, `+2w`, `12h`, `2 days ago`, `today`, `now`, a date or a timestamp.

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
    relative = re.match(_RELATIVE, word)
    if relative:
        count = int(relative["count"])
        return _moved(now, -count if relative["sign"] == "-" else count, relative["unit"])
    ago = re.match(_AGO, word)
    if ago:
        return _moved(now, -int(ago["count"]) if ago["count"].isdigit() else -1, ago["unit"][0])
    return parse_time(text.strip(), now.tzinfo or UTC)


def past_moment(text: str, now: datetime) -> datetime:
    """As `parse_when` where only the past can be meant: `7d` is seven days ago, as `-7d` is.

    Raises:
        ValueError: when `text` is none of these.
    """
    word = text.strip()
    return parse_when(f"-{word}" if re.match(_RELATIVE, word.lower()) and word[0].isdigit() else word, now)


def midnight(day: date, zone: tzinfo) -> datetime:
    """When a day begins in a zone, in UTC; where the clock skips midnight, when it does."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def end_of_day(moment: datetime, zone: tzinfo) -> datetime:
    """When the day ends in which a moment lies in a zone, in UTC: one on which clocks change is shorter or longer."""
    return midnight(moment.astimezone(zone).date() + timedelta(days=1), zone)


def end_of_moment(text: str, now: datetime) -> datetime:
    """The last second of what `past_moment` takes: a bare date is the end of that day in the local zone.

    Raises:
        ValueError: when `text` is none of these.
    """
    now, word = in_local_zone(now), text.strip().lower()
    try:
        day = date.fromisoformat(word)
    except ValueError:
        if word not in _DAYS:
            return past_moment(text, now)
        day = now.date() + timedelta(days=_DAYS[word])
    return midnight(day + timedelta(days=1), now.tzinfo or UTC) - timedelta(seconds=1)


def age(moment: datetime, now: datetime) -> str:
    """How long ago a moment was, in its largest unit: `now`, `5 min`, `3 h`, `12 d`, `8 w`, `2 y`."""
    seconds = int((now - moment).total_seconds())
    for unit, length in (("y", 365 * 86_400), ("w", 14 * 86_400), ("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // (7 * 86_400 if unit == 'w' else length)} {unit}"
    return "now"


def _moved(now: datetime, count: int, unit: str) -> datetime:
    if unit == "h":
        return now.astimezone(UTC) + timedelta(hours=count)
    return (now + timedelta(days=count * _UNIT_DAYS[unit])).astimezone(UTC)
