"""Segments: a record's text taken apart into its top-level fields, each with the comments above it."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from wmsgit.store.document import Document


class Segment(NamedTuple):
    """One field's text.

    Attributes:
        lead: the blank and comment lines above it.
        body: its own lines.
    """

    lead: str
    body: str


NOTHING = Segment("", "")


class Parts(NamedTuple):
    """A record's text in parts, which put together give the text again, with a final line break.

    Attributes:
        head: what stands above the first field.
        segments: the fields by name, in the text's order.
        foot: what stands below the last field.
        newline: the text's line break.
        has_bom: whether the file begins with a byte order mark.
        ends: whether the text ends with a line break.
    """

    head: str = ""
    segments: Mapping[str, Segment] = {}
    foot: str = ""
    newline: str = "\n"
    has_bom: bool = False
    ends: bool = True

    def get(self, name: str) -> Segment | None:
        """The segment of a field; None where the text does not have the field."""
        return self.segments.get(name)


def parts_of(document: Document) -> Parts | None:
    """The parts of a record; None where its fields do not each stand on lines of their own.

    The last line has a line break in any case: `ends` says whether it has it in the text.
    """
    spans, text = document.field_spans, document.text
    if spans is None:
        return None
    ends = text.endswith("\n")
    text = text if ends else text.removesuffix("\r") + document.newline
    segments: dict[str, Segment] = {}
    head, at = "", 0
    for name, (start, end) in spans.items():
        between = text[at:start]
        head, at = head if at else between, end if ends or end < len(document.text) else len(text)
        segments[name] = Segment(between if segments else "", text[start:at])
    return Parts(head, segments, text[at:], document.newline, document.has_bom, ends)


def with_newline(text: str, newline: str) -> str:
    """The text with this line break."""
    return re.sub(r"(?<!\r)\n", "\r\n", text) if newline == "\r\n" else text.replace("\r\n", "\n")


def with_newlines(parts: Parts, newline: str) -> Parts:
    """The parts with this line break throughout."""
    if parts.newline == newline:
        return parts
    segments = {
        name: Segment(with_newline(item.lead, newline), with_newline(item.body, newline))
        for name, item in parts.segments.items()
    }
    head, foot = with_newline(parts.head, newline), with_newline(parts.foot, newline)
    return Parts(head, segments, foot, newline, parts.has_bom, parts.ends)
