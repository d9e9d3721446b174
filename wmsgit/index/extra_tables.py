"""A user's SQL, and what it may name that stands in no record's file: further tables, and further rows of a kind's."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmsgit.index.query import searches
from wmsgit.index.readonly import Guard, Rows, names_of, run

if TYPE_CHECKING:
    from wmsgit.index.database import Database
    from wmsgit.index.maintenance import Upkeep
    from wmsgit.model.history_rows import ReadHistory

HISTORY = "record_changes"
TABLES = ("records", "record_links", "record_search", "unreadable", HISTORY)
"""What a user's SQL may name beside the tables of the kinds."""

FurtherRows = Callable[[], Sequence[Mapping[str, Any]]]
"""Gives further rows of a kind's table, as fields."""


class ExtraTables:
    """Fills such tables once a statement names them, and not before."""

    def __init__(self, upkeep: "Upkeep") -> None:
        self._upkeep = upkeep
        self._history: tuple[ReadHistory, Path | None] | None = None
        self._told_on: sqlite3.Connection | None = None
        self._further: dict[str, FurtherRows] = {}
        self._tables: dict[str, tuple[Sequence[str], Callable[[], Sequence[Sequence[Any]]]]] = {}

    def follow(self, tell: "ReadHistory", cache_dir: Path | None) -> None:
        """Say where the rows of `record_changes` come from, and where they are kept; None for nowhere."""
        self._history = (tell, cache_dir)
        self._told_on = None

    def extend(self, kind: str, rows: FurtherRows) -> None:
        """Say where further rows of a kind's table come from."""
        self._further[kind] = rows

    def add(self, name: str, columns: Sequence[str], rows: Callable[[], Sequence[Sequence[Any]]]) -> None:
        """Say where the rows of a further table come from; a kind's table of the same name hides it."""
        self._tables[name] = (columns, rows)

    def run(
        self, text: str, params: Sequence[Any] | Mapping[str, Any], timeout_s: float | None
    ) -> tuple[list[str], Rows]:
        """Run a statement over all kinds; for arguments and errors see `Index.sql`."""
        database = self._upkeep.ready(None, search=searches(text))
        self.tell_history(text, database.connection)
        self.show_further(text, database)
        return run(None if timeout_s is None else self.guard(timeout_s, text), database.connection, text, params)

    def guard(self, timeout_s: float, text: str) -> Guard:
        """What keeps a user's SQL to reading, for so long; the history is there if the text names it."""
        base = self._upkeep.database
        self.tell_history(text, base.connection)
        return Guard(base.connection, timeout_s, lambda: names_of(base.layouts.values(), TABLES))

    def with_history(self, database: "Database") -> sqlite3.Connection:
        """The connection, with the table of the history filled."""
        self.tell_history(HISTORY, database.connection)
        return database.connection

    def tell_history(self, text: str, connection: sqlite3.Connection) -> None:
        """Fill the table of the history if a user's SQL names it."""
        if self._history and self._told_on is not connection and HISTORY in text.lower():
            from wmsgit.index.record_changes import fill

            tell, cache_dir = self._history
            fill(connection, tell, self._upkeep.identity, cache_dir)
            self._told_on = connection

    def show_further(self, text: str, database: "Database") -> None:
        """Let the further tables, and the tables that have further rows, show them if a user's SQL names them."""
        own = {layout.table.name.lower() for layout in database.layouts.values()}
        for name, (columns, table_rows) in self._tables.items():
            if name not in own and name in text.lower():
                from wmsgit.index.further_rows import show_table

                show_table(database.connection, name, columns, table_rows())
        for name, rows in self._further.items():
            layout = database.layouts.get(name)
            if layout and layout.table.name.lower() in text.lower():
                from wmsgit.index.further_rows import show

                show(database.connection, layout, rows())
