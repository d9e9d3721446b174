"""Assignments: `FIELD=VALUE`, `FIELD+=ITEM`, `FIELD-=ITEM` and `FIELD=` as a person writes them, typed by the kind."""

import json
import re
from collections.abc import Iterable
from typing import Any, Literal

from wmsgit.errors import InvalidError, UsageError
from wmsgit.model.record import Data, copied
from wmsgit.model.text import did_you_mean
from wmsgit.model.times import format_time, parse_when
from wmsgit.model.value import immutable
from wmsgit.model.value_context import ValueContext
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind
from wmsgit.schema.shape import ANYTHING

Operator = Literal["=", "+=", "-="]
_FORM = re.compile(r"(?P<path>[A-Za-z_][\w-]*(?:\.[\w-]+)*(?<!-))(?P<operator>\+=|-=|=)(?P<value>.*)\Z", re.DOTALL)
_ME, _NOT_ME = "@me", "@@me"
_HOURS = re.compile(r"[+-]?\d+h\Z")


@immutable
class Assignment:
    """What is to happen to one field: set, removed (an empty value), an item gained or lost."""

    path: tuple[str, ...]
    operator: Operator
    value: str


def parse_assignment(text: str) -> Assignment:
    """The assignment that `text` spells.

    Raises:
        UsageError: when it has no `=` after a field's name.
    """
    match = _FORM.match(text)
    if not match:
        raise UsageError(f"{text!r} is not FIELD=VALUE, FIELD+=ITEM, FIELD-=ITEM or FIELD=")
    operator: Any = match["operator"]
    return Assignment(tuple(match["path"].split(".")), operator, match["value"])


def apply(assignments: Iterable[Assignment], data: Data, kind: Kind, meaning: ValueContext) -> Data:
    """`data` after the assignments, in a new dict; values are typed as the kind's schema says.

    Raises:
        InvalidError: for a field that the kind does not have, or a list operation on what is no list.
    """
    result: Data = copied(data)
    for assignment in assignments:
        name = assignment.path[0]
        if assignment.operator == "=" and not assignment.value and name in result and name not in kind.fields:
            result.pop(name)  # what the schema does not know can still be taken out
            continue
        field = field_named(kind, name)
        if field.name == "id":
            raise InvalidError("an id is not changed by set", hint="references would be left behind")
        _apply_one(result, (field.name, *assignment.path[1:]), field, assignment, meaning)
    return result


def field_named(kind: Kind, name: str) -> Field:
    """The field of this name, of its name with `-` for `_`, or of its short name.

    Raises:
        InvalidError: when the kind has none.
    """
    value = kind.options.get(name.replace("_", "-")) or (name if name in kind.fields else "")
    if value:
        return kind.fields[value]
    from wmsgit.schema.release import UPGRADE_HINT, release_has_field

    if release_has_field(kind.name, (name.replace("-", "_"),)):
        raise InvalidError(f"{kind.name} has no field {name!r} in this workspace", hint=UPGRADE_HINT)
    raise InvalidError(f"{kind.name} has no field {name!r}{did_you_mean(name, kind.fields)}")


def merge_patch(target: Any, patch: Any) -> Any:
    """`target` after a JSON merge patch (RFC 7396): null removes, mappings merge, everything else replaces."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge_patch(result.get(key), value)
    return result


def typed(field: Field | None, text: str, meaning: ValueContext) -> Any:
    """The value that `text` means for a field; text that does not fit is kept, for the schema to refuse."""
    if field is None:
        return _guess(text)
    if field.is_list:
        return _typed_list(field, text, meaning)
    if field.is_object and "string" not in field.types:
        return _structured(text)
    return _typed_scalar(field, text, meaning)


def _apply_one(
    data: Data, path: tuple[str, ...], field: Field | None, assignment: Assignment, meaning: ValueContext
) -> None:
    if len(path) > 1:
        inner = data.setdefault(path[0], {})
        if not isinstance(inner, dict):
            raise InvalidError(f"{path[0]!r} has no fields of its own: it is {type(inner).__name__}")
        below = field.properties.get(path[1]) if field else None
        _apply_one(inner, path[1:], below, assignment, meaning)
        if not inner:
            del data[path[0]]
        return
    if assignment.operator == "=":
        _assign(data, path[0], field, assignment.value, meaning)
    else:
        _change_items(data, path[0], field, assignment, meaning)


def _assign(data: Data, name: str, field: Field | None, text: str, meaning: ValueContext) -> None:
    if text == "":
        data.pop(name, None)
    else:
        data[name] = typed(field, text, meaning)


def _change_items(data: Data, name: str, field: Field | None, assignment: Assignment, meaning: ValueContext) -> None:
    items = data.get(name, [])
    if (field is not None and not field.is_list) or not isinstance(items, list):
        raise InvalidError(f"{name!r} is not a list", hint=f"{name}=VALUE sets it")
    item = _typed_item(field, assignment.value, meaning)
    named = item if isinstance(item, list) and field is not None else [item]
    kept = [value for value in items if not _has(named, value, field) and not _is_of_text(value, named, field)]
    if assignment.operator == "+=":
        data[name] = [*items, *(value for value in named if not _has(items, value, field))]
    elif kept:
        data[name] = kept
    else:
        data.pop(name, None)


def _is_of_text(value: Any, named: list[Any], field: Field | None) -> bool:
    """Whether an object is the one of a text that names it, whatever else it has: an item of a checklist is ticked."""
    key = _text_key(field) if field is not None else ""
    return bool(key) and isinstance(value, dict) and {key: value.get(key)} in named


def _has(items: list[Any], value: Any, field: Field | None) -> bool:
    """Whether a list has a value; a reference means the same in any case."""
    if field is not None and field.references and isinstance(value, str):
        return value.casefold() in {item.casefold() for item in items if isinstance(item, str)}
    return value in items


def _typed_list(field: Field, text: str, meaning: ValueContext) -> Any:
    if field.properties:
        value = _structured(text)
        return value if isinstance(value, list) and value else [_object(field, text)]
    if text.lstrip().startswith("["):
        return _json_or_text(text)
    items = [_typed_item(field, part.strip(), meaning) for part in text.split(",") if part.strip()]
    return list(dict.fromkeys(items)) if field.references else items


def _typed_item(field: Field | None, text: str, meaning: ValueContext) -> Any:
    if field is not None and field.properties:
        return _object(field, text)
    return _word(field, _name(text, meaning), meaning)


def _object(field: Field, text: str) -> Any:
    """The item that a text writes; where an item needs nothing but one text, as in a checklist, it may be that text."""
    value, key = _structured(text), _text_key(field)
    if (
        not key
        or isinstance(value, list)
        or (isinstance(value, dict) and not field.properties.keys().isdisjoint(value))
    ):
        return value
    return {key: text}


def _text_key(field: Field) -> str:
    """The one part that each item of a list of objects must have, where that is a text; empty where it is not so."""
    required = [part for part in field.properties.values() if part.required]
    return required[0].name if len(required) == 1 and required[0].is_text else ""


def _typed_scalar(field: Field, text: str, meaning: ValueContext) -> Any:
    if text in {_ME, _NOT_ME} and not field.enum:
        return _name(text, meaning)
    if field.is_time:
        return _typed_time(field, text, meaning)
    return _word(field, text, meaning) if "string" in field.types else _guess(text)


def _word(field: Field | None, text: str, meaning: ValueContext) -> str:
    """The text as the field has it: a value of its enumeration in the schema's case, an id as the record has it."""
    if field is not None and field.references and text != field.wildcard:
        return meaning.id_of(field.kinds, text)
    return meaning.people().resolve(text) if field is not None and field.is_person else _canonical_word(field, text)


def _name(text: str, meaning: ValueContext) -> str:
    """Who `@me` is; `@@me` is the text `@me`."""
    return meaning.actor() if text == _ME else text.removeprefix("@") if text == _NOT_ME else text


def _typed_time(field: Field, text: str, meaning: ValueContext) -> str:
    """A day stays a day where the field admits one; everything else becomes a timestamp in UTC.

    Raises:
        InvalidError: for a time of day where the field has only days: it would be lost.
    """
    try:
        moment = parse_when(text, meaning.now)
    except (ValueError, OverflowError):
        return text
    if field.format == "date-time":
        return text if _is_timestamp(text) else format_time(moment)
    if _names_time(text):
        if field.format != "date-or-time":
            raise InvalidError(f"{field.name} is a day and takes no time of day", where=text, hint="such as 2026-12-31")
        return text if _is_timestamp(text) else format_time(moment)
    return moment.astimezone(meaning.now.tzinfo).strftime("%Y-%m-%d")


def _names_time(text: str) -> bool:
    """Whether a text that is a moment says the time of day: `2026-12-31 10:00`, `+3h`."""
    word = text.strip().lower()
    return (word[:1].isdigit() and ":" in word) or _HOURS.match(word) is not None


def _is_timestamp(text: str) -> bool:
    from wmsgit.schema.times import is_timestamp

    return is_timestamp(text)


def _canonical_word(field: Field | None, text: str) -> str:
    by_lower = {value.lower(): value for value in field.enum} if field else {}
    return by_lower.get(text.lower().replace("-", "_"), by_lower.get(text.lower(), text))


def _guess(text: str) -> Any:
    """A number, a boolean, a list or a mapping where `text` is one as JSON writes it, else the text."""
    value = _json_or_text(text)
    return text if value is None or isinstance(value, str) else value


def _json_or_text(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=lambda _: text)
    except (ValueError, RecursionError):
        return text


def _structured(text: str) -> Any:
    """The mapping or list that `text` writes, as JSON or as YAML; text that writes neither stays text."""
    value = _json_or_text(text)
    if not isinstance(value, str) or ":" not in text:
        return value
    from wmsgit.store.document import read_data

    below = "".join(f"  {line}\n" for line in text.splitlines())
    try:
        written = read_data(f"value:\n{below}".encode(), ANYTHING)["value"]
    except InvalidError:
        return text
    return written if isinstance(written, dict | list) else text
