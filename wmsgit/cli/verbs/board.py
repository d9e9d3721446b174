"""`board`: records in columns by status."""

import shutil
import sys
from typing import Annotated, Any

import typer

from wmsgit.cli.input.completers import complete_kinds
from wmsgit.cli.input.options import Format
from wmsgit.cli.run import Run
from wmsgit.errors import UsageError
from wmsgit.render.board import Card, board
from wmsgit.schema.kind import Kind

EXAMPLES = ("wmsgit board repo=api", "wmsgit board --kind issue")
DETAILS = (
    "Tasks, or records of another kind, by status. Columns without a card and closed statuses are left out; --all"
    " shows them. A card says how urgent it is and whose. Where the terminal is too narrow for columns side by side,"
    " they are a list that fits on the screen."
)
COMPLETERS = {"kind": complete_kinds}
_MAX_CARDS = 20
_FACTS = ("id", "title", "urgency", "owner")


def run(
    run: Run,
    *,
    terms: Annotated[list[str] | None, typer.Argument(metavar="[FILTER]...")] = None,
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="The kind; by default what is taken on.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Also closed and empty columns, and every card.")] = False,
    format: Format = "table",  # noqa: A002
) -> None:
    """Print the board."""
    from wmsgit.cli.output.data import has_colour, print_rows, warn_unreadable, width_of_output

    columns, name = _columns(run, kind, terms or [], everything=everything)
    if format == "table":
        shown = columns if everything else {status: _cut(cards) for status, cards in columns.items() if cards}
        size = {"width": width_of_output(run), "height": None if everything else _height()}
        sys.stdout.writelines(board(shown, **size, colour=has_colour(run)) if shown else ())
    else:
        rows = [
            {"status": status, **{name: getattr(card, name) for name in _FACTS}}
            for status, cards in columns.items()
            for card in cards
        ]
        print_rows(run, ["status", *_FACTS], rows, format)
    warn_unreadable(run, [name])


def _cut(cards: list[Card]) -> list[Card]:
    more = len(cards) - _MAX_CARDS
    return [*cards[:_MAX_CARDS], Card("…", f"and {more} more (--all)")] if more > 0 else cards


def _height() -> int | None:
    """The lines of the terminal, but for the one of the prompt; None where there is none."""
    if not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().lines - 1


def _columns(run: Any, name: str, terms: list[str], *, everything: bool) -> tuple[dict[str, list[Card]], str]:
    """Status → the cards of a kind that fit the filters, and the kind's name."""
    from wmsgit.cli.output.listing import conditions_of
    from wmsgit.features.planning.actions.open_records import closed_condition, is_taken_on

    ws = run.workspace
    kind = ws.kind(name) if name else next(iter(is_taken_on(ws)), None)
    if kind is None or not kind.status:
        raise UsageError("there are no statuses to make columns of", hint="choose a kind with --kind")
    conditions = [*conditions_of(run, kind, {}, terms), *([] if everything else closed_condition(ws, kind))]
    facts = [kind.argument if kind.argument not in {"", "id"} else "", _urgency(kind), _owner(kind)]
    chosen = tuple(dict.fromkeys(("id", kind.status, *filter(None, facts))))
    rows = ws.index([kind.name]).select(kind, conditions, columns=chosen, order=(*kind.order, "id"))
    statuses = [item for item in kind.fields[kind.status].enum if everything or item not in kind.closed]
    result: dict[str, list[Card]] = {status: [] for status in statuses}
    for row in rows:
        data = dict(zip(chosen, row, strict=True))
        title, urgency, owner = (str(data.get(fact) or "") for fact in facts)
        result.setdefault(str(data[kind.status]), []).append(Card(str(data["id"]), title, urgency, owner))
    return result, kind.name


def _urgency(kind: Kind) -> str:
    """The field by whose few words records are ordered: a priority, a severity."""
    words = (name for name in (*kind.order, "priority", "severity") if name in kind.fields and kind.fields[name].enum)
    return next(words, "")


def _owner(kind: Kind) -> str:
    """The field that says who has a record."""
    from wmsgit.schema.relations import holder_field

    return holder_field(kind) or ("assigned_to" if "assigned_to" in kind.fields else "")
