"""Equality of JSON values as an exchange means it: null, [] and {} are absent, 1 is neither true nor 1.0."""

import json
from typing import Any

_CONTAINERS = (list, dict)
_encode = json.JSONEncoder(sort_keys=True, default=str).encode


def is_empty(value: Any) -> bool:
    """Whether a value counts as absent: null, an empty list or object. An empty text is a value."""
    return value is None or (not value and isinstance(value, _CONTAINERS))


def same(left: Any, right: Any) -> bool:
    """Whether two JSON values say the same; types count, the order of keys and what is empty does not."""
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if left == right and isinstance(left, list) and all(isinstance(item, str) for item in left):
        return True  # lists of texts, which need not be spelled
    return _canonical(left) == _canonical(right)


def items_in(value: Any) -> list[Any]:
    """The items of a list; what stands alone is one item, and what is absent is none."""
    return [] if is_empty(value) else value if isinstance(value, list) else [value]


def shown(value: Any) -> str:
    """A value in a message: as JSON, on one line, cut after 60 characters."""
    text = json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"


_MAX_SHOWN = 60


def _canonical(value: Any) -> str:
    return _encode(_bare(value))


def _bare(value: Any) -> Any:
    """`value` without the keys of objects whose values are empty; what is empty itself becomes None."""
    if isinstance(value, dict):
        parts = {key: _bare(part) for key, part in value.items()}
        return {key: part for key, part in parts.items() if part is not None} or None
    if isinstance(value, list):
        return [_bare(part) for part in value] or None
    return value
