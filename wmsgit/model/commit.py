"""A commit as the history of records sees it: who, when, why, and which record files it left how."""

from dataclasses import dataclass, field

RENUMBER = "renumber"
"""The operation whose commits move records to other ids (trailer `Wmsgit-Op`)."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit.

    Attributes:
        id: the whole object id.
        parents: their ids, in Git's order.
        author: the author's name.
        authored_s: when it was written, in seconds since the epoch.
        committed_s: when it was committed, in seconds since the epoch.
        subject: the first line of its message.
        renumbered: new id → old id, of a commit that moved records to other ids.
        changes: (path, blob id) of each YAML file below `records/` in which it differs from its first parent, or
            from nothing where it has none; an empty blob id for what is no regular file any more.
    """

    id: str
    parents: tuple[str, ...]
    author: str
    authored_s: int
    committed_s: int
    subject: str
    renumbered: dict[str, str] = field(default_factory=dict)
    changes: tuple[tuple[str, str], ...] = ()
