"""`drift explain`: all about a finding or a rule."""

import sys
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import format_option
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit drift explain DRIFT-3f9a1c2b", "wmsgit drift explain ADR-001/no-pandas --format json")
DETAILS = (
    "A rule: its decision and why, where it looks, what it means, the fix, the examples, what it finds now. A finding:"
    " all that, where it is and since when, its waiver, and its life from the history."
)
COMPLETERS = {"name": complete_ids("drift")}


def run(
    run: Run,
    *,
    name: Annotated[str, typer.Argument(metavar="FINDING|RULE")],
    format: Annotated[Literal["text", "json"], format_option("For people, for programs.")] = "text",  # noqa: A002
) -> None:
    """Print what is known."""
    from wmsgit.cli.values import require_text
    from wmsgit.features.drift.actions.explain import explain
    from wmsgit.render.json_text import json_text

    reported = explain(run.workspace, require_text(name))
    sys.stdout.writelines([json_text(reported)] if format == "json" else _lines(reported))


def _lines(reported: Mapping[str, Any]) -> Iterator[str]:
    from wmsgit.model.text import clean

    for label, value in reported.items():
        for number, line in enumerate(_texts(value)):
            head = f"{label.replace('_', ' ')}:" if number == 0 else ""
            yield clean(f"{head:<18}{line}".rstrip()) + "\n"


def _texts(value: Any) -> Iterator[str]:
    """The lines of a value: a list has one for each item, a mapping one for each key."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            inner = list(_texts(part))
            yield f"{key}: {', '.join(inner)}" if isinstance(part, list) or len(inner) == 1 else f"{key}:"
            yield from (f"  {line}" for line in inner if not isinstance(part, list) and len(inner) > 1)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
    else:
        yield from str(value).splitlines() or [""]
