"""Formatting, and edits of a text that lead from one to another."""

import difflib

from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.features.editing.values import TextEdit, TextSpan

_MAX_LINES = 2000
"""Longer texts are replaced between what they begin and end with."""


def formatted(edited: EditedWorkspace, path: str) -> list[TextEdit]:
    """What brings a record into canonical form, as `fmt` writes it; nothing for every other file.

    Raises:
        InvalidError: when the text is no record.
    """
    from wmsgit.store.formatting import format_record

    kind = edited.plane.kind_at(path)
    if kind is None:
        return []
    text = edited.plane.text(path)
    return edits_between(text, format_record(text.encode(), kind, path).decode("utf-8"))


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
    import os.path

    head = len(os.path.commonpath((old, new)))
    tail = len(os.path.commonpath((old[head:][::-1], new[head:][::-1])))
    return [TextEdit(TextSpan(head, len(old) - tail), new[head : len(new) - tail])]
