"""`import gitlab`: takes in issues of Gitlab, in one commit."""

from wmsgit.cli.importing import HOST, THREE_WAY, format_verb, host_request

EXAMPLES = (
    "glab api --paginate projects/acme%2Fapi/issues | wmsgit import gitlab -",
    "wmsgit import gitlab issues.json --kind task --kind label:bug=issue",
)
DETAILS = (
    "FILE is what glab api prints of issues; what each has under notes and links comes in, too. Status, people and"
    f" dependencies belong to the workspace once an issue is here. {THREE_WAY}"
)
build = format_verb("gitlab", "FILE", EXAMPLES, HOST, host_request)
