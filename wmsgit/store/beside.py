"""Beside: which lines of a text belong to an item of a list, with the comments that speak of it."""

from dataclasses import dataclass

from wmsgit.store.nodes import Entry, Node, header_of
from wmsgit.store.spans import Lines, comments_in


@dataclass(frozen=True, slots=True)
class Span:
    """The text of an entry with its comments.

    Attributes:
        start: where its first line begins, a comment's above it included; the entry's own place behind another dash.
        end: where its last line ends, before the break.
    """

    start: int
    end: int


def span_of(text: str, lines: Lines, node: Node, index: int) -> Span:
    """The lines of one entry of a block collection.

    Of the comment lines around it those are its own that stand directly above it and no deeper than it, and those
    that stand directly below it and deeper. What a blank line separates belongs to no entry, and what the file
    begins with to the file.
    """
    entry = node.entries[index]
    end = end_of(text, lines, entry)
    if not lines.leads(entry.start):
        return Span(entry.start, end)
    floor = lines.after(end_of(text, lines, node.entries[index - 1])) if index else 0
    return Span(comments_top(text, lines, entry.start, floor=floor, is_first=index == 0), end)


def comments_top(text: str, lines: Lines, at: int, *, floor: int = 0, is_first: bool = False) -> int:
    """Where the comment lines directly above the line of `at` begin; its own line where they begin the file.

    What begins at `at` leads its line. The first of the comments is no deeper than it, but below a key, where
    `is_first`; and none stands above `floor`.
    """
    own = start = lines.start(at)
    while start > floor and _comment_column(text, lines, above := lines.start(start - 1)) >= 0:
        start = above
    if start == 0:
        return own
    while start < own and not is_first and _comment_column(text, lines, start) > at - own:
        start = lines.after(start)
    return start


def end_of(text: str, lines: Lines, entry: Entry) -> int:
    """Where an entry's last line ends, or that of the deeper comments directly below it."""
    end, column = lines.end(entry.end), lines.column(entry.start)
    while (below := lines.after(end)) < len(text) and _comment_column(text, lines, below) > column:
        end = lines.end(below)
    return end


def has_comment(text: str, lines: Lines, node: Node, index: int) -> bool:
    """Whether a comment speaks of an item that is a scalar."""
    entry = node.entries[index]
    if node.is_flow:
        return _has_comment_in_flow(text, lines, node, index)
    span = span_of(text, lines, node, index)
    places = [(span.start, entry.value.start), (entry.end, span.end)]
    if entry.value.is_block_scalar:
        header = header_of(text, entry.value).end()
        places.append((header, lines.end(header)))
    return any(comments_in(text, start, end) for start, end in places)


def has_comments(text: str, node: Node) -> bool:
    """Whether a comment stands between the entries of a node, inside of them or behind them within its brackets."""
    at = node.start
    for leaf in node.leaves():
        if comments_in(text, at, leaf.start):
            return True
        at = leaf.end
    return bool(comments_in(text, at, node.end))


def blank_lines_above(text: str, lines: Lines, at: int) -> int:
    """Where the blank lines directly above the line that begins at `at` begin; `at` where there are none."""
    while at > 0 and not text[(above := lines.start(at - 1)) : lines.end(above)].strip(" \t"):
        at = above
    return at


def blank_lines_below(text: str, lines: Lines, at: int) -> int:
    """Where the blank lines from the line that begins at `at` end."""
    while at < len(text) and not text[at : lines.end(at)].strip(" \t") and lines.after(at) > at:
        at = lines.after(at)
    return at


def keeps_blank_lines(text: str, entry: Entry | None) -> bool:
    """Whether blank lines below an entry are part of its value, as after `|+`."""
    leaf = entry.value.last_leaf() if entry is not None else None
    return leaf is not None and leaf.is_block_scalar and "+" in header_of(text, leaf)["indicators"]


def _has_comment_in_flow(text: str, lines: Lines, node: Node, index: int) -> bool:
    entry = node.entries[index]
    before = node.entries[index - 1].end if index else node.opening + 1
    start = entry.start if index and lines.number(before) == lines.number(entry.start) else before
    start = max(start, lines.end(start)) if index and start == before else start
    following = node.entries[index + 1].start if index + 1 < len(node.entries) else node.end
    end = min(lines.end(entry.end), following)
    return bool(comments_in(text, min(start, entry.start), entry.start) or comments_in(text, entry.end, end))


def _comment_column(text: str, lines: Lines, start: int) -> int:
    """The column of the comment that is all of the line; -1 where the line is something else."""
    line = text[start : lines.end(start)]
    bare = line.lstrip(" \t")
    return len(line) - len(bare) if bare.startswith("#") else -1
