"""Formatting: the canonical form of a record that a person wrote, with every comment kept.

A record is taken apart into the comments at its head, its fields (each with the comment lines above it) and
the comments at its foot. Fields without a comment inside are written anew; the others stay as they are.
"""

import re
from dataclasses import dataclass

from wmsgit.model.same import same
from wmsgit.schema.kind import Kind
from wmsgit.schema.shape import Shape
from wmsgit.store.canonical import canonical_text, key_order, modeline
from wmsgit.store.document import Document, read_document
from wmsgit.store.emitter import field_lines
from wmsgit.store.nodes import Entry, Node
from wmsgit.store.refusal import UnreadableError
from wmsgit.store.spans import BREAK

_BREAKS = re.compile(BREAK)
_MODELINE = re.compile(r"#\s*yaml-language-server:\s*\$schema=")
# Directives and the marks of a document's beginning and end; what follows `---` may only be a comment here.
_MARK = re.compile(r"(?:%.*|---|\.\.\.)(?:[ \t]+|\Z)")


@dataclass(frozen=True, slots=True)
class _Block:
    """One field: the comments above it that move with it, and its own lines."""

    name: str
    above: list[str]
    lines: list[str]


def format_record(text: bytes, kind: Kind, path: str) -> bytes:
    """A record's text in the canonical form; data and comments are what they were.

    Args:
        text: the file's bytes.
        kind: the record's kind.
        path: the file, relative to the workspace.

    Returns:
        The same bytes where the file is in this form already, or where no such form was found.

    Raises:
        UnreadableError: when the text is no record.
    """
    document = read_document(text, kind.shape, path=path)
    first_line = modeline(kind.name, path)
    if canonical_text(document.data, kind.shape, first_line).encode() == text:
        return text
    for attempt in (_rearranged, _tidied, _tidied_to_its_end):
        made = attempt(document, kind.shape, first_line)
        if made is not None and _says_the_same(document, made, kind.shape):
            return made.encode()
    return text


def comments_of(document: Document, start: int = 0, end: int | None = None) -> list[str]:
    """The comments between two places of a document, in its order, without those that point an editor at a schema."""
    last = len(document.text) if end is None else end
    texts = (document.text[a:b] for a, b in document.comment_spans() if start <= a < last)
    return [text.rstrip() for text in texts if not _MODELINE.match(text)]


def _rearranged(document: Document, shape: Shape, first_line: str) -> str | None:
    """The canonical form; None where the record's layout does not come apart into fields."""
    root = document.root
    if not comments_of(document):
        placeholders = [entry.name for entry in root.entries if entry.name not in document.data]
        if not placeholders:
            return canonical_text(document.data, shape, first_line)
    if root.is_flow or root.anchor or any(entry.start != entry.key.start for entry in root.entries if entry.key):
        return None
    head, blocks, foot = _taken_apart(document, shape)
    order = {name: rank for rank, name in enumerate(key_order([block.name for block in blocks], shape))}
    blocks.sort(key=lambda block: order[block.name])
    lines = [first_line, *head, *([""] if head else [])]
    for block in blocks:
        above = block.above if lines[-1] and len(lines) > 1 else _without_blank_start(block.above)
        lines += [*above, *block.lines]
    return "\n".join([*lines, *foot]) + "\n"


def _tidied(document: Document, _shape: Shape, first_line: str) -> str:
    """The text as it is, but with the right first line, line feeds and a final one."""
    lines = [line for line in _BREAKS.sub("\n", document.text).split("\n") if not _MODELINE.match(line)]
    return "\n".join([first_line, *lines]).removesuffix("\n") + "\n"


def _tidied_to_its_end(document: Document, shape: Shape, first_line: str) -> str | None:
    """The same without a final line feed, which would belong to the text of a last block that ends without one."""
    return None if document.text.endswith(("\n", "\r")) else _tidied(document, shape, first_line).removesuffix("\n")


def _taken_apart(document: Document, shape: Shape) -> tuple[list[str], list[_Block], list[str]]:
    """The lines of the head, the fields in the file's order, and the lines of the foot."""
    entries = document.root.entries
    lines = document.lines
    column = lines.column(entries[0].start)
    above = _plain_lines(document.text[: lines.start(entries[0].start)])
    above = [line for line in map(_unmarked, above) if line is not None and not _MODELINE.match(line)]
    split = max((i + 1 for i, line in enumerate(above) if not line), default=0)
    head, above = _trimmed(above[:split]), above[split:]
    blocks: list[_Block] = []
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        until = lines.start(following.start) if following else len(document.text)
        below = _plain_lines(document.text[lines.after(entry.end) : until])
        own = next((i for i, line in enumerate(below) if not line[column:].startswith(" ")), len(below))
        blocks.append(_block(document, entry, shape, above, below[:own]))
        above = below[own:]
    foot = [line for line in map(_unmarked, above) if line is not None]
    return head, blocks, _collapsed(foot) if any(foot) else []


def _block(document: Document, entry: Entry, shape: Shape, above: list[str], below: list[str]) -> _Block:
    """The field of one key; `below` are the comment lines under it that are indented as its own."""
    lines, name = document.lines, entry.name
    above = _collapsed(above) if any(above) else []
    start, end = lines.start(entry.start), lines.end(entry.end)
    column = entry.start - start
    kept = bool(below) or _has_comment(document, entry.start, end) or name not in document.data
    if not kept:
        return _Block(name, above, field_lines(name, document.data[name], shape.below(name), 0))
    own = _without_trailing_spaces(document, entry, start, end)
    return _Block(name, above, [line[column:] if not line[:column].strip() else line for line in [*own, *below]])


def _has_comment(document: Document, start: int, end: int) -> bool:
    return document.text.find("#", start, end) >= 0 and any(start <= a < end for a, _ in document.comment_spans())


def _body_start(document: Document, leaf: Node) -> int:
    """Where a leaf's text begins: of a block scalar behind the header's line, which may hold a comment."""
    return min(document.lines.end(leaf.start), leaf.end) if leaf.is_block_scalar else leaf.end


def _without_trailing_spaces(document: Document, entry: Entry, start: int, end: int) -> list[str]:
    """An entry's lines, trimmed where a line ends outside of a scalar."""
    # The last line of a block's text is inside, that of any other scalar may be followed by spaces.
    spans = [
        (_body_start(document, leaf), leaf.end + 1) if leaf.is_block_scalar else (leaf.start, leaf.end)
        for leaf in entry.value.leaves()
    ]
    lines: list[str] = []
    at = start
    while at <= end:
        line_end = min(document.lines.end(at), end)
        inside = any(a < line_end < b for a, b in spans)
        lines.append(document.text[at:line_end] if inside else document.text[at:line_end].rstrip(" \t"))
        following = document.lines.after(at)
        if following <= line_end:
            break
        at = following
    return lines


def _says_the_same(document: Document, text: str, shape: Shape) -> bool:
    try:
        made = read_document(text.encode(), shape)
    except UnreadableError:
        return False
    return same(made.data, document.data) and sorted(comments_of(made)) == sorted(comments_of(document))


def _plain_lines(text: str) -> list[str]:
    """The lines of a text that has only comments, trimmed at their ends."""
    *lines, last = (line.rstrip() for line in _BREAKS.split(text))
    return [*lines, last] if last else lines


def _unmarked(line: str) -> str | None:
    """A line without a mark of the document's beginning or end; None where nothing is left."""
    match = _MARK.match(line)
    if match is None:
        return line
    rest = line[match.end() :]
    return rest if rest.startswith("#") and not line.startswith("%") else None


def _collapsed(lines: list[str]) -> list[str]:
    """Lines with one blank line where there are several."""
    return [line for i, line in enumerate(lines) if line or i == 0 or lines[i - 1]]


def _trimmed(lines: list[str]) -> list[str]:
    while lines and not lines[-1]:
        lines = lines[:-1]
    return _collapsed(_without_blank_start(lines))


def _without_blank_start(lines: list[str]) -> list[str]:
    return _without_blank_start(lines[1:]) if lines and not lines[0] else lines
