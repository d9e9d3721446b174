"""Functions: what SQL calls Python for, where SQLite's own functions cannot say it."""

import sqlite3
from collections.abc import Callable
from datetime import tzinfo

from wmsgit.index.moments import span_of


def register(connection: sqlite3.Connection, zone: Callable[[], tzinfo]) -> None:
    """Give a connection the functions that conditions and orders call; days are days in `zone`."""

    def edge(position: int, value: object) -> str | None:
        try:
            return span_of(value, zone())[position] if isinstance(value, str) else None
        except (ValueError, OverflowError):
            return None

    connection.create_function("wms_start", 1, lambda value: edge(0, value), deterministic=True)
    connection.create_function("wms_end", 1, lambda value: edge(1, value), deterministic=True)
    connection.create_function("wms_fold", 1, _fold, deterministic=True)


def _fold(value: object) -> str | None:
    """Text for comparisons that ignore case, in every script (SQLite's `lower` knows ASCII alone)."""
    return None if value is None else str(value).casefold()
