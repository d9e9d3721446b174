"""From a value of an older file to a value that a field can hold, and back."""

import json
import re
from datetime import tzinfo
from typing import Any

from wmsgit.features.exchange.moments import to_naive, to_utc
from wmsgit.features.exchange.values import is_empty
from wmsgit.model.meanings import word_of
from wmsgit.schema.field import Field


def coerce(value: Any, field: Field, zone: tzinfo) -> Any:
    """`value` as `field` would hold it, None for nothing; what it cannot hold is left for the schema.

    A single value becomes a list where a list is wanted, a number its text where a text is wanted, a moment
    RFC 3339 in UTC, and a word of an enumeration is spelled as there.
    """
    if field.types <= _LISTS:
        values = value if isinstance(value, list) else [value]
        items = [_coerce_one(item, field, zone) for item in values]
        return [item for item in items if not is_empty(item)] or None
    if isinstance(value, list):
        return value or None
    return _coerce_one(value, field, zone)


def restore(value: Any, field: Field, zone: tzinfo) -> Any:
    """A field's value as the older files have it: its moments without a zone."""
    if isinstance(value, list):
        return [restore(item, field, zone) for item in value]
    if isinstance(value, dict) and field.properties:
        parts = field.properties
        return {key: restore(part, parts[key], zone) if key in parts else part for key, part in value.items()}
    return to_naive(value, zone) if isinstance(value, str) and _is_moment(field) else value


def _coerce_one(value: Any, field: Field, zone: tzinfo) -> Any:
    if isinstance(value, dict):
        return _coerce_object(value, field, zone) if field.properties else value
    if isinstance(value, int | float) and not isinstance(value, bool) and _wants_text(field):
        value = json.dumps(value)
    if not isinstance(value, str):
        return value
    if field.enum:
        return word_of(value, field.enum)
    if field.format == "date-or-time" and _DAY.match(value):
        return value
    return to_utc(value, zone) if _is_moment(field) else value


def _coerce_object(value: dict[str, Any], field: Field, zone: tzinfo) -> dict[str, Any]:
    parts = field.properties
    coerced = {key: coerce(part, parts[key], zone) if key in parts else part for key, part in value.items()}
    return {key: part for key, part in coerced.items() if not (key in parts and is_empty(part))}


def _wants_text(field: Field) -> bool:
    if field.is_list:
        return not field.properties
    return "string" in field.types and not field.types & {"integer", "number"}


def _is_moment(field: Field) -> bool:
    return field.format in _MOMENTS


_LISTS = frozenset({"array", "null"})
_MOMENTS = frozenset({"date-time", "date-or-time"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
