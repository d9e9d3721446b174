"""Grafting: entries of a text that an edit wrote anew are written as another text has them, comments and all."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from wmsgit.model.same import same, same_key
from wmsgit.store.beside import span_of
from wmsgit.store.document import BOM, Document, read_document
from wmsgit.store.matching import match_items
from wmsgit.store.nodes import Entry, Node, header_of
from wmsgit.store.refusal import UnreadableError
from wmsgit.store.spans import comments_in, split_lines

_Splice = tuple[int, int, str]


class _Level(NamedTuple):
    """One mapping or list in a text: its place and what it says."""

    document: Document
    node: Node
    data: Any

    def below(self, index: int) -> "_Level":
        entry = self.node.entries[index]
        return self._replace(node=entry.value, data=self.data[entry.name if entry.key else index])


def grafted(document: Document, before: Any, donor: Document, due: Collection[str]) -> Document:
    """The document, in which what it did not say `before` stands as the donor writes it.

    Args:
        document: a text that was edited.
        before: its data before that.
        donor: a text whose lines are taken for what both say now.
        due: the comments that are to stand in the result; no entry's lines are taken with other ones, or without
            one of these that it has.
    """
    levels = _Level(document, document.root, document.data), _Level(donor, donor.root, donor.data)
    text, at, parts = document.text, 0, list[str]()
    for start, end, part in sorted(_splices(*levels, before, frozenset(due))):
        parts += [text[at:start], part]
        at = end
    if not parts:
        return document
    made = "".join([*parts, text[at:]])
    try:
        result = read_document((BOM * document.has_bom + made).encode(), document.shape)
    except UnreadableError:
        return document
    return result if same(result.data, document.data) else document


def says_more(data: Any, before: Any) -> bool:
    """Whether data have something that they did not have before, and not only in another order."""
    if isinstance(data, Mapping) and isinstance(before, Mapping):
        return any(says_more(value, before.get(name, _NOTHING)) for name, value in data.items())
    if isinstance(data, list) and isinstance(before, list):
        kept = {same_key(item) for item in before}
        return any(same_key(item) not in kept for item in data)
    return not same(data, before)


def _splices(level: _Level, donor: _Level, before: Any, due: frozenset[str]) -> Iterator[_Splice]:
    if not (level.node.is_block_collection and donor.node.is_block_collection):
        return
    for index, other, old in _twins(level, donor, before):
        mine, theirs = level.below(index), donor.below(other)
        if not same(mine.data, theirs.data):
            yield from _splices(mine, theirs, old, due)
        elif not same(mine.data, old):
            yield from _entry(level, index, donor, other, due)


def _twins(level: _Level, donor: _Level, before: Any) -> Iterator[tuple[int, int, Any]]:
    """The indexes of the entries that stand for one thing in both, and what it was before; the mark for nothing."""
    if level.node.sort == donor.node.sort == "mapping":
        places = {entry.name: index for index, entry in enumerate(donor.node.entries)}
        known = before if isinstance(before, Mapping) else {}
        for index, entry in enumerate(level.node.entries):
            if entry.name in places and entry.name in level.data and entry.name in donor.data:
                yield index, places[entry.name], known.get(entry.name, _NOTHING)
    elif level.node.sort == donor.node.sort == "list":
        items = before if isinstance(before, list) else []
        kept = {same_key(item) for item in items}
        new = {i for i, item in enumerate(level.data) if same_key(item) not in kept}
        old = {j: items[i] for i, j in match_items(items, level.data) if i is not None and j is not None}
        for i, j in match_items(level.data, donor.data):
            if i in new and i is not None and j is not None:
                yield i, j, old.get(i, _NOTHING)


_NOTHING = object()


def _entry(level: _Level, index: int, donor: _Level, other: int, due: frozenset[str]) -> Iterator[_Splice]:
    """The whole lines of one entry, or, where their comments are not to be taken, its value's text."""
    (text, lines), (source, places) = ((item.document.text, item.document.lines) for item in (level, donor))
    entry, model = level.node.entries[index], donor.node.entries[other]
    span, taken = span_of(text, lines, level.node, index), span_of(source, places, donor.node, other)
    shift = lines.column(entry.start) - places.column(model.start)
    is_whole = lines.leads(entry.start) == places.leads(model.start)
    old, new = (
        set(_comments(*item)) for item in ((text, span.start, span.end, entry), (source, taken.start, taken.end, model))
    )
    if is_whole and new <= due and old & due <= new:
        yield (
            span.start,
            span.end,
            _shifted(source[taken.start : taken.end], shift, lines.newline, leads=lines.leads(entry.start)),
        )
    elif entry.value.sort == model.value.sort == "scalar":
        written = source[model.value.start : model.value.end]
        if written and entry.colon < entry.value.start and "\n" not in written + text[entry.start : entry.end]:
            yield entry.value.start, entry.value.end, written


def _comments(text: str, start: int, end: int, entry: Entry) -> Iterator[str]:
    at = start
    for leaf in [*([entry.key] if entry.key else []), *entry.value.leaves()]:
        yield from (text[a:b].rstrip() for a, b in comments_in(text, at, leaf.start))
        if leaf.is_block_scalar:
            header = header_of(text, leaf).end()
            yield from (text[a:b].rstrip() for a, b in comments_in(text, header, text.find("\n", header)))
        at = leaf.end
    yield from (text[a:b].rstrip() for a, b in comments_in(text, at, end))


def _shifted(text: str, shift: int, newline: str, *, leads: bool) -> str:
    """Lines so many columns further right; the first one, too, where it leads."""
    first, *rest = split_lines(text)
    moved = [_moved(line, shift) for line in rest]
    return newline.join([_moved(first, shift) if leads else first, *moved])


def _moved(line: str, shift: int) -> str:
    if not line.strip():
        return line
    return " " * shift + line if shift > 0 else line[min(-shift, len(line) - len(line.lstrip(" "))) :]
