"""`import jira`: takes in a table of another tool."""

from wmsgit.cli.importing import COLUMNS, THREE_WAY, column_request, format_verb

EXAMPLES = ("wmsgit import jira export.csv --map 'Story Points=points'",)
DETAILS = (
    "FILE is the CSV that Jira exports, all fields. --map adds to its mapping, and is kept in exchange/jira.yaml."
    f" {THREE_WAY}"
)
build = format_verb("jira", "FILE", EXAMPLES, COLUMNS, column_request)
