"""Staleness: which work in progress nobody has touched for long."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from wmsgit.model.times import time_of
from wmsgit.schema.kind import Kind

STALE_DAYS = 14
"""The default, a judgement: two weeks, the usual length of a sprint."""


def stale_days(settings: Mapping[str, Any]) -> int:
    """After how many days work is stale, as the settings of the workspace say."""
    days = settings.get("stale_days")
    return days if isinstance(days, int) and not isinstance(days, bool) and days > 0 else STALE_DAYS


def take_over_days(settings: Mapping[str, Any]) -> int | None:
    """After how many days `ready --claim` takes work over, as the settings of the workspace say; None for never."""
    days = settings.get("take_over_days")
    return days if isinstance(days, int) and not isinstance(days, bool) and days > 0 else None


def stale_before(now: datetime, days: int) -> datetime:
    """What has not changed since this moment is stale."""
    return now.astimezone(UTC) - timedelta(days=days)


def moment_fields(kind: Kind) -> tuple[str, ...]:
    """The fields that hold a moment of a record's own past: its date, and what its transitions stamp."""
    stamped = (name for step in kind.transitions.values() for name in step.stamps)
    names = dict.fromkeys((kind.date, *stamped))
    return tuple(name for name in names if name in kind.fields and kind.fields[name].is_time)


def last_moment(values: Mapping[str, Any]) -> datetime | None:
    """The latest of a record's own moments; None when it tells none."""
    return max(filter(None, map(time_of, values.values())), default=None)
