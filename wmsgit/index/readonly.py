"""Read-only: what a query from a user may do: read, within bounds of time and memory, and nothing else.

SQLite asks the authorizer about every action when a statement is prepared (https://sqlite.org/c3ref/set_authorizer.html)
and calls the progress handler while it runs; both are set only around a user's statement.
"""

import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from wmsgit.errors import IncompleteError, UsageError, WmsgitError
from wmsgit.index.watched import can_watch, watched
from wmsgit.model.text import suggest

if TYPE_CHECKING:
    from wmsgit.index.tables import KindTables

MAX_GROWTH_BYTES = 512 << 20
"""How much a query may add to the process's greatest size in memory."""

# A record's file has at most 1 MiB, and more as JSON. Between two looks at the clock a statement makes few values.
_MAX_VALUE_BYTES = 8 << 20
_STEPS = 200
_BATCH = 256
_UNKNOWN = re.compile(r"no such (?P<what>column|table): (?P<name>.+)")

Rows = Iterator[tuple[Any, ...]]
Batch = list[tuple[Any, ...]]

Names = Mapping[str, Iterable[str]]
"""`column` and `table` → the names that there are."""


def names_of(layouts: "Iterable[KindTables]", tables: Iterable[str]) -> Names:
    """What a user's query may name, for hints: the tables of kinds with their columns, and further tables."""
    own = [table for layout in layouts for table in layout.tables]
    return {
        "column": [name for table in own for name, _ in table.columns],
        "table": [*tables, *(table.name for table in own)],
    }


_READS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
_DENIED_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer", "fts5", "readfile", "writefile", "edit"})
_PRAGMAS = frozenset(
    {
        "table_info",
        "table_xinfo",
        "table_list",
        "index_list",
        "index_info",
        "index_xinfo",
        "database_list",
        "function_list",
        "collation_list",
        "compile_options",
        "data_version",
    }
)
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: _MAX_VALUE_BYTES,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 1 << 20,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 500,
}


# For where no process can watch: a single call may take the square of these.
_TIGHT_LIMITS = _LIMITS | {
    sqlite3.SQLITE_LIMIT_LENGTH: 2 << 20,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 200,
}


def authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """SQLite's question whether a statement may do something, answered: reading, harmless pragmas."""
    if action in _READS:
        return sqlite3.SQLITE_OK
    # SQLite asks this when it first meets a table-valued function. A statement that says so
    # itself is refused by SQLite, as long as no pragma has made the schema writable.
    if action == sqlite3.SQLITE_UPDATE and first == "sqlite_master":
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if (second or "").lower() in _DENIED_FUNCTIONS else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and (first or "").lower() in _PRAGMAS:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


class Guard:
    """Holds a connection to reading while a user's statement is prepared or run; use as a context manager.

    Time counts only inside the context, so a reader may take its time between two batches of rows.
    """

    def __init__(self, connection: sqlite3.Connection, timeout_s: float, names: Callable[[], Names]) -> None:
        self._connection = connection
        self._timeout_s = timeout_s
        self._names = names
        self._spent_s = 0.0
        self._entered = 0.0
        self._memory_bound = _peak_bytes() + MAX_GROWTH_BYTES
        self._bounds = _TIGHT_LIMITS
        self._limits: dict[int, int] = {}
        self._refusal: WmsgitError | None = None

    def __enter__(self) -> Self:
        """Begin to hold."""
        self._entered = time.monotonic()
        self._limits = {limit: self._connection.setlimit(limit, value) for limit, value in self._bounds.items()}
        self._connection.set_authorizer(authorize)
        self._connection.set_progress_handler(self._interrupt, _STEPS)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Let go, and put what SQLite said as an error of ours.

        Raises:
            UsageError: when the statement is wrong, is not one statement, or does more than read.
            IncompleteError: when it takes too long or too much memory.
            KeyboardInterrupt: when the user interrupted it, which SQLite reports as its own interruption.
        """
        self._spent_s += time.monotonic() - self._entered
        self._connection.set_authorizer(None)
        self._connection.set_progress_handler(None, 0)
        for limit, value in self._limits.items():
            self._connection.setlimit(limit, value)
        if error is not None:
            self._translate(error)

    def watched(self, work: Callable[[], Iterator[Batch]]) -> Iterator[Batch]:
        """What `work` gives inside the guard, from a process of its own where one can be made."""
        if not can_watch():
            return work()
        self._bounds = _LIMITS
        return watched(work, timeout_s=self._timeout_s, growth_bytes=MAX_GROWTH_BYTES)

    def _interrupt(self) -> int:
        if self._spent_s + time.monotonic() - self._entered > self._timeout_s:
            self._refusal = IncompleteError(f"the query takes longer than {self._timeout_s:g} s", hint="narrow it")
        elif _peak_bytes() > self._memory_bound:
            self._refusal = IncompleteError(f"the query needs more than {MAX_GROWTH_BYTES >> 20} MiB of memory")
        return self._refusal is not None

    def _translate(self, error: BaseException) -> None:
        if self._refusal is not None:
            raise self._refusal from None
        if isinstance(error, MemoryError):
            raise IncompleteError("the query needs more memory than there is") from error
        if isinstance(error, sqlite3.OperationalError) and str(error) == "interrupted":
            raise KeyboardInterrupt from error
        if isinstance(error, sqlite3.Error | sqlite3.Warning | ValueError | OverflowError):
            raise UsageError(_message(error), hint=_hint(str(error), self._names)) from error


def run(guard: Guard | None, connection: sqlite3.Connection, query: str, params: Any) -> tuple[list[str], Rows]:
    """Run a user's query inside a guard, or one of this package, which needs neither that nor a process to be ended in.

    Returns:
        The columns' names, and the rows, which are read as they are asked for.

    Raises:
        UsageError, IncompleteError: as `Guard` says; also while rows are read.
    """
    if guard is None:
        cursor = connection.execute(query, params)
        return [str(column[0]) for column in cursor.description], cursor
    batches = guard.watched(lambda: _batches(guard, connection, query, params))
    names = [str(name) for (name,) in next(batches)]
    first = next(batches, [])
    return names, (row for batch in chain([first], batches) for row in batch)


def _batches(guard: Guard, connection: sqlite3.Connection, query: str, params: Any) -> Iterator[Batch]:
    """The columns' names, each as a row of one, then the rows."""
    with guard:
        cursor = connection.execute(query, params)
        if cursor.description is None:
            raise UsageError("the query is empty", hint="such as: select id, title from records")
        batch = cursor.fetchmany(_BATCH)
    yield [(column[0],) for column in cursor.description]
    while batch:
        yield batch
        with guard:
            batch = cursor.fetchmany(_BATCH)


def _message(error: BaseException) -> str:
    text = str(error)
    if "not authorized" in text or "prohibited" in text:
        return f"a query may only read ({text})"
    return "a query is one statement" if "one statement at a time" in text else text


def _hint(message: str, names: Callable[[], Names]) -> str:
    match = _UNKNOWN.match(message)
    if not match:
        return ""
    name, known = match["name"].rpartition(".")[2], names()[match["what"]]
    within = next((other for other in known if name.lower() in other.lower()), "")
    near = suggest(name, known) or (f"did you mean {within!r}?" if within else "")
    listed = [f"tables: {', '.join(sorted(known))}"] if match["what"] == "table" else []
    return "; ".join(filter(None, [near, *listed, "'wmsgit sql --tables' describes them"]))


def _peak_bytes() -> int:
    """The process's greatest size in memory so far; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak << 10
