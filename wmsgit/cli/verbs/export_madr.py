"""`export madr`: writes decisions as Markdown files beside the records."""

from wmsgit.cli.exporting import export_verb

EXAMPLES = ("wmsgit export madr docs/adr", "wmsgit export madr docs/adr --check")
DETAILS = (
    "A file that wmsgit wrote, or that was imported, keeps its name; of one by another tool only the lines change that"
    " say something else. Standard error names what Markdown cannot hold, and files whose record is gone. --check is"
    " for CI: it writes nothing."
)
build = export_verb("madr", "DIR", EXAMPLES)
