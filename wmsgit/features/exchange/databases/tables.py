"""Tables: what of a plane is kept in a database, as values; no database and no workspace is known here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = Sequence[Any]
"""The values of a table's columns, in their order: text, numbers, None; lists and objects as JSON."""

FILES, PLANES = "wmsgit_files", "wmsgit_planes"
"""The tables of our own: which file each record came from, and how far each plane is."""


@dataclass(frozen=True, slots=True)
class ExportTable:
    """One table of a plane.

    Attributes:
        name: unquoted.
        columns: (name, SQLite's type) in order.
        by: the column that names the record that a row is of; empty where rows are of no record.
        is_unique: whether a record has one row at most.
        owner: the table whose records the rows belong to, by `by`; empty for none.
        references: column → the table that its text names a record of; it may name none that is there.
        commit: the column that names the commit that a row is of; such rows never change.
        path: the column with the record's file; empty for none.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    by: str = ""
    is_unique: bool = False
    owner: str = ""
    references: Mapping[str, str] = field(default_factory=dict)
    commit: str = ""
    path: str = ""

    @property
    def names(self) -> list[str]:
        """The columns' names."""
        return [name for name, _ in self.columns]


@dataclass(frozen=True, slots=True)
class PlaneSnapshot:
    """A plane at one moment.

    Attributes:
        plane: its name.
        commit: the commit that is checked out; empty where there is none.
        committed_s: when that was made, in seconds since the epoch.
        origin: the first commit of its history; empty where that is not here.
        tables: its tables, each after its owner.
        files: path → id of the record, and digest of the file.
        rows: gives a table's rows: those of records with these ids, or all for None.
        contains: whether a commit is known here and leads to `commit`; None where it is not known.
    """

    plane: str
    commit: str
    committed_s: int
    origin: str
    tables: tuple[ExportTable, ...]
    files: Mapping[str, tuple[str, str]]
    rows: Callable[[ExportTable, Sequence[str] | None], Iterable[Row]]
    contains: Callable[[str], bool | None]

    @property
    def layout(self) -> str:
        """A digest of the tables: rows that were made for another one are all made anew."""
        from hashlib import sha256

        spelled = [(table.name, table.columns, table.by, table.owner) for table in self.tables]
        return sha256(repr(spelled).encode("utf-8", "backslashreplace")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class PlaneState:
    """How far a database is with a plane: see `PlaneSnapshot`."""

    commit: str
    committed_s: int
    origin: str
    layout: str


VIEWS: Mapping[str, tuple[str, Sequence[str], str]] = {
    "open_tasks": (
        "workspace_tasks",
        ("id", "title", "status", "priority", "assigned_to", "due", "created"),
        "status NOT IN ('completed', 'closed', 'cancelled')",
    ),
    "overdue_tasks": (
        "workspace_tasks",
        ("id", "title", "status", "priority", "assigned_to", "due"),
        "status NOT IN ('completed', 'closed', 'cancelled') AND substr(due, 1, 10) < CAST(CURRENT_DATE AS TEXT)",
    ),
    "completed_tasks": (
        "workspace_tasks",
        ("id", "title", "assigned_to", "created", "completed_at"),
        "status IN ('completed', 'closed')",
    ),
    "open_issues": (
        "cross_repo_issues",
        ("id", "title", "severity", "status", "assigned_to", "detected"),
        "status IN ('open', 'in_progress')",
    ),
    "decisions_in_force": (
        "architecture_decisions",
        ("id", "title", "date", "decision"),
        "status IN ('accepted', 'implemented', 'maintained')",
    ),
    "open_drift": (
        "drift_detections",
        ("id", "repo", "severity", "violation_type", "file_path", "detected_at"),
        "status IN ('open', 'acknowledged')",
    ),
}
"""View → the table that it is of, its columns, condition; one whose table or columns are not there is left out."""


def view_statements(tables: Iterable[ExportTable], first: Sequence[str], quote: Callable[[str], str]) -> dict[str, str]:
    """View → the statement that selects its rows, of those that can be.

    Args:
        tables: what is there.
        first: columns before those of the view, such as the plane's name.
        quote: makes an identifier of a name.
    """
    known = {table.name: table for table in tables}
    result: dict[str, str] = {}
    for name, (of, columns, condition) in VIEWS.items():
        if of in known and name not in known and {*columns, "status"} <= set(known[of].names):
            listed = ", ".join(map(quote, (*first, *columns)))
            result[name] = f"SELECT {listed} FROM {quote(of)} WHERE {condition}"  # noqa: S608 (names are quoted)
    return result
