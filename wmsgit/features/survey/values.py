"""Values of a survey: a record in short, what commits changed in it, a mark of what a base lacks."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wmsgit.model.change import FieldChange
from wmsgit.schema.state import Key


@dataclass(frozen=True, slots=True)
class Listed:
    """A record in short.

    Attributes:
        kind, id: which.
        title, status: as far as it has them.
        is_closed: whether its status is one of the closed ones.
        holder: who is at it, where people are shown.
    """

    kind: str
    id: str
    title: str
    status: str
    is_closed: bool
    holder: str = ""


@dataclass(frozen=True)
class CommitChanges:
    """What one commit changed in the records that are shown.

    Attributes:
        commit: its whole id.
        author: its author's name; empty where people are not shown.
        at: when it was committed, RFC 3339 in UTC.
        count: how many records it changed.
        records: the first of them, with what changed: an import changes thousands.
    """

    commit: str
    author: str
    at: str
    count: int
    records: Mapping[Key, list[FieldChange]]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What one commit changed in one record.

    Attributes:
        commit: its whole id.
        author: its author's name; empty where people are not shown.
        at: when it was committed, RFC 3339 in UTC.
        fields: what changed, of the fields that are shown.
    """

    commit: str
    author: str
    at: str
    fields: list[FieldChange] = field(default_factory=list)
