"""Absolute paths of another machine in texts: their beginnings give way to what the user says."""

import re
from collections.abc import Mapping
from typing import Any


def with_paths(value: Any, names: Mapping[str, str]) -> Any:
    """A JSON value whose texts have new beginnings of paths; `.` is the workspace, whose paths have none.

    Args:
        value: any JSON value; keys of objects are left as they are.
        names: the old beginning → the new one, whole folders.
    """
    if isinstance(value, str):
        for old, new in sorted(names.items(), key=lambda pair: -len(pair[0])):
            value = _replaced(value, old.rstrip("/") or "/", new.rstrip("/") or "/")
        return value
    if isinstance(value, list):
        return [with_paths(item, names) for item in value]
    if isinstance(value, dict):
        parts = ((key, with_paths(part, names)) for key, part in value.items())
        return type(value)(parts) if type(value) is dict else value
    return value


def _replaced(text: str, old: str, new: str) -> str:
    if old not in text:
        return text
    pattern = rf"(?<![\w/.~-]){re.escape(old)}(?P<below>/+(?=[\w.~-])|(?![\w.~-]))"
    return re.sub(pattern, lambda match: _beginning(new, match["below"]), text)


def _beginning(new: str, below: str) -> str:
    if not below:
        return new
    return "" if new == "." else f"{new.rstrip('/')}/"
