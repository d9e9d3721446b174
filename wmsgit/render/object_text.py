"""Objects in words: a comment, a review or a rule on one line, as a person would write it down, not as JSON."""

import json
from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from wmsgit.render.text import local_time

_HEADS = ("at", "time", "by", "reviewer", "type", "activity_type", "grade", "id", "kind")
"""The keys whose values need no name: when, who, what sort of thing."""
_TEXTS = ("text", "description", "message", "reason", "report")
"""The keys that hold what is said; the first of them stands after the head without its name."""


def object_text(value: Any, zone: tzinfo | None = None) -> str:
    """A value in words, perhaps of several lines where a text in it has them; JSON has no part in it.

    A mapping is when, who and what, then what is said, then every other key with its value; a list is its items.
    """
    if isinstance(value, str):
        return local_time(value, zone) if value[10:11] == "T" and "\n" not in value else value
    if isinstance(value, Mapping):
        return _mapping_text(value, zone)
    if isinstance(value, list | tuple):
        return ", ".join(object_text(item, zone) for item in value)
    return json.dumps(value, ensure_ascii=False, default=str)


def _mapping_text(value: Mapping[str, Any], zone: tzinfo | None) -> str:
    heads = [name for name in _HEADS if isinstance(value.get(name), str | int)]
    text = next((name for name in _TEXTS if isinstance(value.get(name), str)), "")
    head = " ".join(object_text(value[name], zone) for name in heads)
    rest = "; ".join(f"{name}: {object_text(part, zone)}" for name, part in value.items() if name not in {*heads, text})
    words = object_text(value[text], zone) if text else ""
    return ": ".join(filter(None, [head, "; ".join(filter(None, [words, rest]))]))
