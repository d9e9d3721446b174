"""Edits: a document's text with other data, where only the lines of what changes are touched."""

from collections.abc import Mapping
from typing import Any

from wmsgit.model.record import Data
from wmsgit.model.same import same
from wmsgit.schema.kind import Kind
from wmsgit.schema.shape import Shape
from wmsgit.store.document import Document, read_document
from wmsgit.store.scalars import admits_null
from wmsgit.store.simple import LineField, line_fields, read_simple
from wmsgit.store.styles import key_text, scalar_text

_QUOTES = frozenset("'\"")
_Splice = tuple[int, int, str]
"""From and up to where a text is replaced, and by what."""


def edit(document: Document, intended: Data, kind: Kind) -> bytes:
    """The document's bytes changed so that they read as `intended`.

    Comments, order, quoting, blank lines, indentation, line breaks, a missing final line break, a byte order
    mark and everything of the keys that stay the same are kept byte for byte.

    Args:
        document: what was read.
        intended: the complete new data; a key that is missing is removed.
        kind: the record's kind, whose schema gives new keys their place.

    Raises:
        EditError: when no such text was found, as where an alias stands for what changes.
        InvalidError: when a value cannot be written in a record, or the record would be too large.
    """
    return edit_shaped(document, intended, kind.shape)


def edit_shaped(document: Document, intended: Data, shape: Shape) -> bytes:
    """As `edit`, for data whose schema belongs to no kind, such as the workspace's settings."""
    made = _edited(document, intended, shape)
    return made if isinstance(made, bytes) else made.encoded(made.text)


def edited(document: Document, intended: Data, shape: Shape) -> Document:
    """As `edit_shaped`, for who reads the result; one in which items only moved was read already."""
    made = _edited(document, intended, shape)
    return read_document(made, shape) if isinstance(made, bytes) else made


def _edited(document: Document, intended: Data, shape: Shape) -> Document | bytes:
    """The changed text, which reads as it should; as a document where it was read as one."""
    intended = without_absent(intended, shape)
    if same(document.data, intended):
        return document
    raw = edit_lines(document, intended, shape)
    if raw is not None:
        return raw
    from wmsgit.store.tree_edit import edit_tree  # most edits change no more than lines

    return edit_tree(document, intended, shape)


def without_absent(data: Any, shape: Shape) -> Any:
    """Data without the keys whose null value means an absent field."""
    if isinstance(data, dict):
        kept = {name: value for name, value in data.items() if value is not None or admits_null(shape.below(name))}
        return {name: without_absent(value, shape.below(name)) for name, value in kept.items()}
    return [without_absent(item, shape.item) for item in data] if isinstance(data, list) else data


def edit_lines(document: Document, intended: Data, shape: Shape) -> bytes | None:
    """The changed bytes where no more than scalars on one line differ, in a simple text; None for all else.

    They are what `edit_tree` would make, of which, and of YAML's parser, nothing is loaded for it.

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
    for place, names in places(ordered(new, shape), list(fields), shape).items():
        lines = [f"{key_text(name)} {scalar_text(new[name], shape.below(name))}\n" for name in names]
        if not place.is_behind or any("\n" in line[:-1] for line in lines):  # as of a key that is very long
            return None
        at = fields[place.name].below
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
