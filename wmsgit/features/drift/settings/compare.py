"""Comparing settings: whether two values are the same, and whether one is within bounds."""

from collections.abc import Mapping
from typing import Any

_MAX_SHOWN = 60
_TRUTHS: Mapping[str, bool] = {
    **dict.fromkeys(("true", "yes", "on"), True),
    **dict.fromkeys(("false", "no", "off"), False),
}
"""What `configparser` takes for truth values, but 0 and 1, which are numbers here."""


def same(value: Any, wanted: Any, *, is_text: bool = False) -> bool:
    """Whether a value is the wanted one: of the same JSON type, with 1 and 1.0 alike.

    Args:
        value: what was found.
        wanted: what a rule names.
        is_text: whether the format has texts alone, so that `100` may mean a number.
    """
    if is_text and isinstance(value, str) and not isinstance(wanted, str):
        value = _typed(value, wanted)
    if isinstance(value, Mapping) and isinstance(wanted, Mapping):
        return value.keys() == wanted.keys() and all(same(value[name], wanted[name]) for name in value)
    if isinstance(value, list) and isinstance(wanted, list):
        return len(value) == len(wanted) and all(map(same, value, wanted))
    return isinstance(value, bool) == isinstance(wanted, bool) and bool(value == wanted)


def within(value: Any, low: float | None, high: float | None, *, is_text: bool = False) -> bool:
    """Whether a value is a number in this closed interval; None is no bound."""
    number = _typed(value, 0) if is_text and isinstance(value, str) else value
    if isinstance(number, bool) or not isinstance(number, int | float):
        return False
    return (low is None or number >= low) and (high is None or number <= high)


def shown(value: Any) -> str:
    """A value as a message has it, in JSON and at most 60 characters."""
    import json

    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"


def _typed(value: str, wanted: Any) -> Any:
    if isinstance(wanted, bool):
        return _TRUTHS.get(value.lower(), value)
    try:
        return float(value) if isinstance(wanted, int | float) else value
    except ValueError:
        return value
