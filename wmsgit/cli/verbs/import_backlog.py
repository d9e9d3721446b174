"""`import backlog`: take in the tasks of Backlog.md, in one commit."""

from wmsgit.cli.importing import KINDS, THREE_WAY, format_verb, kind_request

EXAMPLES = ("wmsgit import backlog ../api/backlog",)
DETAILS = (
    f"DIR is the project's folder, backlog. Tasks keep their ids. Acceptance criteria become the checklist. {THREE_WAY}"
)
build = format_verb("backlog", "DIR", EXAMPLES, KINDS, kind_request)
