"""Words: durations, moments and values of fields as pages say them."""

import difflib
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from wmsgit.model.times import parse_time
from wmsgit.site.markup import Html, el, join, text

_UNITS = ((365 * 86_400, "year"), (86_400, "day"), (3600, "hour"), (60, "minute"))
_MAX_WORDS = 4_000
_LONGEST_STAMP = 40
_STRETCH, _END = 160, 70
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


def duration(seconds: float) -> str:
    """How long, in its largest unit: `3 days`."""
    for length, unit in _UNITS:
        if seconds >= length:
            count = int(seconds // length)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "under a minute"


def days(seconds: int | None) -> str:
    """How many days, to a tenth."""
    return "–" if seconds is None else f"{seconds / 86_400:.1f}"


def moment(when: datetime | str, *, with_time: bool = False) -> Html:
    """A moment, which programs can read."""
    try:
        known = parse_time(when) if isinstance(when, str) else when.astimezone(UTC)
    except (ValueError, OverflowError):
        return text(when)
    form = "%Y-%m-%d %H:%M UTC" if with_time else "%Y-%m-%d"
    return el("time", known.strftime(form), datetime=known.strftime("%Y-%m-%dT%H:%M:%SZ"))


def is_moment(value: Any) -> bool:
    """Whether a value is a moment as records have them."""
    return isinstance(value, str) and len(value) <= _LONGEST_STAMP and bool(_STAMP.match(value))


def short(value: Any, most: int = 120) -> str:
    """A value on one line."""
    if value is None:
        return "–"
    if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
        words = ", ".join(map(str, value))
    elif isinstance(value, list | dict):
        words = json.dumps(value, ensure_ascii=False)
    else:
        words = str(value)
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 1] + "…"


def changed(old: Any, new: Any) -> Html:
    """A change of a value: words that went and came where both are texts or lists, else the old and the new."""
    if isinstance(old, list) or isinstance(new, list):
        return _items(_listed(old), _listed(new))
    if isinstance(old, str) and isinstance(new, str) and (" " in old or " " in new):
        return _words(old, new)
    was = el("del", short(old, 2_000)) if old is not None else None
    now = el("ins", short(new, 2_000)) if new is not None else None
    return join(was, el("span", " → ", class_="arrow") if was and now else None, now)


def _listed(value: Any) -> list[str]:
    if value is None:
        return []
    return [short(item, 500) for item in value] if isinstance(value, list) else [short(value, 500)]


def _items(old: Sequence[str], new: Sequence[str]) -> Html:
    gone = [el("del", item) for item in old if item not in new]
    come = [el("ins", item) for item in new if item not in old]
    parts = [part for item in (*gone, *come) for part in (item, " ")]
    return join(*parts) if parts else text("in another order")


def _words(old: str, new: str) -> Html:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) + len(after) > _MAX_WORDS:
        return join(el("del", short(old, 2_000)), " ", el("ins", short(new, 2_000)))
    parts: list[Html] = []
    for what, start, end, begun, done in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            parts.append(_shortened("".join(before[start:end])))
        else:
            parts += [el("del", "".join(before[start:end]))] if end > start else []
            parts += [el("ins", "".join(after[begun:done]))] if done > begun else []
    return join(*parts)


def _shortened(same: str) -> Html:
    """What stayed: the middle of a long stretch is left out."""
    return text(same) if len(same) <= _STRETCH else join(text(same[:_END]), " … ", text(same[-_END:]))
