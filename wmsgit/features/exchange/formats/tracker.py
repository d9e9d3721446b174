"""What trackers in files have in common: keys that are fields, words for urgency, and what has no field."""

from collections.abc import Mapping
from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.features.exchange.values import is_empty, items_in
from wmsgit.model.record import Data, Record

KIND = "task"
PRIORITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW")
OURS = "wmsgit:"
"""Before a record's id, where a tool's own list of references says whose a task is."""


def taken(row: Mapping[str, Any], names: Mapping[str, str]) -> tuple[Data, Data]:
    """The fields that a row's keys fill, and its other keys; what is empty is left out."""
    fields = {field: row[key] for key, field in names.items() if not _is_nothing(row.get(key))}
    rest = {key: value for key, value in row.items() if key not in names and not _is_nothing(value)}
    return fields, rest


def require_name(row: Mapping[str, Any], key: str) -> str:
    """What names a row.

    Raises:
        InvalidError: when it has no such text.
    """
    name = row.get(key)
    if not isinstance(name, str) or not name:
        raise InvalidError(f"it has no {key}")
    return name


def priority_of(number: Any) -> str:
    """The word for a number from 0, the most urgent; empty for none."""
    is_known = isinstance(number, int) and not isinstance(number, bool) and number >= 0
    return PRIORITIES[min(number, len(PRIORITIES) - 1)] if is_known else ""


def priority_and_rest(number: Any) -> tuple[str, Any]:
    """The word for a number, and the number where the word does not say it; None for nothing."""
    word = priority_of(number)
    return word, None if word and PRIORITIES.index(word) == number else number


def number_of_priority(word: Any, old: Any = None) -> int | None:
    """The number for a word; the old one where it means the same."""
    if word not in PRIORITIES:
        return None
    return old if priority_of(old) == word and isinstance(old, int) else PRIORITIES.index(word)


def remarks_of(value: Any, by: str, at: str, text: str, usual: str = "unknown") -> tuple[list[Data], list[Any]]:
    """The comments that a list of a tool's own is, and what they do not say of it.

    Args:
        value: the list.
        by: what the tool calls the author of one.
        at: what it calls its time.
        text: what it calls its text.
        usual: who made those that do not say it.
    """
    comments: list[Data] = []
    rest: list[Any] = []
    for item in items_in(value):
        if not isinstance(item, dict) or not isinstance(item.get(text), str) or not item[text]:
            rest.append(item)
            continue
        comments.append({"at": item.get(at), "by": str(item.get(by) or usual), "text": item[text]})
        if item.keys() - {by, at, text}:
            rest.append({name: part for name, part in item.items() if name != text})
    return comments, rest


def imported_of(record: Record) -> Data:
    """What an import kept of a record that had no field."""
    metadata = record.data.get("metadata")
    kept = metadata.get("imported") if isinstance(metadata, dict) else None
    return kept if isinstance(kept, dict) else {}


def is_from(record: Record, source: str) -> bool:
    """Whether a record came from a source."""
    metadata = record.data.get("metadata")
    own = metadata.get("source") if isinstance(metadata, dict) else None
    return isinstance(own, dict) and own.get("name") == source


def source_id_of(record: Record) -> str:
    """What the source of a record calls it; its own id for none."""
    metadata = record.data.get("metadata")
    source = metadata.get("source") if isinstance(metadata, dict) else None
    return str(source.get("id") or record.id) if isinstance(source, dict) else record.id


def _is_nothing(value: Any) -> bool:
    return is_empty(value) or value == ""
