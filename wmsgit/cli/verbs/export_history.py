"""`export history`: writes what each commit changed in each field."""

import typer

from wmsgit.cli.output.kept import Check, File

EXAMPLES = ("wmsgit export history ../history.jsonl",)
DETAILS = "The rows of the table record_changes, the oldest first, a JSON object a line; lists in them are JSON text."


def run(ctx: typer.Context, *, file: File, check: Check = False) -> int:
    """Write the lines."""
    from wmsgit.cli.output.kept import keep_or_print
    from wmsgit.cli.run import run_of
    from wmsgit.features.exchange.actions.queries import history_rows
    from wmsgit.render.json_text import json_lines

    run = run_of(ctx)
    return keep_or_print(run, file, json_lines(history_rows(run.workspace)), check=check)
