"""Edits of any text: by the tree of its places, from the attempt that touches least to the one that touches most."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.model.record import Data
from wmsgit.model.same import same
from wmsgit.schema.shape import Shape
from wmsgit.store.changes import change_mapping
from wmsgit.store.document import Document, read_data
from wmsgit.store.emitter import field_lines, flow_field
from wmsgit.store.matching import Matcher
from wmsgit.store.moving import moved
from wmsgit.store.nodes import Entry
from wmsgit.store.refusal import EditError, UnreadableError, require_size
from wmsgit.store.splices import CannotSpliceError, Splices

_BOUNDS = frozenset({"DEPTH", "SIZE"})


def edit_tree(document: Document, intended: Data, shape: Shape) -> Document | bytes:
    """The changed text, which reads as `intended`; as a document where it was read as one.

    Args:
        document: what was read; it reads as something else.
        intended: the complete new data, without nulls that mean absent fields.
        shape: the types that the schema admits at each place.

    Raises:
        EditError, InvalidError: as `wmsgit.store.edit.edit` does.
    """
    # Only where what moved cannot be changed in its new place are its lines written anew.
    matcher = Matcher()
    settled = moved(document, intended, matcher)
    if same(settled.data, intended):
        return settled
    for start in dict.fromkeys((settled, document)):
        for text in _attempts(start, intended, shape, matcher):
            raw = document.encoded(text)
            require_size(raw)
            if _reads_as(raw, intended, shape):
                return raw
    changed = ", ".join(_changed(document.data, intended))
    raise EditError(
        f"{changed} cannot be changed without touching the rest of the file",
        hint="change it in an editor; an anchor (&) or alias (*) may stand in the way",
    )


def _attempts(document: Document, intended: Data, shape: Shape, matcher: Matcher) -> Iterator[str]:
    """Texts to try, from the one that touches least."""
    # A blank line that has spaces would become part of a block of text above it: then there are quotes.
    for change, may_block in product((_within_values, _whole_keys), (True, False)):
        splices = Splices(document, matcher, may_block=may_block)
        try:
            change(splices, document, intended, shape)
            text = splices.made()
        except CannotSpliceError:
            continue
        yield from _endings(document.text, text, document.lines.newline)


def _endings(old: str, text: str, newline: str) -> Iterator[str]:
    """A text that ends as the old one does, with or without a line break; then one that ends with it."""
    bare = text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text.removesuffix("\r")
    if old.endswith(("\n", "\r")):
        yield text
        return
    yield bare
    yield text if text != bare else text + newline


def _within_values(splices: Splices, document: Document, intended: Data, shape: Shape) -> None:
    change_mapping(splices, document.root, document.data, intended, shape)


def _whole_keys(splices: Splices, document: Document, intended: Data, shape: Shape) -> None:
    """The same change, but each top-level key that changes is written anew as a whole."""
    root, data = document.root, document.data
    frozen = dict(data)
    for entry in root.entries:
        name = entry.name
        if name in intended and (name not in data or not same(data[name], intended[name])):
            _write_anew(splices, entry, intended[name], shape, in_flow=root.is_flow)
            frozen[name] = intended[name]
    change_mapping(splices, root, frozen, intended, shape)


def _write_anew(splices: Splices, entry: Entry, value: Any, shape: Shape, *, in_flow: bool) -> None:
    if in_flow:
        splices.replace(entry.start, entry.end, flow_field(entry.name, value, shape))
        return
    column = splices.lines.column(entry.start)
    first, *below = field_lines(entry.name, value, shape.below(entry.name), column, splices.style)
    end = splices.lines.end(entry.end)
    comment = "" if entry.value.is_block_collection else splices.text[entry.end : end].rstrip()
    splices.replace(entry.start, end, "\n".join((first[column:] + comment, *below)))


def _reads_as(raw: bytes, intended: Data, shape: Shape) -> bool:
    try:
        return same(read_data(raw, shape), intended)
    except UnreadableError as error:
        if error.code in _BOUNDS:  # no other way of writing it would help
            raise InvalidError(f"the record would be one that is not read: {error.message}") from None
        return False


def _changed(old: Data, new: Data) -> list[str]:
    names = dict.fromkeys((*old, *new))
    return [name for name in names if name not in old or name not in new or not same(old[name], new[name])]
