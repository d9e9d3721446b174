"""The block style: values replaced, entries added and removed by whole lines."""

import re

from wmsgit.store.beside import blank_lines_above, blank_lines_below, comments_top, end_of, keeps_blank_lines, span_of
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
    if head and node.is_flow:
        head += _comment_of_bracket(splices, node)
    if head and node.start > colon and (not below or node.sort == "scalar"):
        splices.replace(node.start, end, head)
    else:
        splices.replace(colon, end, f" {head}" if head else "")
    if node.is_block_scalar:
        splices.replace(lines.end(end), node.end, "".join(f"\n{line}" for line in below))
    else:
        splices.insert_below(end, below)


def _comment_of_bracket(splices: Splices, node: Node) -> str:
    """The comment behind the bracket that a flow collection of several lines begins with: it is about the key."""
    start, end = node.opening + 1, splices.lines.end(node.start)
    comment = splices.text[start:end].rstrip() if 0 < start <= end < node.end else ""
    return comment if comment.lstrip(" \t").startswith("#") else ""


def written_text(splices: Splices, entry: Entry, text: str, *, is_line: bool) -> tuple[str, Lines] | None:
    """A text of several lines, or with `is_line` of one, as a literal block that is indented as the one there."""
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
    return literal(text, indent=indent, relative=indent - column, may_keep=may_keep, is_line=is_line)


def add(splices: Splices, place: InsertionPoint, lines: Lines) -> None:
    """Puts whole lines, the first of which begins an entry, below an entry or above one."""
    if not lines:
        return
    if place.behind is not None:
        splices.close_text(place.behind.value)
        splices.insert_below(end_of(splices.text, splices.lines, place.behind), lines)
        return
    assert place.before is not None
    start = place.before.start
    if splices.lines.leads(start):
        splices.insert(comments_top(splices.text, splices.lines, start), "".join(f"{line}\n" for line in lines))
    else:
        column = splices.lines.column(start)
        splices.insert(start, "\n".join(lines)[column:] + "\n" + " " * column)


def add_items(splices: Splices, node: Node, behind: int | None, blocks: list[Lines]) -> None:
    """Puts new items, each by its lines, below an item or above all, with a blank line between where others have one.

    Args:
        splices: what gathers the replacements.
        node: the list.
        behind: the index of the item; None for above the first.
        blocks: the lines of each item.
    """
    text, lines = splices.text, splices.lines
    gap = [""] * _gap_lines(splices, node, behind)
    if behind is not None:
        splices.close_text(node.entries[behind].value)
        end = span_of(text, lines, node, behind).end
        splices.insert_below(end, [line for part in blocks for line in (*gap, *part)])
        return
    new = [line for part in blocks for line in (*part, *gap)]
    if lines.leads(node.entries[0].start):
        splices.insert(span_of(text, lines, node, 0).start, "".join(f"{line}\n" for line in new))
    else:
        add(splices, InsertionPoint(before=node.entries[0]), new)


def _gap_lines(splices: Splices, node: Node, behind: int | None) -> int:
    """How many blank lines stand on each side of the item that something comes behind; None is above the first."""
    last = len(node.entries) - 2
    uppers = {min(max(at, 0), last) for at in ((behind or 0) - 1, behind or 0)} if behind else {0}
    return min(_lines_of_gap(splices, node, upper) for upper in uppers) if last >= 0 else 0


def _lines_of_gap(splices: Splices, node: Node, upper: int) -> int:
    text, lines = splices.text, splices.lines
    start = lines.after(span_of(text, lines, node, upper).end)
    end = blank_lines_below(text, lines, start)
    if end == start or keeps_blank_lines(text, node.entries[upper]):
        return 0
    # Of two items a blank line above a comment may be for the comment.
    is_own = upper > 0 or upper + 2 < len(node.entries) or end == lines.start(node.entries[upper + 1].start)
    return lines.number(end) - lines.number(start) if is_own else 0


def remove(splices: Splices, node: Node, gone: list[Entry]) -> None:
    """Removes keys with their lines and the comments that speak of them."""
    text, lines = splices.text, splices.lines
    going = {id(entry) for entry in gone}
    indexes = [index for index, entry in enumerate(node.entries) if id(entry) in going]
    if indexes[:1] == [0] and not lines.leads(node.entries[0].start):
        _remove_first(splices, node, going)
        indexes = [index for index in indexes if lines.leads(node.entries[index].start)]
    for first, last in _runs(splices, node, indexes):
        start, end = _lines_of(splices, node, first, last)
        below = blank_lines_below(text, lines, end)
        if first and keeps_blank_lines(text, node.entries[first - 1]):
            end = below
        elif below > end:  # one of the gaps above and below is enough
            start = blank_lines_above(text, lines, start)
        splices.replace(start, end, "")


def remove_items(splices: Splices, node: Node, gone: list[int]) -> None:
    """Removes items of a list with their lines and the comments that speak of them; at least one item stays."""
    for first, last in _runs(splices, node, gone):
        _remove_run(splices, node, first, last)


def _runs(splices: Splices, node: Node, gone: list[int]) -> list[tuple[int, int]]:
    """The first and the last index of each run of entries that go and have only blank lines between them."""
    runs: list[tuple[int, int]] = []
    reached = 0
    for index in gone:
        start, end = _lines_of(splices, node, index, index)
        if runs and runs[-1][1] == index - 1 and not splices.text[reached:start].strip():
            runs[-1] = runs[-1][0], index
        else:
            runs.append((index, index))
        reached = end
    return runs


def _lines_of(splices: Splices, node: Node, first: int, last: int) -> tuple[int, int]:
    """Where the lines of some entries with their comments begin and end."""
    text, lines = splices.text, splices.lines
    return span_of(text, lines, node, first).start, lines.after(span_of(text, lines, node, last).end)


def replace_items(splices: Splices, node: Node, blocks: list[Lines]) -> None:
    """Puts new items in place of all with the comments that speak of them; without new ones they just go."""
    text, places = splices.text, splices.lines
    start, end = span_of(text, places, node, 0).start, span_of(text, places, node, len(node.entries) - 1).end
    if not blocks:
        splices.replace(places.start(start), places.after(end), "")
        return
    gap = [""] * _gap_lines(splices, node, None) if node.sort == "list" else []
    lines = [line for block in blocks for line in (*gap, *block)][len(gap) :]
    column = 0 if places.leads(node.entries[0].start) else places.column(start)
    splices.replace(start, end, "\n".join(lines)[column:])


def _remove_run(splices: Splices, node: Node, first: int, last: int) -> None:
    text, lines, entries = splices.text, splices.lines, node.entries
    start, end = _lines_of(splices, node, first, last)
    if not lines.leads(entries[first].start):
        following = entries[last + 1].start
        if text[end:following].strip():
            splices.replace(len(text[:start].rstrip(" \t")), span_of(text, lines, node, last).end, "")
        else:
            splices.replace(start, following, "")
        return
    previous = entries[first - 1] if first else None
    above, below = blank_lines_above(text, lines, start), blank_lines_below(text, lines, end)
    if keeps_blank_lines(text, previous):
        end = below
    elif previous is None:
        end = below if above == start and _gap_lines(splices, node, None) else end
    elif below > end or last + 1 == len(entries):
        start = above
    splices.replace(start, end, "")


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
        replace_items(splices, node, [])
    else:
        _replace_lines_below(splices, entry, below)


def _replace_lines_below(splices: Splices, entry: Entry, below: Lines) -> None:
    """Replaces the lines under an entry's first; a comment behind a single value there moves up to the first."""
    end = splices.lines.end(entry.value.end)
    comment = "" if entry.value.is_block_collection else splices.text[entry.value.end : end].rstrip()
    lines = "".join(f"\n{line}" for line in below)
    splices.replace(splices.lines.end(entry.colon), end, comment + lines)
