"""The flow style: values replaced, entries added and removed between brackets."""

import re

from wmsgit.store.beside import comments_top, has_comments
from wmsgit.store.nodes import Entry, Node
from wmsgit.store.splices import InsertionPoint, Splices

_REST_OF_LINE = re.compile(r"[ \t]*(?P<comma>,)?[ \t]*(#[^\n\r]*)?(?=[\n\r])")


def replace_value(splices: Splices, entry: Entry, text: str) -> None:
    """Puts another value in place of an entry's."""
    node = entry.value
    if entry.key is None or node.start < node.end:
        splices.replace(node.start, node.end, text)
    elif entry.colon >= 0:
        splices.insert(entry.colon, f" {text}")
    else:
        splices.insert(entry.key.end, f": {text}")


def add(splices: Splices, node: Node, place: InsertionPoint, texts: list[str]) -> None:
    """Puts entries behind one or before one: on lines of their own where that one has its own line."""
    beside = place.behind or place.before
    if not texts or beside is None:
        return
    rest = _alone(splices, beside) or (_commented(splices, beside) if place.behind else None)
    # A colon that a comma follows at once would be part of a plain key.
    comma = " ," if beside.colon == beside.end else ","
    between = _between(splices, node, beside)
    pad = "\n" + _margin(splices, node, beside)
    if place.behind is None and rest:
        top = comments_top(splices.text, splices.lines, beside.start)
        splices.insert(top, "".join(f"{pad[1:]}{text},\n" for text in texts))
    elif place.behind is None:
        splices.insert(beside.start, "".join(f"{text}{between}" for text in texts))
    elif rest is None:
        first = comma + between[1:] if between[0] == "," else between
        splices.insert(beside.end, first + between.join(texts))
    elif rest["comma"]:
        splices.insert(rest.end(), "".join(f"{pad}{text}," for text in texts))
    else:
        splices.insert(beside.end, comma)
        splices.insert(rest.end(), pad + f",{pad}".join(texts))


def _commented(splices: Splices, entry: Entry) -> "re.Match[str] | None":
    """What follows an entry in its line where that is a comment: nothing may come before it."""
    rest = _REST_OF_LINE.match(splices.text, entry.end)
    return rest if rest and "#" in rest[0] else None


def _margin(splices: Splices, node: Node, beside: Entry) -> str:
    """What stands before an entry that has a line of its own, as this one has or its line begins."""
    start = splices.lines.start(beside.start)
    if start <= node.opening:  # it stands behind the bracket
        return " " * splices.lines.column(node.entries[0].start)
    line = splices.text[start : beside.start]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _between(splices: Splices, node: Node, beside: Entry) -> str:
    """What stands between two entries there: the comma with its spaces, or line breaks, but no comment."""
    at = next(index for index, entry in enumerate(node.entries) if entry is beside)
    if len(node.entries) > 1:
        upper, lower = node.entries[max(at - 1, 0)], node.entries[max(at, 1)]
        text = splices.text[upper.end : lower.start]
        if text.strip() == ",":
            return text.replace(splices.lines.newline, "\n")
    return ", "


def replace_items(splices: Splices, node: Node, texts: list[str]) -> None:
    """Puts new items in place of all, on lines of their own where those have their lines to themselves."""
    first, last = node.entries[0], node.entries[-1]
    rest = _alone(splices, last)
    if rest is not None and all(_alone(splices, entry) for entry in node.entries):
        top = comments_top(splices.text, splices.lines, first.start)
        pad = splices.text[splices.lines.start(first.start) : first.start]
        splices.replace(top, rest.end(), ",\n".join(pad + text for text in texts) + (rest["comma"] or ""))
    elif has_comments(splices.text, node):
        splices.replace(node.start, node.end, f"[{', '.join(texts)}]")
    else:
        splices.replace(first.start, last.end, ", ".join(texts))


def remove(splices: Splices, node: Node, gone: list[Entry]) -> None:
    """Removes entries with one comma each; at least one other entry stays."""
    going = {id(entry) for entry in gone}
    entries = node.entries
    last_kept = max((i for i, entry in enumerate(entries) if id(entry) not in going), default=-1)
    if gone and last_kept + 1 < len(entries) and not all(_alone(splices, e) for e in entries[last_kept + 1 :]):
        _remove_last(splices, node, last_kept)
        going -= {id(entry) for entry in entries[last_kept + 1 :]}
    for index, entry in enumerate(entries):
        if id(entry) in going:
            _remove_one(splices, entry, entries[index + 1] if index + 1 < len(entries) else None)


def _remove_last(splices: Splices, node: Node, last_kept: int) -> None:
    """Removes all entries behind one, with the comment that follows the last; that of the one which stays, stays."""
    kept, last = node.entries[last_kept], node.entries[-1]
    own, others = _commented(splices, kept), _commented(splices, last)
    start, end = kept.end, others.end() if others and not others["comma"] else last.end
    if own is None or not own["comma"]:
        splices.replace(start, end, "")
        return
    splices.replace(start, own.end("comma"), "")
    splices.replace(own.end(), end, "\n" + _margin(splices, node, kept) if end == last.end else "")


def _remove_one(splices: Splices, entry: Entry, following: Entry | None) -> None:
    if _alone(splices, entry) or following is None:
        splices.delete_lines(comments_top(splices.text, splices.lines, entry.start), entry.end)
        return
    rest = _commented(splices, entry)
    if rest:  # the comment was said of it
        splices.replace(len(splices.text[: entry.start].rstrip(" \t")), rest.end(), "")
        return
    between = splices.text[entry.end : following.start]
    end = entry.end + between.index(",") + 1 if "#" in between else following.start
    splices.replace(entry.start, end, "")


def _alone(splices: Splices, entry: Entry) -> "re.Match[str] | None":
    """What follows an entry in its line where the entry has its lines to itself; None where not."""
    return _REST_OF_LINE.match(splices.text, entry.end) if splices.lines.leads(entry.start) else None
