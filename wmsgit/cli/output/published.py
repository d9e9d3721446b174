"""Published: what an export made of a database, in a line."""

from typing import TYPE_CHECKING

from wmsgit.cli.messages import one_line, say
from wmsgit.cli.run import Run

if TYPE_CHECKING:
    from wmsgit.features.exchange.databases.publishing import Published


def say_published(run: Run, name: str, result: "Published") -> None:
    """Say what was done, and what is not in it."""
    from wmsgit.cli.output.data import warn_unreadable

    warn_unreadable(run, None)
    if result.is_later:
        words = "it has a later commit of this plane already, so nothing was done"
    elif not result.records and not result.rows:
        words = "unchanged"
    else:
        rows = ", ".join(f"{count:,} {table}" for table, count in result.rows.items())
        words = f"{result.records:,} records written or removed; rows: {rows or 'none'}"
    say(one_line(f"{name}: {words}"))
