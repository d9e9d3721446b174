"""What a write changes, the commit subject that says so, and the verdict on it before it is committed."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, Literal

from wmsgit.model.record import Data
from wmsgit.model.same import same
from wmsgit.model.text import MAX_ECHO
from wmsgit.model.value import immutable

MAX_SUBJECT = 120
UNDO_SUBJECT, REDO_SUBJECT = "undo: ", "redo: "
"""How the subjects of commits begin that take an operation back, or take that back."""
_MAX_VALUE = 40


@immutable
class FieldChange:
    """One field's value before and after; None is an absent field."""

    field: str
    old: Any
    new: Any

    def __str__(self) -> str:
        """The change in a few words: `status pending → completed`, `labels + ops moved ui`, `notes`."""
        return self._words

    @cached_property
    def _words(self) -> str:
        if isinstance(self.old, list) or isinstance(self.new, list):
            return _list_words(self.field, self.old or [], self.new or [])
        if _is_short(self.old) and _is_short(self.new) and self.new is not None:
            return f"{self.field} {'' if self.old is None else f'{_word(self.old)} '}→ {_word(self.new)}"
        return f"{self.field} removed" if self.new is None else self.field


@immutable
class RecordChange:
    """One record's change: `added`, `changed`, `removed` or `renamed`, which has the id before in `old_id`."""

    kind: str
    id: str
    path: str
    change: Literal["added", "changed", "removed", "renamed"]
    title: str = ""
    fields: tuple[FieldChange, ...] = ()
    old_id: str = ""

    def __str__(self) -> str:
        """The change as a commit subject: `WS-TASK-001: status pending → completed`."""
        if self.change == "changed":
            return f"{self.id}: {', '.join(map(str, self.fields)) or 'layout'}"
        if self.change == "renamed":
            return f"{self.old_id} → {self.id}: {self.title or self.kind}"
        verb = "add" if self.change == "added" else "remove"
        return f"{self.id}: {verb} {self.title}".rstrip() if self.title else f"{self.id}: {verb} {self.kind}"


@immutable
class WrittenRecord:
    """One record that a write touches.

    Attributes:
        kind, id, path: which record, and its file.
        old: its fields at HEAD, or in the file where nothing is committed; None where there was no record.
        new: its fields after the write; None where it is removed.
        is_edited: whether the file had hand edits since HEAD, which the commit takes along.
    """

    kind: str
    id: str
    path: str
    old: Data | None
    new: Data | None
    is_edited: bool = False


@immutable
class Verdict:
    """What is said of a write, one sentence each.

    Attributes:
        refused: what `check --base HEAD` would report as an error.
        missing: new references that lead nowhere, where the workspace refuses them.
        warnings: new references that lead nowhere, where it does not.
    """

    refused: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


ACCEPTED = Verdict()
"""Nothing is against it."""


def field_changes(old: dict[str, Any], new: dict[str, Any]) -> tuple[FieldChange, ...]:
    """The fields that differ, in the order of `new`, the removed ones last."""
    names = [*new, *(name for name in old if name not in new)]
    return tuple(
        FieldChange(n, old.get(n), new.get(n)) for n in names if n != "id" and not same(old.get(n), new.get(n))
    )


def subject_of(changes: Sequence[RecordChange]) -> str:
    """One line for a commit: the change itself when there is one, else a count by kind."""
    if len(changes) == 1:
        return _clip(str(changes[0]), MAX_SUBJECT)
    shared = {tuple(map(str, change.fields)) for change in changes if change.change == "changed"}
    ids = ", ".join(change.id for change in changes)
    if len(shared) == 1 and all(change.change == "changed" for change in changes):
        what = ", ".join(shared.pop()) or "layout"
        several = ids if len(ids) + len(what) + 2 <= MAX_SUBJECT else ", ".join(_counts(changes)).replace("change ", "")
        return _clip(f"{several}: {what}", MAX_SUBJECT)
    return _clip(", ".join(_counts(changes)), MAX_SUBJECT)


def _counts(changes: Iterable[RecordChange]) -> list[str]:
    totals: dict[tuple[str, str], int] = {}
    for change in changes:
        key = (change.change, change.kind)
        totals[key] = totals.get(key, 0) + 1
    verbs = {"added": "add", "changed": "change", "removed": "remove", "renamed": "renumber"}
    return [f"{verbs[what]} {n} {kind}{'s' if n > 1 else ''}" for (what, kind), n in totals.items()]


def _list_words(field: str, old: Any, new: Any) -> str:
    from wmsgit.model.order import moved_items, pair_items

    before, after = (value if isinstance(value, list) else [value] for value in (old, new))
    staying = pair_items(before, after)
    moved = moved_items(before, after, staying)
    known, come = {i for i, _ in staying + moved}, {j for _, j in staying + moved}
    gained = [item for j, item in enumerate(after) if j not in come]
    lost = [item for i, item in enumerate(before) if i not in known]
    words = [field]
    is_long = len(gained) + len(lost) > MAX_ECHO or not all(map(_is_short, gained + lost))
    if is_long or not gained + lost + moved:
        words.append(f"+{len(gained)} −{len(lost)}" if lost else f"+{len(gained)}")
    else:
        words += [f"+ {', '.join(map(str, gained))}"] if gained else []
        words += [f"− {', '.join(map(str, lost))}"] if lost else []
    return " ".join([*words, *([_moved_words([after[j] for _, j in moved])] if moved else [])])


def _moved_words(items: list[Any]) -> str:
    names = [_short_name(item) for item in items[:MAX_ECHO]]
    return f"moved {', '.join(names) if all(names) and len(items) <= MAX_ECHO else len(items)}"


def _short_name(item: Any) -> str:
    """What an item is called in a subject: a short value itself, an object by its id or first field."""
    if isinstance(item, dict) and item:
        item = item["id"] if "id" in item else next(iter(item.values()))
    return str(item) if _is_short(item) else ""


def _word(value: Any) -> str:
    """A short value as a record has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_short(value: Any) -> bool:
    return not isinstance(value, dict | list) and len(str(value)) <= _MAX_VALUE and "\n" not in str(value)


def _clip(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
