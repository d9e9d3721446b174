"""Schema parts: what a JSON Schema says of one place of a record, the cases that depend on its values among it."""

from collections.abc import Iterator, Mapping
from typing import Any

from wmsgit.model.ports import Pointer
from wmsgit.schema.shape import resolved

Part = Mapping[str, Any]


def part_at(root: Part, pointer: Pointer, data: Any) -> dict[str, Any]:
    """What the schema says of the value at a pointer; an empty part where it says nothing.

    Args:
        root: the schema.
        pointer: the way to the value; positions in lists need not be there.
        data: the record's fields, by which a case is chosen.
    """
    part, value = resolved(root, root), data
    for step in pointer:
        part = _below(part, value, step, root)
        value = _value(value, step)
    return part


def properties_at(root: Part, pointer: Pointer, data: Any) -> tuple[dict[str, dict[str, Any]], frozenset[str]]:
    """The fields that the object at a pointer may have, each with its part, and the names of the required ones."""
    part = part_at(root, pointer, data)
    value = data
    for step in pointer:
        value = _value(value, step)
    result: dict[str, dict[str, Any]] = {}
    required: set[str] = set()
    for case in (part, *_cases(part, value, root)):
        for name, inner in _mapping(case.get("properties")).items():
            new = resolved(inner, root)
            if new or name not in result:
                result[name] = new
        required.update(name for name in case.get("required") or () if isinstance(name, str))
    return result, frozenset(required)


def values_of(part: Part, root: Part) -> dict[str, str]:
    """The values that a part, or the items of its list, may have, each with what it means; empty for any."""
    items = resolved(part.get("items"), root)
    for schema in (part, items):
        values = schema.get("enum")
        if isinstance(values, list):
            meanings = schema.get("enumDescriptions") or schema.get("markdownEnumDescriptions") or []
            texts = [*(str(text) for text in meanings), *("" for _ in values)] if isinstance(meanings, list) else []
            return {str(value): text for value, text in zip(values, texts, strict=False) if value is not None}
    return {"true": "", "false": ""} if part.get("type") == "boolean" else {}


def _below(part: Part, value: Any, step: str | int, root: Part) -> dict[str, Any]:
    for case in (*_cases(part, value, root), part):
        if isinstance(step, int):
            inner = case.get("items")
        else:
            inner = _mapping(case.get("properties")).get(step, case.get("additionalProperties"))
        if isinstance(inner, Mapping):
            return resolved(inner, root)
    return {}


def _cases(part: Part, value: Any, root: Part) -> Iterator[dict[str, Any]]:
    """The cases of a part (`allOf` of `if` and `then`) that hold for a value."""
    for case in part.get("allOf") or ():
        if isinstance(case, Mapping) and _holds(_mapping(case.get("if")), value):
            yield resolved(case.get("then"), root)


def _holds(test: Part, value: Any) -> bool:
    fields = _mapping(test.get("properties"))
    return bool(fields) and all(
        isinstance(value, Mapping) and isinstance(part, Mapping) and value.get(name) in _allowed(part)
        for name, part in fields.items()
    )


def _allowed(part: Part) -> list[Any]:
    return [part["const"]] if "const" in part else list(part.get("enum") or ())


def _value(value: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return value[step] if isinstance(value, list) and 0 <= step < len(value) else None
    return value.get(step) if isinstance(value, Mapping) else None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
