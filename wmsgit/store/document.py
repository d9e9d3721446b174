"""Documents: the text of one record as data and positions, read within bounds."""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from wmsgit.schema.shape import Shape
from wmsgit.store.refusal import MAX_RECORD_BYTES, UnreadableError
from wmsgit.store.simple import read_simple, simple_spans

if TYPE_CHECKING:
    from wmsgit.model.record import Data
    from wmsgit.store.nodes import Node
    from wmsgit.store.spans import Lines

BOM = "\ufeff"
# What YAML's `c-printable` leaves out (YAML 1.2.2, section 5.1), but for surrogates, which UTF-8 does not have. Two
# signs apart: with them, and more so as a set of what is admitted, it would take long to compile at every start.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_NO_CHARACTERS = ("\ufffe", "\uffff")
# The markers that Git leaves around a conflict, of seven signs or more (gitattributes, "conflict-marker-size").
_CONFLICT = r"(?m)^(?:<{7,}|>{7,}|\|{7,})(?: |\r?$)"
_MARKS = ("<<<<<<<", ">>>>>>>", "|||||||")


class Document:
    """A record's text as it was read.

    Attributes:
        data: the fields in the file's order.
        text: the characters of the file, without the byte order mark.
        has_bom: whether the file begins with a byte order mark.
        shape: the types by which plain scalars were read.
    """

    def __init__(self, text: str, data: "Data", events: list[Any] | None, shape: Shape, *, has_bom: bool) -> None:
        self.text = text
        self.data = data
        self.shape = shape
        self.has_bom = has_bom
        self._events = events

    @cached_property
    def root(self) -> "Node":
        """The tree of the text's places, made when it is first asked for."""
        from wmsgit.store.nodes import tree
        from wmsgit.store.parsing import parse

        return tree(self.text, parse(self.text, self.shape)[1] if self._events is None else self._events)

    @cached_property
    def lines(self) -> "Lines":
        """Where the text's lines begin and end."""
        return _lines(self.text)

    @property
    def is_simple(self) -> bool:
        """Whether `wmsgit.store.simple` has read the text, without YAML's parser."""
        return self._events is None

    def encoded(self, text: str) -> bytes:
        """The bytes of another text in place of this one, behind the byte order mark where the file has one."""
        return (BOM + text if self.has_bom else text).encode()

    @property
    def newline(self) -> str:
        """The text's own line break."""
        return "\n" if self._events is None else self.lines.newline

    @cached_property
    def field_spans(self) -> dict[str, tuple[int, int]] | None:
        """Field → where its own lines begin and end; None where the fields do not each stand on lines of their own."""
        if self._events is None:
            return simple_spans(self.text)
        from wmsgit.store.nodes import field_spans, plain_field_spans

        return plain_field_spans(self.text, self._events, self.lines) or field_spans(self.root, self.lines)

    def comment_spans(self) -> list[tuple[int, int]]:
        """Where the text's comments begin and end, in order."""
        from wmsgit.store.nodes import leaf_spans
        from wmsgit.store.parsing import parse
        from wmsgit.store.spans import comments_in

        result: list[tuple[int, int]] = []
        at, text = 0, self.text
        sign = text.find("#")
        if sign < 0:
            return []
        for start, end, is_block in leaf_spans(
            text, parse(text, self.shape)[1] if self._events is None else self._events
        ):
            if sign < start:
                result += comments_in(text, at, start)
            if is_block:  # a comment may stand in its header
                result += comments_in(text, start, min(self.lines.end(start), end))
            at = max(at, end)
            if sign < at:
                sign = text.find("#", at)
                if sign < 0:
                    return result
        return result + comments_in(text, at, len(text))

    def position(self, pointer: Sequence[str | int], *, key: bool = False) -> tuple[int, int]:
        """Line and column, both from 1, of the value (or with `key` its key) that `pointer` leads to.

        Where there is no such value: those of the nearest one above it that exists.
        """
        node, at = self.root, self.root.start
        for part in pointer:
            entry = node.find(part)
            if entry is None:
                break
            node = entry.value
            at = entry.key.start if key and entry.key is not None else node.start
        return self.lines.position(at)


def read_document(text: bytes, shape: Shape, *, path: str = "") -> Document:
    """Reads the text of one record.

    Args:
        text: the file's bytes: UTF-8, with or without a byte order mark.
        shape: the types that the schema admits at each place.
        path: the file's name for error messages.

    Raises:
        UnreadableError: when the text is no record within the bounds; its `code` says in which way.
    """
    characters, simple = _simple(text, shape)
    if simple is not None:
        return Document(characters, simple, None, shape, has_bom=text.startswith(BOM.encode()))
    return _read(text, shape, path, keeps=True)


def read_data(text: bytes, shape: Shape, *, path: str = "") -> "Data":
    """As `read_document`, for whoever needs the fields alone.

    Raises:
        UnreadableError: as `read_document` does.
    """
    simple = _simple(text, shape)[1]
    return _read(text, shape, path, keeps=False).data if simple is None else simple


def _simple(raw: bytes, shape: Shape) -> "tuple[str, Data | None]":
    """The characters, and the data where these are a simple text, which nothing is wrong with."""
    try:
        text = raw.decode().removeprefix(BOM)
    except UnicodeDecodeError:
        return "", None
    return text, read_simple(text, shape)


def _read(raw: bytes, shape: Shape, path: str, *, keeps: bool) -> Document:
    try:
        return _parsed(raw, shape, keeps=keeps)
    except UnreadableError as error:
        raise UnreadableError(
            error.message, code=error.code, path=path, line=error.line, column=error.column, hint=error.hint
        ) from None


def _parsed(raw: bytes, shape: Shape, *, keeps: bool) -> Document:
    """What YAML's parser, which most records do not need, reads of a text that is not simple."""
    if len(raw) > MAX_RECORD_BYTES:
        raise UnreadableError(f"larger than {MAX_RECORD_BYTES >> 20} MiB", code="SIZE")
    text = checked_text(raw)
    from wmsgit.store.parsing import parse

    data, events = parse(text, shape, keeps=keeps)
    return Document(text, data, events, shape, has_bom=raw.startswith(BOM.encode()))


def checked_text(raw: bytes) -> str:
    """The characters of a file, without its byte order mark, where YAML admits all of them.

    Raises:
        UnreadableError: when it does not, or a conflict of Git's is open in it.
    """
    text = _decode(raw).removeprefix(BOM)
    _screen(text)
    return text


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _lines(raw[: error.start].decode("utf-8").removeprefix(BOM)).end_position
        message = f"not valid UTF-8: byte 0x{raw[error.start]:02x}"
        raise UnreadableError(message, code="ENCODING", line=line, column=column) from None


def _screen(text: str) -> None:
    match = _UNPRINTABLE.search(text)
    places = [match.start()] if match else []
    places += [text.index(sign) for sign in _NO_CHARACTERS if sign in text]
    if places:
        line, column = _lines(text).position(min(places))
        message = f"the control character U+{ord(text[min(places)]):04X} may only stand escaped in double quotes"
        raise UnreadableError(message, code="ENCODING", line=line, column=column)
    conflict = re.search(_CONFLICT, text) if any(mark in text for mark in _MARKS) else None
    if conflict is not None:
        line, column = _lines(text).position(conflict.start())
        hint = "'wmsgit merge' lists what is open; in an editor keep one side and remove the lines of the markers"
        raise UnreadableError(
            "the markers of a merge conflict are still in the file",
            code="CONFLICT",
            line=line,
            column=column,
            hint=hint,
        )


def _lines(text: str) -> "Lines":
    from wmsgit.store.spans import Lines  # only messages and edits need it

    return Lines(text)
