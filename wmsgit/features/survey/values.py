"""Values of a survey: a record in short, an entry of its history, a mark of what a base lacks."""

from dataclasses import dataclass, field

from wmsgit.model.change import FieldChange


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
