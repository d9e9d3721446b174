"""`import taskwarrior`: take in what taskwarrior exports, in one commit."""

from wmsgit.cli.importing import KINDS, THREE_WAY, format_verb, kind_request

EXAMPLES = ("task export | wmsgit import taskwarrior -", "wmsgit import taskwarrior tasks.json --kind task")
DETAILS = f"FILE is what task export prints. Annotations become comments, tags labels. {THREE_WAY}"
build = format_verb("taskwarrior", "FILE", EXAMPLES, KINDS, kind_request)
