"""`import tk`: take in the tickets of tk, in one commit."""

from wmsgit.cli.importing import KINDS, THREE_WAY, format_verb, kind_request

EXAMPLES = ("wmsgit import tk ../api/.tickets",)
DETAILS = f"DIR is the folder of tickets, or one of them. {THREE_WAY}"
build = format_verb("tk", "DIR", EXAMPLES, KINDS, kind_request)
