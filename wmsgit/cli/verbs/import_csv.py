"""`import csv`: takes in a table of another tool."""

from wmsgit.cli.importing import COLUMNS, THREE_WAY, column_request, format_verb

EXAMPLES = ("wmsgit import csv tasks.csv --map 'Summary=title,Status=status:{Done=completed,Doing=in_progress}'",)
DETAILS = (
    "FILE is CSV, or JSON Lines, or a JSON list. --map says which field each column fills, and what its words mean; one"
    " that is called like a field needs no saying. The mapping is kept in exchange/csv.yaml, or exchange/NAME.yaml with"
    " --source NAME, and holds for the next import. A column that is mapped to nothing goes under metadata, as all that"
    " have no field. Rows without an id are known by their title."
    f" {THREE_WAY}"
)
build = format_verb("csv", "FILE", EXAMPLES, COLUMNS, column_request)
