"""`import madr`: takes in decisions in Markdown, in one commit."""

from wmsgit.cli.importing import THREE_WAY, format_verb

EXAMPLES = ("wmsgit import madr docs/adr", "wmsgit import madr ../api/doc/adr --source api-adr --dry-run")
DETAILS = (
    "PATH is a folder of Markdown files, or one. MADR 2 to 4, what adr-tools and log4brains write, arc42's section 9"
    " and plain headings are understood. A numbered decision gets an id of the kind's form. A file without a date has"
    f" the day of its first commit. What has no field goes under metadata. {THREE_WAY}"
)
build = format_verb("madr", "PATH", EXAMPLES)
