"""Formatting, and edits of a text that lead from one to another."""

import difflib
import os.path

from wmsgit.errors import InvalidError
from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.features.editing.values import TextEdit, TextSpan
from wmsgit.store.refusal import UnreadableError

MAX_EDITED = 128 << 10
"""Longer records, of so many characters, are not edited or formatted while the editor waits for the answer."""
_MAX_LINES = 2000
"""Longer texts are replaced between what they begin and end with."""


def formatted(edited: EditedWorkspace, path: str) -> list[TextEdit]:
    """What brings a record into canonical form, as `fmt` writes it; nothing for every other file, or a broken one.

    Raises:
        InvalidError: when the text is longer than is done while the editor waits.
    """
    from wmsgit.store.formatting import format_record

    kind = edited.plane.kind_at(path)
    if kind is None:
        return []
    text = edited.plane.text(path)
    if len(text) > MAX_EDITED:
        raise InvalidError("too long to be formatted while you wait", where=path, hint="'wmsgit fmt' does it")
    try:
        return edits_between(text, format_record(text.encode(), kind, path).decode("utf-8"))
    except UnreadableError:  # its finding says so already
        return []


def edits_between(old: str, new: str) -> list[TextEdit]:
    """The edits, by whole lines, that make one text of another."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    if len(before) > _MAX_LINES or len(after) > _MAX_LINES:
        return _middle(old, new)
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return [
        TextEdit(TextSpan(starts[first], starts[last]), "".join(after[start:end]))
        for sign, first, last, start, end in matcher.get_opcodes()
        if sign != "equal"
    ]


def _middle(old: str, new: str) -> list[TextEdit]:
    if old == new:
        return []
    head = len(os.path.commonpath((old, new)))
    tail = len(os.path.commonpath((old[head:][::-1], new[head:][::-1])))
    return [TextEdit(TextSpan(head, len(old) - tail), new[head : len(new) - tail])]
