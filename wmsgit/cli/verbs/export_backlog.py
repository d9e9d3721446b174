"""`export backlog`: write the tasks as files of Backlog.md."""

from wmsgit.cli.exporting import export_verb

EXAMPLES = ("wmsgit export backlog ../api/backlog", "wmsgit export backlog ../api/backlog --check")
DETAILS = (
    "Of what is there only what differs changes. Standard error names what the format cannot hold."
    " --check is for CI: it writes nothing."
)
build = export_verb("backlog", "DIR", EXAMPLES)
