"""Values of keywords: whether what a schema says has the form that the table asks for, and what of it can be used."""

from collections.abc import Mapping
from typing import Any

from wmsgit.schema.keywords import LEVELS, TEXT, Form, Keyword


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
