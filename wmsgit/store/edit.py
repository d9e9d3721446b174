"""Edits: a document's text with other data, where only the lines of what changes are touched."""

from typing import Any

from wmsgit.model.record import Data
from wmsgit.model.same import same
from wmsgit.schema.kind import Kind
from wmsgit.schema.shape import Shape
from wmsgit.store.document import Document, read_document
from wmsgit.store.line_edit import edit_lines
from wmsgit.store.scalars import admits_null


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
