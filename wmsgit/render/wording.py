"""Wording: a field's change in words, as a person reads it: items gained and lost, long text as a word diff."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from wmsgit.model.change import FieldChange, field_changes
from wmsgit.model.same import items_over
from wmsgit.render.object_text import object_text

_SHORT = 60
_CONTEXT = 4
_MAX_ITEMS = 100
_MAX_WORDS = 4_000
_WORD = re.compile(r"\s+|[^\s]+")


def wording(change: FieldChange) -> list[str]:
    """The change as lines such as `status: pending → completed`, `labels: + ops − old`; texts are not yet harmless.

    An object's parts come one a line, and so do the objects of a list. What long text has lost stands as `[-words-]`,
    what it gained as `{+words+}`, as `git diff --word-diff` writes it.
    """
    old, new = change.old, change.new
    if isinstance(old, dict) and isinstance(new, dict):
        parts = field_changes(old, new)
        return [
            line for part in parts for line in wording(FieldChange(f"{change.field}.{part.field}", part.old, part.new))
        ]
    if isinstance(old, list) or isinstance(new, list):
        return [f"{change.field}: {words}" for words in _items(_list(old), _list(new))]
    if isinstance(old, str) and isinstance(new, str) and not (_is_short(old) and _is_short(new)):
        return [f"{change.field}: {word_diff(old, new)}"]
    if new is None:
        return [f"{change.field}: {_spelled(old)} → (none)"]
    return [f"{change.field}: {'' if old is None else f'{_spelled(old)} '}→ {_spelled(new)}"]


def word_diff(old: str, new: str) -> str:
    """Two texts as one, with the words lost and gained marked, and `…` for what is far from any of them."""
    from difflib import SequenceMatcher

    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) + len(after) > _MAX_WORDS:
        return f"{len(before):,} words → {len(after):,} words"
    # Words that are everywhere, such as spaces, would cost minutes where a long text was rewritten.
    matcher = SequenceMatcher(None, before, after, autojunk=True)
    steps = matcher.get_opcodes()
    return "".join(_pieces(steps, before, after))


def _pieces(steps: Sequence[tuple[str, int, int, int, int]], before: list[str], after: list[str]) -> Iterator[str]:
    for place, (step, old_from, old_to, new_from, new_to) in enumerate(steps):
        if step == "equal":
            yield _context(before[old_from:old_to], is_first=place == 0, is_last=place == len(steps) - 1)
            continue
        lost, gained = "".join(before[old_from:old_to]), "".join(after[new_from:new_to])
        yield (f"[-{lost}-]" if lost else "") + (f"{{+{gained}+}}" if gained else "")


def _context(words: list[str], *, is_first: bool, is_last: bool) -> str:
    """The words between two changes, at most a few near each."""
    head = [] if is_first else words[:_CONTEXT]
    tail = [] if is_last else words[-_CONTEXT:]
    if len(head) + len(tail) >= len(words):
        return "".join(words)
    return "".join(head) + "…" + "".join(tail)


def _items(old: list[Any], new: list[Any]) -> list[str]:
    gained, lost = items_over(new, old), items_over(old, new)
    if not gained and not lost:
        return ["another order"]
    signed = [(sign, items) for sign, items in (("+", gained), ("−", lost)) if items]
    if any(isinstance(item, dict) for item in (*gained, *lost)):
        return [f"{sign} {words}" for sign, items in signed for words in _few(items)]
    return [" ".join(f"{sign} {', '.join(_few(items))}" for sign, items in signed)]


def _few(items: list[Any]) -> list[str]:
    more = len(items) - _MAX_ITEMS
    return [*map(_spelled, items[:_MAX_ITEMS]), *([f"… and {more:,} more"] if more > 0 else [])]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _is_short(text: str) -> bool:
    return len(text) <= _SHORT and "\n" not in text


def _spelled(value: Any) -> str:
    return value if isinstance(value, str) else " ".join(object_text(value).split())
