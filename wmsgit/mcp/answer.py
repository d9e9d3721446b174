"""Answers: what a tool gives back, marked as data and cut to a budget, with where the rest begins."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wmsgit.errors import UsageError
from wmsgit.features.sessions.page import quoted_lines

DEFAULT_BUDGET, LEAST_BUDGET, MOST_BUDGET = 8_000, 1_000, 200_000
"""Characters of an answer: unless asked otherwise, and what may be asked for."""
_NOTICES = 0.25
"""The share of the budget that notices may take."""
_PLACE = re.compile(r"(\d{1,9})(?::(\d{1,9}))?", re.ASCII)
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of an answer.

    Attributes:
        text: what is said of it.
        facts: what wmsgit itself says of it and no record can word: ids, kinds, legal values.
        source: the record or file whose words the text has.
        is_marked: whether the text says already which of its parts are data.
    """

    text: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    source: str = "wmsgit"
    is_marked: bool = False

    def shown(self, start: int, end: int | None = None) -> dict[str, Any]:
        """The item with a part of its text: a part is marked by itself, as its marks may stand outside of it."""
        if not self.text:
            return dict(self.facts)
        part = self.text[start:end]
        if self.is_marked and part == self.text:
            return {**self.facts, "text": part}
        return {**self.facts, "text": "\n".join(quoted_lines(self.source, part))}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tool gives back: its items, and what is worth knowing beside them."""

    items: Sequence[Item] = ()
    notices: Sequence[str] = ()


def fitted(answer: Answer, budget: int, after: str = "") -> dict[str, Any]:
    """The answer as plain values whose JSON has no more characters than the budget.

    Args:
        answer: all of it.
        budget: the most characters.
        after: the `next` of the answer before; empty for the beginning.

    Returns:
        `items`, `notices` where there are any, and `next` where there is more.

    Raises:
        UsageError: when `after` is no such place.
    """
    number, start = _place(after)
    result: dict[str, Any] = {"items": []}
    if answer.notices and not after:
        result["notices"] = _cut_notices(answer.notices, int(budget * _NOTICES))
    for place in range(number, len(answer.items)):
        item = answer.items[place]
        offset = start if place == number else 0
        if _fits(result, item.shown(offset), "" if place + 1 == len(answer.items) else f"{place + 1}", budget):
            result["items"].append(item.shown(offset))
            continue
        if result["items"]:
            return {**result, "next": f"{place}:{offset}" if offset else f"{place}"}
        return _with_part(result, item, place, offset, budget)
    return result


def as_text(value: Mapping[str, Any]) -> str:
    """The JSON of an answer, as it is counted."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def cut(text: str, most: int) -> str:
    """A text of no more characters than this, with a sign where some are left out."""
    return text if len(text) <= most else text[: max(0, most - 1)] + _ELLIPSIS


def _fits(result: dict[str, Any], shown: dict[str, Any], following: str, budget: int) -> bool:
    more = {"next": following} if following else {}
    return len(as_text({**result, **more, "items": [*result["items"], shown]})) <= budget


def _with_part(result: dict[str, Any], item: Item, place: int, start: int, budget: int) -> dict[str, Any]:
    """The answer with as much of the first item's text as there is room for; at least one character."""
    low, high = 1, len(item.text) - start
    while low < high:
        middle = (low + high + 1) // 2
        if _fits(result, item.shown(start, start + middle), f"{place}:{start + middle}", budget):
            low = middle
        else:
            high = middle - 1
    return {**result, "items": [item.shown(start, start + low)], "next": f"{place}:{start + low}"}


def _place(after: str) -> tuple[int, int]:
    match = _PLACE.fullmatch(after or "0")
    if match is None:
        raise UsageError(f"{cut(after, 40)!r} is no place in an answer", hint="give the 'next' of the answer before")
    return int(match[1]), int(match[2] or 0)


def _cut_notices(notices: Iterable[str], room: int) -> list[str]:
    result: list[str] = []
    for notice in notices:
        room -= len(as_text({"": notice}))
        if room < 0:
            return [*result, _ELLIPSIS]
        result.append(notice)
    return result
