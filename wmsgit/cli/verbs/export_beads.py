"""`export beads`: write the tasks as issues of beads."""

from wmsgit.cli.exporting import export_verb

EXAMPLES = ("wmsgit export beads ../api/.beads/issues.jsonl", "wmsgit export beads ../api/.beads/issues.jsonl --check")
DETAILS = (
    "Of what is there only what differs changes. Standard error names what the format cannot hold."
    " --check is for CI: it writes nothing."
)
build = export_verb("beads", "FILE", EXAMPLES)
