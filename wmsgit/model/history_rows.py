"""The rows of the history: one of the table `record_changes` for each field that a commit changed."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

ChangeRow = tuple[str, str, str, str, str, str, Any, Any]
"""commit_id, author, committed_at, kind, id, field, old, new; both values as a record has them, None for absent."""


@dataclass(frozen=True, slots=True)
class HistoryRows:
    """What must be done to rows that were made before, so that they tell the history as it is now.

    Attributes:
        gone: the commits that no longer lead to where the history is looked at from.
        new: the commits that do now.
        rows: what the new ones changed.
        may_keep: whether the rows are those of the workspace as it is, which will be asked for again.
    """

    gone: Collection[str]
    new: Collection[str]
    rows: Iterable[ChangeRow]
    may_keep: bool = True


ReadHistory = Callable[[Collection[str]], HistoryRows]
"""The commits whose rows exist → what has to be added and dropped."""
