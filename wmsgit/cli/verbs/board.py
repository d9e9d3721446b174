"""`board`: records in columns by status."""

import sys
from typing import Annotated, Any

import typer

from wmsgit.cli.input.completers import complete_kinds
from wmsgit.cli.input.options import Format

EXAMPLES = ("wmsgit board repo=api", "wmsgit board --kind issue")
DETAILS = (
    "Tasks, or records of another kind, by status. Columns without a card and closed statuses are left out; --all"
    " shows them. Where the terminal is too narrow for columns side by side, they stand one below the other."
)
COMPLETERS = {"kind": complete_kinds}
_MAX_CARDS = 20


def run(
    ctx: typer.Context,
    *,
    terms: Annotated[list[str] | None, typer.Argument(metavar="[FILTER]...")] = None,
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="The kind; by default what is taken on.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Also closed and empty columns, and every card.")] = False,
    format: Format = "table",  # noqa: A002
) -> None:
    """Print the board."""
    from wmsgit.cli.output.data import has_colour, print_rows, terminal_width, warn_unreadable
    from wmsgit.cli.run import run_of
    from wmsgit.render.board import board

    run = run_of(ctx)
    columns, name = _columns(run, kind, terms or [], everything=everything)
    if format == "table":
        shown = columns if everything else {status: _cut(cards) for status, cards in columns.items() if cards}
        sys.stdout.writelines(board(shown, width=terminal_width(), colour=has_colour(run)) if shown else ())
    else:
        rows = [
            {"status": status, "id": card[0], "title": card[1]} for status, cards in columns.items() for card in cards
        ]
        print_rows(run, ["status", "id", "title"], rows, format)
    warn_unreadable(run, [name])


def _cut(cards: list[tuple[str, str]]) -> list[tuple[str, str]]:
    more = len(cards) - _MAX_CARDS
    return [*cards[:_MAX_CARDS], ("…", f"and {more} more (--all)")] if more > 0 else cards


def _columns(
    run: Any, name: str, terms: list[str], *, everything: bool
) -> tuple[dict[str, list[tuple[str, str]]], str]:
    """Status → the cards of a kind that fit the filters, and the kind's name."""
    from wmsgit.cli.output.listing import conditions_of
    from wmsgit.errors import UsageError
    from wmsgit.features.planning.actions.open_records import closed_condition, is_taken_on

    ws = run.workspace
    kind = ws.kind(name) if name else next(iter(is_taken_on(ws)), None)
    if kind is None or not kind.status:
        raise UsageError("there are no statuses to make columns of", hint="choose a kind with --kind")
    conditions = [*conditions_of(run, kind, {}, terms), *([] if everything else closed_condition(ws, kind))]
    title = kind.argument if kind.argument not in {"", "id"} else ""
    rows = ws.index([kind.name]).select(
        kind, conditions, columns=("id", kind.status, *([title] if title else [])), order=(*kind.order, "id")
    )
    statuses = [item for item in kind.fields[kind.status].enum if everything or item not in kind.closed]
    result: dict[str, list[tuple[str, str]]] = {status: [] for status in statuses}
    for record_id, status, *rest in rows:
        result.setdefault(str(status), []).append((record_id, str(rest[0] or "") if rest else ""))
    return result, kind.name
