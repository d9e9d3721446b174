"""`import beads`: take in the issues of beads, in one commit."""

from wmsgit.cli.importing import KINDS, THREE_WAY, format_verb, kind_request

EXAMPLES = ("wmsgit import beads ../api/.beads",)
DETAILS = (
    "PATH is the folder .beads, or its file of JSON lines. Edges that block are dependencies, a parent is the parent."
    f" {THREE_WAY}"
)
build = format_verb("beads", "PATH", EXAMPLES, KINDS, kind_request)
