"""Record lines: a record in short, by which it is listed and searched."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record in one line.

    Attributes:
        id, kind, path: the record's.
        title: the kind's main field; empty where that is the id.
        status: as the record has it; empty for none.
        is_closed: whether the status is a closed one.
        repos: the repositories that it is about.
        lowered: id and title in lower case, by which it is searched.
    """

    id: str
    kind: str
    path: str
    title: str
    status: str
    is_closed: bool
    repos: tuple[str, ...]
    lowered: str
