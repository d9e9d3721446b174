"""Values of keywords: whether what a schema says has the form that the table asks for, and what of it can be used.

`keyword_uses` walks a whole schema: each keyword with its place, its entry in the table and its value.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from wmsgit.schema.keywords import LEVELS, TEXT, Form, Keyword
from wmsgit.schema.shape import EXTENSION, FIELD, KIND

if TYPE_CHECKING:
    from wmsgit.model.ports import Pointer


def level_of(form: Form) -> str:
    """The level of the objects that a form refers to; empty where it refers to none."""
    return str(form.get("$ref", "")).removeprefix("#/$defs/")


_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "array": (list, tuple),
    "object": Mapping,
}


def fits(value: Any, form: Form) -> bool:
    """Whether a value is of a form, with all that is in it."""
    if "anyOf" in form:
        return any(fits(value, option) for option in form["anyOf"])
    if "enum" in form:
        return isinstance(value, str) and value in form["enum"]
    level = level_of(form)
    if level:
        return isinstance(value, Mapping) and _object_fits(value, LEVELS[level])
    return isinstance(value, _TYPES[form["type"]]) and _parts_fit(value, form)


def _object_fits(value: Mapping[str, Any], known: Mapping[str, Keyword]) -> bool:
    return all(name in value for name, keyword in known.items() if keyword.required) and all(
        fits(part, known[name].form) for name, part in value.items() if name in known
    )


def _parts_fit(value: Any, form: Form) -> bool:
    parts = value if "items" in form else value.values() if "additionalProperties" in form else ()
    inner = form.get("items") or form.get("additionalProperties") or {}
    return all(fits(part, inner) for part in parts)


def usable(own: Any, level: str) -> dict[str, Any]:
    """The keywords of an object that can be used: known and of the right type, to the innermost; the others left out.

    Of a list of objects, such as transitions, those that can be used are kept.
    """
    known = LEVELS[level]
    result: dict[str, Any] = {}
    for name, value in own.items() if isinstance(own, Mapping) else ():
        if name not in known:
            continue
        form = known[name].form
        inner = level_of(form.get("items", {}))
        if inner and isinstance(value, list | tuple):
            result[name] = [part for part in value if fits(part, form["items"])]
        elif fits(value, form):
            result[name] = value
    return result


def words_of(form: Form) -> str:
    """What a value of this form is, in words: `a list of names`."""
    if "anyOf" in form:
        return " or ".join(words_of(option) for option in form["anyOf"])
    if "enum" in form:
        return f"one of {', '.join(form['enum'])}"
    if "items" in form:
        return "a list of names" if form["items"] == TEXT else "a list of objects"
    plain = {"string": "a text", "boolean": "true or false", "array": "a list"}
    return plain.get(form.get("type", ""), "an object")


class Use(NamedTuple):
    """One known keyword in a schema: the way to its value, its entry in the table, and its value of whatever type."""

    pointer: "Pointer"
    keyword: Keyword
    value: Any


def keyword_uses(schema: Any) -> Iterator[Use]:
    """Every known keyword of a JSON Schema, the innermost too, in the order in which they stand."""
    return _in_schema(schema, (), KIND)


def release_of(schemas: Mapping[str, Any]) -> str:
    """The release, such as `0.1`, that first knows every keyword in these schemas; empty where they have none."""
    result = {use.keyword.since for schema in schemas.values() for use in keyword_uses(schema)}
    return max(result, key=lambda release: tuple(map(int, release.split("."))), default="")


def _in_schema(part: Any, pointer: "Pointer", level: str) -> Iterator[Use]:
    for key, inner in _members(part):
        if key == EXTENSION:
            yield from _in_object(inner, (*pointer, key), level)
        else:
            yield from _in_schema(inner, (*pointer, key), FIELD)


def _in_object(own: Any, pointer: "Pointer", level: str) -> Iterator[Use]:
    for name, value in own.items() if isinstance(own, Mapping) else ():
        keyword = LEVELS[level].get(name)
        if keyword is None:
            continue
        place = (*pointer, name)
        yield Use(place, keyword, value)
        if level_of(keyword.form):
            yield from _in_object(value, place, level_of(keyword.form))
        below = level_of(keyword.form.get("items") or keyword.form.get("additionalProperties") or {})
        for key, part in _members(value) if below else ():
            yield from _in_object(part, (*place, key), below)


def _members(part: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(part, Mapping):
        yield from part.items()
    elif isinstance(part, list):
        yield from enumerate(part)
