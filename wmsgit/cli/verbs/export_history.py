"""`export history`: writes what each commit changed in each field."""

from wmsgit.cli.output.kept import Check, File, keep_or_print
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit export history ../history.jsonl",)
DETAILS = "The rows of the table record_changes, the oldest first, a JSON object a line; lists in them are JSON text."


def run(run: Run, *, file: File, check: Check = False) -> int:
    """Write the lines."""
    from wmsgit.features.exchange.actions.queries import history_rows
    from wmsgit.render.json_text import json_lines

    return keep_or_print(run, file, json_lines(history_rows(run.workspace)), check=check)
