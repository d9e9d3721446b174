"""The local zone: what the system's clock shows at each moment of the year, as the C library has it."""

import time
from datetime import UTC, datetime, timedelta, timezone, tzinfo


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
        return timedelta(hours=time.localtime(moment.replace(tzinfo=None).timestamp()).tm_isdst > 0)

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
    time.tzset()  # what a caller has put into TZ since the process began counts
    return datetime.now(LOCAL)
