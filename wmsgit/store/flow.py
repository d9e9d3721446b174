"""The flow style: values replaced, entries added and removed between brackets."""

import re

from wmsgit.store.nodes import Entry, Node
from wmsgit.store.splices import InsertionPoint, Splices

_REST_OF_LINE = re.compile(r"[ \t]*(?P<comma>,)?[ \t]*(#[^\n\r\x85\u2028\u2029]*)?(?=[\n\r\x85\u2028\u2029])")


def replace_value(splices: Splices, entry: Entry, text: str) -> None:
    """Puts another value in place of an entry's."""
    node = entry.value
    if entry.key is None or node.start < node.end:
        splices.replace(node.start, node.end, text)
    elif entry.colon >= 0:
        splices.insert(entry.colon, f" {text}")
    else:
        splices.insert(entry.key.end, f": {text}")


def add(splices: Splices, place: InsertionPoint, texts: list[str]) -> None:
    """Puts entries behind one or before one: on lines of their own where that one has its own line."""
    beside = place.behind or place.before
    if not texts or beside is None:
        return
    rest = _alone(splices, beside)
    # A colon that a comma follows at once would be part of a plain key.
    comma = " ," if beside.colon == beside.end else ","
    pad = "\n" + splices.text[splices.lines.start(beside.start) : beside.start]
    if place.behind is None:
        splices.insert(beside.start, "".join(f"{text},{pad if rest else ' '}" for text in texts))
    elif rest is None:
        splices.insert(beside.end, "".join(f"{comma} {text}" for text in texts))
    elif rest["comma"]:
        splices.insert(rest.end(), "".join(f"{pad}{text}," for text in texts))
    else:
        splices.insert(beside.end, comma)
        splices.insert(rest.end(), pad + f",{pad}".join(texts))


def remove(splices: Splices, node: Node, gone: list[Entry]) -> None:
    """Removes entries with one comma each; at least one other entry stays."""
    going = {id(entry) for entry in gone}
    entries = node.entries
    last_kept = max((i for i, entry in enumerate(entries) if id(entry) not in going), default=-1)
    if gone and last_kept + 1 < len(entries) and not all(_alone(splices, e) for e in entries[last_kept + 1 :]):
        splices.replace(entries[last_kept].end, entries[-1].end, "")
        going -= {id(entry) for entry in entries[last_kept + 1 :]}
    for index, entry in enumerate(entries):
        if id(entry) in going:
            _remove_one(splices, entry, entries[index + 1] if index + 1 < len(entries) else None)


def _remove_one(splices: Splices, entry: Entry, following: Entry | None) -> None:
    if _alone(splices, entry) or following is None:
        splices.delete_lines(entry.start, entry.end)
        return
    between = splices.text[entry.end : following.start]
    end = entry.end + between.index(",") + 1 if "#" in between else following.start
    splices.replace(entry.start, end, "")


def _alone(splices: Splices, entry: Entry) -> "re.Match[str] | None":
    """What follows an entry in its line where the entry has its lines to itself; None where not."""
    return _REST_OF_LINE.match(splices.text, entry.end) if splices.lines.leads(entry.start) else None
