"""Moments of older files: what is read the short way means what it does the long way."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wmsgit.features.exchange.moments import in_one_spelling, to_naive, to_utc

BERLIN = ZoneInfo("Europe/Berlin")
numbers = st.integers(0, 99).map("{:02d}".format)
texts = st.builds("20{0}-{1}-{2}T{3}:{4}:{5}".format, numbers, numbers, numbers, numbers, numbers, numbers)


@settings(max_examples=examples(300), deadline=None)
@given(texts | st.datetimes().map(lambda moment: moment.replace(microsecond=0).isoformat()))
def test_a_moment_without_a_zone_is_the_one_with_no_offset(text: str) -> None:
    for zone in (UTC, ZoneInfo("UTC")):
        assert to_utc(text, zone) == to_utc(f"{text}+00:00", zone)
        assert to_naive(f"{text}Z", zone) == to_naive(f"{text}+00:00", zone).replace("+00:00", "Z")
    assert in_one_spelling(f"{text}Z") == in_one_spelling(f"{text}+00:00").replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2025-11-20T21:07:47", "2025-11-20T20:07:47Z"),
        ("2025-07-20T21:07:47", "2025-07-20T19:07:47Z"),
        ("2025-11-20 21:07", "2025-11-20T20:07:00Z"),
    ],
)
def test_a_moment_of_another_zone_is_moved(text: str, utc: str) -> None:
    assert to_utc(text, BERLIN) == utc
    assert to_naive(utc, BERLIN) == f"{text[:10]}T{text[11:]}{':00' if len(text) == 16 else ''}"


@pytest.mark.parametrize("text", ["2025-02-30T10:00:00", "2025-11-20T25:00:00", "2025-13-01T10:00:00"])
def test_what_is_no_moment_is_none_and_stays(text: str) -> None:
    assert to_utc(text, UTC) is None
    assert to_naive(f"{text}Z", UTC) == f"{text}Z"
    assert in_one_spelling(f"{text}Z") == f"{text}Z"


def test_a_leap_second_keeps_its_number() -> None:
    assert to_utc("2016-12-31T23:59:60", UTC) == "2016-12-31T23:59:60Z"
    assert to_naive("2016-12-31T23:59:60Z", UTC) == "2016-12-31T23:59:60"
