"""A difference: what became of one record between two states of the workspace, and what follows from it."""

from dataclasses import dataclass
from typing import Literal

from wmsgit.model.change import FieldChange
from wmsgit.model.finding import Finding
from wmsgit.model.ports import Pointer


@dataclass(frozen=True, slots=True)
class Difference:
    """One record's difference.

    Attributes:
        kind: the kind's name.
        id: the record's id; the new one where it was renumbered.
        change: `renamed` also where fields changed with it.
        path: its file; the old one where it was removed.
        line: the line, from 1, of the first field that differs; 1 for a whole record, 0 where it cannot be told.
        title: what its kind calls it by, such as a task's title; empty for none.
        fields: what changed; every field of a record that was added or removed.
        consequences: what follows, each one sentence without a final full stop.
        old_id, old_path: what it was called before, where it was renamed; else empty.
    """

    kind: str
    id: str
    change: Literal["added", "removed", "renamed", "changed"]
    path: str
    line: int = 0
    title: str = ""
    fields: tuple[FieldChange, ...] = ()
    consequences: tuple[str, ...] = ()
    old_id: str = ""
    old_path: str = ""


@dataclass(frozen=True, slots=True)
class SchemaDifference:
    """What became of one schema, or of the settings.

    Attributes:
        path: its file.
        change: what became of it.
        places: what changed in it, spelled as `x-wmsgit.transitions[2].from`.
        first: the way to the first of these.
    """

    path: str
    change: Literal["added", "removed", "changed"]
    places: tuple[str, ...] = ()
    first: Pointer = ()


@dataclass(frozen=True, slots=True)
class ChangelogEntry:
    """One line of a change log: a record that was finished or settled.

    Attributes:
        group: what the kind's records are called together, such as `decisions`.
        id: the record's id.
        title: what its kind calls it by; empty for none.
        status: where it stands now.
        milestone: the release or date that it belongs to; empty for none.
        path: its file.
        line: the line of its status.
    """

    group: str
    id: str
    title: str
    status: str
    milestone: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Review:
    """What changed in meaning between two states.

    Attributes:
        differences: of the records, by kind and id.
        schemas: of the schemas.
        unreadable: why files that changed cannot be compared.
        entries: what a change log says.
    """

    differences: tuple[Difference, ...] = ()
    schemas: tuple[SchemaDifference, ...] = ()
    unreadable: tuple[Finding, ...] = ()
    entries: tuple[ChangelogEntry, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed in meaning."""
        return not (self.differences or self.schemas or self.unreadable)


MARKER = "<!-- wmsgit:review -->"
"""The comment's first line, by which a program finds the one to update."""
