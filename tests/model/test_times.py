"""Moments as people write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmsgit.model.times import format_time, parse_time, parse_when, past_moment

ZONE = timezone(timedelta(hours=2))
NOW = datetime(2026, 11, 23, 1, 30, tzinfo=ZONE)


@given(st.datetimes(timezones=st.just(UTC)))
def test_time_reads_back_to_the_second(moment: datetime) -> None:
    if moment.year >= 1000:
        assert parse_time(format_time(moment)) == moment.replace(microsecond=0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", "2026-11-22T22:00:00Z"),
        ("yesterday", "2026-11-21T22:00:00Z"),
        ("Tomorrow", "2026-11-23T22:00:00Z"),
        ("-7d", "2026-11-15T23:30:00Z"),
        ("+2w", "2026-12-06T23:30:00Z"),
        ("-12h", "2026-11-22T11:30:00Z"),
        ("2026-11-01", "2026-10-31T22:00:00Z"),
        ("2026-11-01T00:00:00Z", "2026-11-01T00:00:00Z"),
        ("now", "2026-11-22T23:30:00Z"),
    ],
)
def test_moment_is_understood(text: str, expected: str) -> None:
    assert format_time(parse_when(text, NOW)) == expected


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("7d", "-7d"),
        ("12h", "-12h"),
        (" 2W ", "-2w"),
        ("2 days ago", "-2d"),
        ("an hour ago", "-1h"),
        ("a week ago", "-1w"),
        ("3 months ago", "-3m"),
        ("+1d", "+1d"),
        ("yesterday", "yesterday"),
        ("2026-11-01", "2026-11-01"),
    ],
)
def test_where_the_past_is_meant_a_span_is_one_of_the_past(text: str, same: str) -> None:
    assert past_moment(text, NOW) == parse_when(same, NOW)


@pytest.mark.parametrize("text", ["", "soon", "7x", "2026-13-01", "-d"])
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_when(text, NOW)
