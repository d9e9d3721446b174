"""`import forgejo`: takes in issues of Forgejo, in one commit."""

from wmsgit.cli.importing import HOST, THREE_WAY, format_verb, host_request

EXAMPLES = (
    "tea api 'repos/acme/api/issues?state=all' | wmsgit import forgejo -",
    "wmsgit import forgejo issues.json --kind task --kind label:bug=issue",
)
DETAILS = (
    "FILE is what Forgejo's interface gives of issues, which is as GitHub's; pull requests are left out. Status, people"
    f" and dependencies belong to the workspace once an issue is here. {THREE_WAY}"
)
build = format_verb("forgejo", "FILE", EXAMPLES, HOST, host_request)
