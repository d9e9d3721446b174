"""`export beads`: write the tasks as issues of beads."""

from wmsgit.cli.exporting import ONLY_WHAT_DIFFERS, export_verb

EXAMPLES = ("wmsgit export beads ../api/.beads/issues.jsonl", "wmsgit export beads ../api/.beads/issues.jsonl --check")
DETAILS = ONLY_WHAT_DIFFERS
build = export_verb("beads", "FILE", EXAMPLES)
