"""Local times through the year, in zones of every sort: what is read is what the clock there shows."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from wmsgit.index.moments import span_of, span_of_words
from wmsgit.model.times import LOCAL, end_of_moment, format_time, local_now, parse_time, parse_when

ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Asia/Kathmandu",
)  # fmt: skip
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ZoneInfo]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield ZoneInfo(request.param)
    monkeypatch.undo()
    time.tzset()


def moments() -> Iterator[datetime]:
    """Every half hour of the days on which clocks change somewhere, and one of every other day of a year."""
    for number in range(365 * 4):
        yield datetime(2026, 1, 1, 0, 20, tzinfo=UTC) + timedelta(hours=6 * number)
    for month, day in ((3, 8), (3, 29), (4, 5), (4, 24), (9, 6), (10, 4), (10, 25), (10, 29), (11, 1)):
        start = datetime(2026, month, day, tzinfo=UTC) - timedelta(hours=24)
        yield from (start + timedelta(minutes=30 * number) for number in range(144))


def test_each_moment_is_shown_and_read_as_its_zone_has_it(zone: ZoneInfo) -> None:
    for moment in moments():
        shown, expected = moment.astimezone(LOCAL), moment.astimezone(zone)
        assert (shown.replace(tzinfo=None), shown.fold) == (expected.replace(tzinfo=None), expected.fold)
        assert shown.utcoffset() == expected.utcoffset()
        read = parse_when(shown.strftime("%Y-%m-%dT%H:%M:%S"), NOW.astimezone(LOCAL))
        assert read == expected.replace(fold=0).astimezone(UTC)


def test_each_day_of_a_year_begins_and_ends_with_the_clock(zone: ZoneInfo) -> None:
    now = NOW.astimezone()  # a fixed offset, that of today
    for number in range(366):
        day = date(2026, 1, 1) + timedelta(days=number)
        begin, end = (
            datetime.combine(day + timedelta(days=more), datetime.min.time(), zone).astimezone(UTC) for more in (0, 1)
        )
        span = tuple(moment.replace(tzinfo=None).isoformat() for moment in (begin, end))
        assert span_of_words(day.isoformat(), now) == span
        assert span_of(day.isoformat(), LOCAL) == span
        assert parse_time(day.isoformat(), LOCAL) == begin
        assert end_of_moment(day.isoformat(), now) == end - timedelta(seconds=1)


def test_a_day_is_a_day_of_the_clock_and_an_hour_is_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    now = datetime(2026, 10, 24, 10, 0, tzinfo=UTC)
    time.tzset()
    assert format_time(parse_when("+1d", now.astimezone(LOCAL))) == "2026-10-25T11:00:00Z"
    assert format_time(parse_when("+24h", now.astimezone(LOCAL))) == "2026-10-25T10:00:00Z"
    assert format_time(parse_when("tomorrow", now.astimezone(LOCAL))) == "2026-10-24T22:00:00Z"
    assert format_time(parse_when("2026-03-29T02:30", now.astimezone(LOCAL))) == "2026-03-29T01:30:00Z"  # skipped
    assert format_time(parse_when("2026-10-25T02:30", now.astimezone(LOCAL))) == "2026-10-25T00:30:00Z"  # the first
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    assert local_now().tzinfo is LOCAL
    assert format_time(parse_when("2027-07-01T10:00", local_now())) == "2027-07-01T08:00:00Z"
    monkeypatch.undo()
    time.tzset()
