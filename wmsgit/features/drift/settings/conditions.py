"""Conditions: what is asked of a value in a file, such as a range, an expression, a version, an age."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from wmsgit.features.drift.settings.compare import same, shown, within
from wmsgit.schema.expressions import regular_expression

CONDITION_FIELDS: Mapping[str, Any] = {
    "equals": {
        "description": "What the value must be. In INI and text files numbers may be written as texts. `{record: repo,"
        " field: default_branch}` is that field of the repository's own record."
    },
    "one_of": {"type": "array", "minItems": 1, "description": "Values of which it must be one."},
    "range": {
        "type": "object",
        "description": "The least and the greatest number that it may be; either may be left out.",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {
            "min": {"type": "number", "description": "The least."},
            "max": {"type": "number", "description": "The greatest."},
        },
    },
    "fits": {"type": "string", "minLength": 1, "description": "A regular expression (RE2) that is found in it."},
    "fits_not": {
        "type": "string",
        "minLength": 1,
        "description": "A regular expression (RE2) that is not found in it.",
    },
    "version": {
        "type": "string",
        "minLength": 1,
        "description": "A range by PEP 440, as `>=3.11,<4`, in which it must lie; what stands before its first digit,"
        " such as `v`, does not count.",
    },
    "max_age_days": {
        "type": "number",
        "minimum": 0,
        "description": "For how many days a date may lie back: the value begins with one, as `2026-11-23`.",
    },
    "contains": {"description": "An item that the list must have, or a part that the text must have."},
    "absent": {"type": "boolean", "const": True, "description": "That nothing may stand there."},
}
"""What may be asked, as JSON Schema properties; exactly one of them in a condition."""

NOTHING = object()
"""What stands where nothing does."""

_RECORD = frozenset({"record", "field"})
_REPO = "repo"


class UnknownConditionError(Exception):
    """A condition cannot be judged here; the message says why."""


def conditions_in(options: Mapping[str, Any]) -> list[str]:
    """The names of the conditions among a mapping's keys."""
    return [name for name in CONDITION_FIELDS if name in options]


def condition_problems(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The name of each condition that cannot be judged, and why."""
    for name in ("fits", "fits_not"):
        if name in options:
            try:
                regular_expression(str(options[name]), by_line=False)
            except ValueError as error:
                yield name, str(error)
    if "version" in options and _range_of(str(options["version"])) is None:
        yield "version", f"{options['version']!r} is no range of versions"
    wanted = options.get("equals")
    if isinstance(wanted, Mapping) and _is_reference(wanted) and wanted["record"] != _REPO:
        yield "equals", f"record: only {_REPO!r}, the repository's own record, is known where files are judged"


def needs_day(options: Mapping[str, Any]) -> bool:
    """Whether a condition depends on the day."""
    return "max_age_days" in options


def holds(options: Mapping[str, Any], value: Any, *, record: Mapping[str, Any], today: str, is_text: bool) -> bool:
    """Whether a value is as the condition among these options has it.

    Args:
        options: with exactly one condition.
        value: the value, or `NOTHING`.
        record: the fields of the repository's record.
        today: the day, as `2026-11-23`.
        is_text: whether the format has texts alone.

    Raises:
        UnknownConditionError: when it cannot be told.
    """
    (name,) = conditions_in(options)
    wanted = options[name]
    if value is NOTHING or name == "absent":
        return (value is NOTHING) == (name == "absent")
    if name in {"equals", "one_of"}:
        values = [resolved(wanted, record)] if name == "equals" else wanted
        return any(same(value, item, is_text=is_text) for item in values)
    if name == "range":
        return within(value, wanted.get("min"), wanted.get("max"), is_text=is_text)
    return _TESTS[name](value, wanted) if name in _TESTS else _is_young(value, wanted, today)


def resolved(wanted: Any, record: Mapping[str, Any]) -> Any:
    """The value that is wanted, taken from the repository's record where it names a field of that.

    Raises:
        UnknownConditionError: when the record has no such field.
    """
    if not _is_reference(wanted):
        return wanted
    value = record.get(str(wanted["field"]))
    if value is None:
        raise UnknownConditionError(f"the repository's record has no {wanted['field']} to compare with")
    return value


def wish(options: Mapping[str, Any]) -> str:
    """What is asked, as messages have it."""
    (name,) = conditions_in(options)
    wanted = options[name]
    if name == "range":
        low, high = wanted.get("min"), wanted.get("max")
        return f"{low} to {high}" if None not in (low, high) else f"{high} or less" if low is None else f"{low} or more"
    if name == "one_of":
        return " or ".join(map(shown, wanted))
    if name == "equals":
        return f"the record's {wanted['field']}" if _is_reference(wanted) else shown(wanted)
    return _WISHES[name].format(wanted if isinstance(wanted, str | int | float) else shown(wanted))


_WISHES = {
    "fits": "what fits '{}'",
    "fits_not": "what does not fit '{}'",
    "version": "a version within {}",
    "max_age_days": "a day at most {} days ago",
    "contains": "what contains {}",
    "absent": "nothing",
}


def _is_reference(value: Any) -> bool:
    return isinstance(value, Mapping) and value.keys() == _RECORD


def _text(value: Any) -> bytes:
    words = value if isinstance(value, str) else shown(value)
    return words.encode("utf-8", "replace")


def _fits(value: Any, expression: str) -> bool:
    return regular_expression(expression, by_line=False).search(_text(value)) is not None


def _lies_within(value: Any, wanted: str) -> bool:
    from packaging.version import InvalidVersion, Version

    words = str(value)
    start = next((at for at, sign in enumerate(words) if sign.isdigit()), len(words))
    allowed = _range_of(wanted)
    try:
        return allowed is not None and allowed.contains(Version(words[start:]), prereleases=True)
    except InvalidVersion:
        return False


def _range_of(text: str) -> Any:
    from wmsgit.features.drift.versions.python import python_range

    try:
        return python_range(text)
    except ValueError:
        return None


def _contains(value: Any, wanted: Any) -> bool:
    if isinstance(value, str):
        return isinstance(wanted, str) and wanted in value
    items = value if isinstance(value, list) else list(value) if isinstance(value, Mapping) else []
    return any(same(item, wanted) for item in items)


def _is_young(value: Any, days: float, today: str) -> bool:
    try:
        then = date.fromisoformat(str(value)[: len("2026-11-23")])
    except ValueError:
        return False
    if not today:
        raise UnknownConditionError("it is not known which day it is")
    return (date.fromisoformat(today) - then).days <= days


_TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "fits": _fits,
    "fits_not": lambda value, wanted: not _fits(value, wanted),
    "version": _lies_within,
    "contains": _contains,
}
