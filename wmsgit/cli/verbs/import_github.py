"""`import github`: takes in issues, from what `gh` has printed or by asking it."""

from typing import Annotated

import typer

from wmsgit.cli.importing import HOST, THREE_WAY, format_verb, host_request

EXAMPLES = (
    "gh api --paginate 'repos/acme/api/issues?state=all' | wmsgit import github -",
    "wmsgit import github --live acme/api --kind task --kind label:bug=issue",
)
DETAILS = (
    "FILE is what gh api prints of issues and of comments, or gh issue list --json; with --live it is OWNER/NAME, and"
    " your own gh is asked. Pull requests are left out. GitHub is where issues come in: title, text, labels, milestone"
    " and comments. Status, people and dependencies belong to the workspace once an issue is here. What --kind and"
    f" --repo say is kept in exchange/github.yaml. {THREE_WAY}"
)


LIVE = (Annotated[bool, typer.Option("--live", help="Ask gh for the issues of OWNER/NAME.")], False)
build = format_verb("github", "FILE", EXAMPLES, {**HOST, "live": LIVE}, host_request)
