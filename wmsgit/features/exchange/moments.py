"""Times as the older files have them, without a zone, and as records have them (RFC 3339, section 5.6)."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

_FORM = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[Tt ](?P<time>\d\d:\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?"
    r"\s?(?P<offset>[Zz]|[+-]\d\d:?\d\d)?)?\Z",
    re.ASCII,
)
_LEAP_SECOND = "60"
_UTC_SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_NAIVE_SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII)
"""How the older system spelled nearly every moment."""
_NO_OFFSET = timedelta(0)


@lru_cache(maxsize=256)
def to_utc(text: str, zone: tzinfo) -> str | None:
    """The moment that `text` names as RFC 3339 in UTC, its fraction's digits as they were written.

    A moment without an offset is in `zone`; a bare day is its midnight. None where `text` is no such moment.
    """
    if _NAIVE_SECONDS.fullmatch(text) and zone.utcoffset(None) == _NO_OFFSET and _is_moment(text):
        return f"{text}Z"
    match = _FORM.match(text)
    if not match:
        return None
    second = match["second"] or "00"
    offset = (match["offset"] or "").upper()
    whole = f"{match['day']}T{match['time'] or '00:00'}:{'59' if second == _LEAP_SECOND else second}{offset}"
    try:
        moment = datetime.fromisoformat(whole)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return _spelled(moment, second, match["fraction"]) + "Z"


def to_naive(text: str, zone: tzinfo) -> str:
    """A record's moment as the older files have it: in `zone`, without saying so.

    `text` itself where that would name another moment, as in the hour that a clock repeats, and where it is
    none.
    """
    if _UTC_SECONDS.fullmatch(text) and zone.utcoffset(None) == _NO_OFFSET and _is_moment(text[:-1]):
        return text[:-1]
    match = _FORM.match(text)
    utc = to_utc(text, zone)
    if match is None or utc is None or not match["offset"]:
        return text
    second = match["second"] or "00"
    try:
        moment = datetime.fromisoformat(utc[:17] + ("59" if second == _LEAP_SECOND else utc[17:19])).replace(tzinfo=UTC)
        naive = _spelled(moment.astimezone(zone), second, match["fraction"])
    except (ValueError, OverflowError):
        return text
    return naive if to_utc(naive, zone) == utc else text


def is_naive(text: str) -> bool:
    """Whether `text` is a moment that does not say its zone."""
    match = _FORM.match(text)
    return match is not None and not match["offset"]


def in_one_spelling(text: str) -> str:
    """A moment in the one form in which equal ones are equal texts; any other text as it is.

    A blank for the T, a comma, zeros at the end of a fraction and another offset say nothing. A moment without an
    offset stays one without.
    """
    if not text[:1].isdecimal() or _UTC_SECONDS.fullmatch(text):
        return text  # most texts, and most moments
    match = _FORM.match(text)
    utc = to_utc(text, UTC) if match and match["time"] else None
    if match is None or utc is None:
        return text
    whole, _, fraction = utc.removesuffix("Z").partition(".")
    digits = fraction.rstrip("0")
    return f"{whole}.{digits}"[: None if digits else -1] + ("Z" if match["offset"] else "")


def _spelled(moment: datetime, second: str, fraction: str | None) -> str:
    text = moment.replace(tzinfo=None).isoformat(timespec="seconds")
    if second == _LEAP_SECOND:
        text = text[:-2] + second
    return f"{text}.{fraction}" if fraction else text


def _is_moment(text: str) -> bool:
    """Whether there is such a day and such a time of day; a leap second is none."""
    try:
        return datetime.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
