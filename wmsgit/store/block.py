"""The block style: values replaced, entries added and removed by whole lines."""

import re

from wmsgit.store.emitter import Lines
from wmsgit.store.nodes import Entry, Node, header_of
from wmsgit.store.splices import CannotSpliceError, InsertionPoint, Splices
from wmsgit.store.styles import literal

_DIGIT = re.compile("[1-9]")


def replace_value(splices: Splices, entry: Entry, head: str, below: Lines) -> None:
    """Puts another value behind an entry's `:` or `-`; comments on the line of the key stay.

    Args:
        splices: what gathers the replacements.
        entry: the entry.
        head: what stands on the line of the `:` or `-`; may be empty.
        below: the whole lines that follow.
    """
    node, colon, lines = entry.value, entry.colon, splices.lines
    is_lower = node.start > lines.end(colon)
    if colon < 0 or (is_lower and node.is_block_scalar):
        raise CannotSpliceError
    if is_lower and (below or node.is_block_collection):
        _replace_lower(splices, entry, head, below)
        return
    end = header_of(splices.text, node).end() if node.is_block_scalar else node.end
    if head and node.start > colon and (not below or node.sort == "scalar"):
        splices.replace(node.start, end, head)
    else:
        splices.replace(colon, end, f" {head}" if head else "")
    if node.is_block_scalar:
        splices.replace(lines.end(end), node.end, "".join(f"\n{line}" for line in below))
    else:
        splices.insert_below(end, below)


def written_text(splices: Splices, entry: Entry, text: str) -> tuple[str, Lines] | None:
    """A text of several lines as a literal block with the indentation of the block that stands there."""
    if not splices.style.may_block:
        return None
    node, column = entry.value, splices.lines.column(entry.start)
    header = header_of(splices.text, node)
    digit = _DIGIT.search(header["indicators"])
    body = splices.text[splices.lines.after(header.end()) : node.end].split("\n")
    indent = next((len(line) - len(line.lstrip(" ")) for line in body if line.strip()), column + 2)
    indent = column + int(digit[0]) if digit else indent
    if indent <= column:
        return None
    follows = splices.text[splices.lines.after(node.end) :]
    may_keep = bool(follows) and not splices.is_blank_below(node.end)
    return literal(text, indent=indent, relative=indent - column, may_keep=may_keep)


def add(splices: Splices, place: InsertionPoint, lines: Lines) -> None:
    """Puts whole lines, the first of which begins an entry, below an entry or above one."""
    if not lines:
        return
    if place.behind is not None:
        splices.close_text(place.behind.value)
        splices.insert_below(place.behind.end, lines)
        return
    assert place.before is not None
    start = place.before.start
    if splices.lines.leads(start):
        splices.insert(_comments_top(splices, start), "".join(f"{line}\n" for line in lines))
    else:
        column = splices.lines.column(start)
        splices.insert(start, "\n".join(lines)[column:] + "\n" + " " * column)


def remove(splices: Splices, node: Node, gone: list[Entry]) -> None:
    """Removes entries with their lines, and with no comment but those at the ends of these lines."""
    going = {id(entry) for entry in gone}
    previous: Entry | None = None
    for index, entry in enumerate(node.entries):
        if id(entry) not in going:
            previous = entry
        elif splices.lines.leads(entry.start):
            splices.delete_lines(entry.start, _end_with_blanks(splices, entry, previous))
        elif index == 0:
            _remove_first(splices, node, going)


def _remove_first(splices: Splices, node: Node, going: set[int]) -> None:
    """Removes the first entries of what begins behind a dash: the next one moves up to it."""
    staying = next((i for i, entry in enumerate(node.entries) if id(entry) not in going), None)
    if staying is None:
        raise CannotSpliceError
    first, last, following = node.entries[0], node.entries[0], node.entries[staying]
    line_end = splices.lines.end(last.end)
    if staying > 1 or splices.text[line_end : following.start].strip():
        before = splices.text[: first.start].rstrip(" \t")
        splices.replace(len(before), line_end, "")
    else:
        splices.replace(first.start, following.start, "")


def _replace_lower(splices: Splices, entry: Entry, head: str, below: Lines) -> None:
    """Replaces a value that begins below its key."""
    node, colon = entry.value, entry.colon
    if head:
        splices.insert(colon, f" {head}")
    if node.is_block_collection and not below:
        for part in node.entries:
            splices.delete_lines(part.start, part.end)
    else:
        _replace_lines_below(splices, entry, below)


def _replace_lines_below(splices: Splices, entry: Entry, below: Lines) -> None:
    """Replaces the lines under an entry's first; a comment behind the last of them moves up to the first."""
    end = splices.lines.end(entry.value.end)
    comment = splices.text[entry.value.end : end].rstrip()
    lines = "".join(f"\n{line}" for line in below)
    splices.replace(splices.lines.end(entry.colon), end, comment + lines)


def _comments_top(splices: Splices, start: int) -> int:
    """Where the comment lines directly above an entry begin; its own line where they begin the file.

    Comments at the head of a file are about the file, and an editor's modeline stays the first line.
    """
    lines = splices.lines
    own = top = lines.start(start)
    while top > 0:
        above = lines.start(top - 1)
        text = splices.text[above:top]
        if not text.lstrip(" ").startswith("#") or len(text) - len(text.lstrip(" ")) != start - own:
            return top
        top = above
    return own


def _end_with_blanks(splices: Splices, entry: Entry, previous: Entry | None) -> int:
    """Where an entry that is removed ends: after a `|+` text with the blank lines, else its own."""
    end = entry.end
    leaf = previous.value.last_leaf() if previous is not None else None
    if leaf is not None and leaf.is_block_scalar and "+" in header_of(splices.text, leaf)["indicators"]:
        while splices.is_blank_below(end):
            end = splices.lines.after(end)
    return end
