"""Edits of lines: fields that stand on one line each, changed or added in a simple text, as most edits do.

What is made here is byte for byte what `wmsgit.store.tree_edit` makes, of which, and of YAML's parser, nothing is
loaded; what takes more than that is left to it.
"""

from collections.abc import Mapping
from typing import Any

from wmsgit.model.record import Data
from wmsgit.model.same import same
from wmsgit.schema.shape import Shape
from wmsgit.store.document import Document
from wmsgit.store.simple import LineField, line_fields, read_simple
from wmsgit.store.styles import key_text, scalar_text

_QUOTES = frozenset("'\"")
_Splice = tuple[int, int, str]
"""From and up to where a text is replaced, and by what."""


def edit_lines(document: Document, intended: Data, shape: Shape) -> bytes | None:
    """The bytes that read as `intended`; None where that takes more than lines.

    Args:
        document: what was read; it reads as something else.
        intended: the complete new data, without nulls that mean absent fields.
        shape: the types that the schema admits at each place.

    Raises:
        InvalidError: when a value cannot be written in a record.
    """
    data = document.data
    if not document.is_simple or not data.keys() <= intended.keys():
        return None
    changed = {name: value for name, value in intended.items() if name not in data or not same(data[name], value)}
    if not all(map(_is_line, changed.values())):
        return None
    splices = _splices(document, changed, shape)
    if splices is None:
        return None
    text = _made(document.text, splices)
    after = read_simple(text, shape)
    return document.encoded(text) if after is not None and same(after, intended) else None


def _is_line(value: Any) -> bool:
    """Whether a value is a scalar that stands on the line of its key."""
    return "\n" not in value if isinstance(value, str) else not isinstance(value, dict | list)


def _splices(document: Document, changed: Data, shape: Shape) -> list[_Splice] | None:
    """What is put where, in the order of the text; None where a place is not a scalar on one line."""
    data, fields = document.data, line_fields(document.text)
    present = [name for name in fields if name in changed]
    if any(fields[name].start < 0 or name not in data or not _is_line(data[name]) for name in present):
        return None
    coming = [name for name in changed if name not in fields]
    added = _added(fields, {name: changed[name] for name in coming}, shape) if coming else []
    if added is None:
        return None
    replaced = [_replaced(document.text, fields[name], changed[name], shape.below(name)) for name in present]
    return sorted([*replaced, *added], key=lambda splice: splice[0])


def _replaced(text: str, field: LineField, value: Any, shape: Shape) -> _Splice:
    """Another value in place of a field's; a text in the quotes of the old one."""
    sign = text[field.start]
    quote = sign if sign in _QUOTES and isinstance(value, str) else ""
    return field.start, field.end, scalar_text(value, shape, quote=quote)


def _added(fields: Mapping[str, LineField], new: Data, shape: Shape) -> list[_Splice] | None:
    """The lines of new fields, each below the field that it comes behind; None where one comes before a field."""
    from wmsgit.store.field_order import ordered, places

    result: list[_Splice] = []
    for beside, names in places(ordered(new, shape), list(fields), shape).items():
        lines = [f"{key_text(name)} {scalar_text(new[name], shape.below(name))}\n" for name in names]
        if not beside.is_behind or any("\n" in line[:-1] for line in lines):  # as of a key that is very long
            return None
        at = fields[beside.name].below
        result.append((at, at, "".join(lines)))
    return result


def _made(text: str, splices: list[_Splice]) -> str:
    """The text with every replacement made."""
    parts: list[str] = []
    at = 0
    for start, end, new in splices:
        parts += [text[at:start], new]
        at = end
    return "".join((*parts, text[at:]))
