"""`export comments`: writes every remark that was made on a record."""

from wmsgit.cli.output.kept import Check, File, keep_or_print
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit export comments ../comments.jsonl",)
DETAILS = "The oldest first, a JSON object a line, with the record's kind and id."


def run(run: Run, *, file: File, check: Check = False) -> int:
    """Write the lines."""
    from wmsgit.features.exchange.actions.queries import comment_rows
    from wmsgit.render.json_text import json_lines

    return keep_or_print(run, file, json_lines(comment_rows(run.workspace)), check=check)
