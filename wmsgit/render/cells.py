"""A value as one line of text in a table: times local, lists joined, objects as JSON."""

import re
from datetime import datetime, tzinfo
from typing import Any

from wmsgit.model.text import one_line

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)\Z", re.ASCII)


def cell(value: Any, zone: tzinfo | None) -> str:
    """One value as harmless text on one line.

    A timestamp is shown in `zone` (None is the system's own) as `2026-11-23 10:30`; a list's items are joined
    by commas; an object is compact JSON; None is empty.
    """
    if isinstance(value, str):
        return local_time(value, zone) if _may_be_moment(value) else one_line(value)
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(cell(item, zone) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        import json

        return one_line(json.dumps(value, ensure_ascii=False, default=str))
    return one_line(str(value))


def plain(value: Any) -> str:
    """One value as harmless text on one line, its times as they stand in the file."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(plain, value))
    return cell(value, None)


def local_time(text: str, zone: tzinfo | None) -> str:
    """A timestamp to the minute in `zone`, None being the system's own; any other text on one line."""
    if not _MOMENT.match(text):
        return one_line(text)
    try:
        moment = datetime.fromisoformat(text).astimezone(zone)
    except (ValueError, OverflowError):
        return one_line(text)
    return moment.isoformat(" ", "minutes")[:16]


def _may_be_moment(text: str) -> bool:
    """Whether the dear test is worth it: every timestamp has its T in one place."""
    return text[10:11] == "T" and text[4:5] == "-"
