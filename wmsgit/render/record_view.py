"""One record for a person at a terminal: a title line, its fields, long texts as paragraphs."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from wmsgit.model.text import clean, one_line
from wmsgit.render.text import cell, hang, pad, paint, style_of, width_of, wrap
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind

INDENT = "  "
DEFAULT_WIDTH = 100
"""The columns that paragraphs fill where there is no terminal to say how many it has."""
_MIN_TEXT = 20
_MAX_NAME = 24


def record_view(
    record: Mapping[str, Any],
    kind: Kind,
    *,
    width: int | None = None,
    colour: bool = False,
    zone: tzinfo | None = None,
) -> Iterator[str]:
    """A record as lines of text, each with its line feed.

    Args:
        record: the fields with `id`, and `kind`, which is not shown.
        kind: the record's kind, which gives the order of the fields and the title.
        width: the columns that a line may fill; None for 100.
        colour: whether names and words of a status get colours.
        zone: the time zone of what is shown; None is the system's own.
    """
    view = _RecordLayout(width or DEFAULT_WIDTH, zone, colour=colour)
    title = one_line(kind.title_of(record))
    identifier = one_line(str(record.get("id", "")))
    heads = view.hanging(f"{identifier}{INDENT}{title}".rstrip(), len(INDENT))
    yield from (f"{view.painted(line, 'bold')}\n" for line in heads)
    names = [*kind.fields, *(name for name in record if name not in kind.fields)]
    hidden = {"id", "kind", kind.argument}
    shown = {name: record[name] for name in names if name in record and name not in hidden}
    yield from (f"{line}\n" for line in view.fields(shown, kind.fields, INDENT))


class _RecordLayout:
    """How one record is laid out."""

    def __init__(self, width: int, zone: tzinfo | None, *, colour: bool) -> None:
        self._width = width
        self._zone = zone
        self._colour = colour

    def painted(self, text: str, style: str) -> str:
        return paint(text, style) if self._colour else text

    def hanging(self, line: str, indent: int) -> Iterator[str]:
        """A line, broken at spaces where it is too long; what follows is indented by so much more."""
        return hang(line, self._width, indent)

    def fields(self, data: Mapping[str, Any], fields: Mapping[str, Field], indent: str) -> Iterator[str]:
        """The fields that have a value: aligned names with short values, then, in order, what is long."""
        present = {one_line(str(name)): value for name, value in data.items() if value not in (None, [], {})}
        inline = {name: self._inline(name, value, indent) for name, value in present.items()}
        names = [name for name, text in inline.items() if text is not None]
        column = min(max(map(width_of, names), default=0), _MAX_NAME)
        for name in names:
            head, text = self.painted(pad(name, column), "dim"), inline[name] or ""
            yield f"{indent}{head}{INDENT}{self.painted(text, style_of(name, text))}"
        for name in (name for name, text in inline.items() if text is None):
            yield f"{indent}{self.painted(name, 'dim')}"
            parts = fields[name].properties if name in fields else {}
            yield from self._block(present[name], parts, indent + INDENT)

    def _inline(self, name: str, value: Any, indent: str) -> str | None:
        """A value that fits beside its name; None for a longer one, a list of sentences and an object."""
        if isinstance(value, dict) or (isinstance(value, list) and not _is_plain(value)):
            return None
        if isinstance(value, str) and "\n" in value:
            return None
        text = cell(value, self._zone)
        room = self._width - len(indent) - max(len(name), _MIN_TEXT) - len(INDENT)
        return text if width_of(text) <= max(room, _MIN_TEXT) else None

    def _block(self, value: Any, parts: Mapping[str, Field], indent: str) -> Iterator[str]:
        if isinstance(value, dict):
            yield from self.fields(value, parts, indent)
        elif isinstance(value, list):
            for item in value:
                yield from self._item(item, parts, indent)
        else:
            yield from self._paragraphs(cell(value, self._zone) if not isinstance(value, str) else value, indent)

    def _item(self, item: Any, parts: Mapping[str, Field], indent: str) -> Iterator[str]:
        """One item of a list after a dash; what every such object has stands on the first line."""
        if isinstance(item, dict):
            head, rest = self._headline(item, parts)
            yield from self.hanging(f"{indent}- {head}".rstrip(), len(INDENT))
            only = next(iter(rest.values())) if len(rest) == 1 else None
            if isinstance(only, str):
                yield from self._paragraphs(only, indent + INDENT)
            else:
                yield from self.fields(rest, parts, indent + INDENT)
            return
        text = cell(item, self._zone) if not isinstance(item, str) else item
        lines = list(self._paragraphs(text, indent + INDENT))
        yield f"{indent}- {lines[0].strip()}" if lines else f"{indent}-"
        yield from lines[1:]

    def _headline(self, item: dict[str, Any], parts: Mapping[str, Field]) -> tuple[str, dict[str, Any]]:
        named = [name for name, part in parts.items() if part.required and name in item]
        words = {name: cell(item[name], self._zone) for name in named or item if not _is_long(item[name])}
        rest = {name: value for name, value in item.items() if name not in words}
        return INDENT.join(filter(None, words.values())), rest

    def _paragraphs(self, text: str, indent: str) -> Iterator[str]:
        """The lines of a text, its own line breaks kept and longer lines broken at spaces."""
        room = max(self._width - len(indent), _MIN_TEXT)
        for line in clean(text).expandtabs(4).rstrip("\n").split("\n"):
            yield from (f"{indent}{part}".rstrip() for part in (wrap(line, room) if width_of(line) > room else [line]))


def _is_plain(items: Sequence[Any]) -> bool:
    """Whether items are words that may stand on one line, parted by commas; a single text may be any."""
    if any(isinstance(item, dict | list) for item in items):
        return False
    return len(items) == 1 or all("," not in str(item) and len(str(item)) <= _WORD for item in items)


def _is_long(value: Any) -> bool:
    return isinstance(value, dict | list) or (isinstance(value, str) and ("\n" in value or len(value) > _LONG))


_LONG = 60
_WORD = 24


def record_views(
    records: Sequence[tuple[Mapping[str, Any], Kind]],
    *,
    width: int | None = None,
    colour: bool = False,
    zone: tzinfo | None = None,
) -> Iterator[str]:
    """Several records, a blank line between each two."""
    for position, (record, kind) in enumerate(records):
        if position:
            yield "\n"
        yield from record_view(record, kind, width=width, colour=colour, zone=zone)
