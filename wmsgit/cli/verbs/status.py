"""`status`: where the work stands, on one screen."""

import sys
from typing import Annotated, Any, Literal

import typer

EXAMPLES = ("wmsgit status",)
DETAILS = (
    "The branch, the context, the open session, what is in progress, what is ready, what is urgent, how many"
    " records are open, what is not committed, and what cannot be read."
)


def run(
    ctx: typer.Context,
    *,
    format: Annotated[  # noqa: A002
        Literal["table", "json"],
        typer.Option("--format", help="For people, or one JSON object.", case_sensitive=False),
    ] = "table",
) -> None:
    """Print the status."""
    from wmsgit.cli.output import has_colour, terminal_width, warn_unreadable
    from wmsgit.cli.run import run_of
    from wmsgit.cli.standing import standing_of

    run = run_of(ctx)
    standing = standing_of(run)
    if format == "json":
        from wmsgit.render.json_text import json_text

        sys.stdout.write(json_text(standing))
    else:
        sys.stdout.writelines(_lines(standing, terminal_width(), colour=has_colour(run)))
    warn_unreadable(run, None)


def _lines(standing: dict[str, Any], width: int | None, *, colour: bool) -> list[str]:
    from wmsgit.render.colours import paint
    from wmsgit.render.table import table

    heads = (title for title in ("workspace", "branch", "context", "session") if standing[title])
    lines = [f"{title}: {_words(standing[title])}\n" for title in heads]
    for title in ("in_progress", "ready", "urgent", "counts"):
        rows = standing[title]
        if rows:
            heading = title.replace("_", " ")
            lines.append("\n" + (paint(heading, "bold") if colour else heading) + "\n")
            lines += table(rows, list(rows[0]), width=width, colour=colour)
    if standing["uncommitted"]:
        lines.append("\nnot committed ('wmsgit save' commits them):\n")
        lines += [f"  {item['change']} {item['path']}\n" for item in standing["uncommitted"]]
    if standing["unreadable"]:
        lines.append(f"\nunreadable files: {len(standing['unreadable'])}\n")
    return lines


def _words(value: Any) -> str:
    from wmsgit.render.text import one_line

    if isinstance(value, dict):
        return one_line(", ".join(str(item) for item in value.values() if item))
    return one_line(str(value))
