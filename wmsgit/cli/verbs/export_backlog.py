"""`export backlog`: write the tasks as files of Backlog.md."""

from wmsgit.cli.exporting import ONLY_WHAT_DIFFERS, export_verb

EXAMPLES = ("wmsgit export backlog ../api/backlog", "wmsgit export backlog ../api/backlog --check")
DETAILS = ONLY_WHAT_DIFFERS
build = export_verb("backlog", "DIR", EXAMPLES)
