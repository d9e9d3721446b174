"""What features hand the core when a workspace is opened: tables beside the records, trailers of commits, verdicts."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from pathlib import Path

    from wmsgit.index.extra_tables import ExtraTables
    from wmsgit.model.change import Verdict, WrittenRecord
    from wmsgit.model.history_rows import HistoryRows

CONTEXTS = "contexts"
SESSION = "session.json"
"""How the private files of a worktree begin that hold its contexts, and its session: see `Workspace.keeps`."""

Trailers = Mapping[str, str | Sequence[str]]

W = TypeVar("W")
"""The workspace, which knows this module."""


class Extensions(Generic[W]):
    """Asked only when they are needed: none is called by a plain read.

    Args:
        history: a workspace and the commits whose rows exist → what `record_changes` has to add and to drop.
        rows: a kind's name → what gives the rows of its table that no record's file holds, as fields.
        trailers: a workspace → the trailers of every commit that is made in it.
        places: a workspace → the folders of members that the caller works in, the likeliest first.
        judge: a workspace and the records that a write touches → what a review would say of it.
        tables: a table's name → its columns, and what gives its rows: tables beside those of the kinds.
    """

    __slots__ = ("history", "judge", "places", "rows", "tables", "trailers")

    def __init__(
        self,
        history: "Callable[[W, Collection[str]], HistoryRows] | None" = None,
        rows: Mapping[str, Callable[[W], Sequence[Mapping[str, Any]]]] | None = None,
        trailers: Callable[[W], Trailers] | None = None,
        places: Callable[[W], Sequence[str]] | None = None,
        judge: "Callable[[W, Sequence[WrittenRecord]], Verdict] | None" = None,
        tables: "Mapping[str, tuple[Sequence[str], Callable[[W], Sequence[Sequence[Any]]]]] | None" = None,
    ) -> None:
        self.history = history
        self.rows = rows or {}
        self.trailers = trailers
        self.places = places
        self.judge = judge
        self.tables = tables or {}

    def add_tables(self, extra: "ExtraTables", workspace: W, cache_dir: "Path | None") -> None:
        """Let a user's SQL over a workspace's records name these tables and rows; see `ExtraTables.follow`."""
        if self.history:
            extra.follow(partial(self.history, workspace), cache_dir)
        for kind, rows in self.rows.items():
            extra.extend(kind, partial(rows, workspace))
        for name, (columns, table_rows) in self.tables.items():
            extra.add(name, columns, partial(table_rows, workspace))


NONE: Extensions[Any] = Extensions()
"""A workspace of its records alone."""
