"""`import linear`: takes in a table of another tool."""

from wmsgit.cli.importing import COLUMNS, THREE_WAY, column_request, format_verb

EXAMPLES = ("wmsgit import linear issues.csv",)
DETAILS = (
    f"FILE is the CSV that Linear exports. --map adds to its mapping, and is kept in exchange/linear.yaml. {THREE_WAY}"
)
build = format_verb("linear", "FILE", EXAMPLES, COLUMNS, column_request)
