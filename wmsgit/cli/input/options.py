"""Options that several commands have in common, so that each has one name, one meaning and one help."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from wmsgit.cli.deadline import HELP as TIMEOUT_HELP
from wmsgit.cli.deadline import OPTION as TIMEOUT

if TYPE_CHECKING:
    from wmsgit.workspace.writing.operation import WriteOptions

FormatName = Literal["table", "json", "jsonl", "csv", "yaml", "ids"]

Format = Annotated[
    FormatName,
    typer.Option("--format", help="How to print: a table for people, the others for programs.", case_sensitive=False),
]
ResultFormat = Annotated[
    FormatName | None,
    typer.Option("--format", help="Print the changed records, in this format.", case_sensitive=False),
]
Message = Annotated[str, typer.Option("-m", "--message", metavar="TEXT", help="Why: the body of the commit.")]
NoCommit = Annotated[bool, typer.Option("--no-commit", help="Write the files and leave the commit to you.")]
Override = Annotated[bool, typer.Option("--override", help="Write what a review would refuse; -m says why.")]
Timeout = Annotated[float | None, typer.Option(TIMEOUT, metavar="SECONDS", min=0.1, help=TIMEOUT_HELP)]
"""Read by `wmsgit.cli.deadline` before the parser runs; the commands that have it do nothing with it."""
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
States = Annotated[
    list[str] | None,
    typer.Option("--state", metavar="STATE", help="Only dirty, ahead, behind, stale, unpushed, branch=NAME."),
]
Members = Annotated[list[str] | None, typer.Argument(metavar="[NAME]...")]
Tags = Annotated[list[str] | None, typer.Option("--tag", metavar="TAG", help="Members with this tag; repeatable.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="Say every line of what is told in groups otherwise.")]
Where = Annotated[
    str | None, typer.Option("--where", metavar="SQL", help="Choose records by a read-only SQL condition.")
]


def how(message: str, *, no_commit: bool, dry_run: bool = False, override: bool = False) -> "WriteOptions":
    """How a write lands, as the options say.

    Raises:
        InvalidError: when the message is not valid UTF-8.
        UsageError: when nothing is said about why a refusal is overridden.
    """
    from wmsgit.cli.values import require_text
    from wmsgit.workspace.writing.operation import WriteOptions

    require_reason(message, "override", given=override)
    text = require_text(message)
    return WriteOptions(text, commit=False if no_commit else None, dry_run=dry_run, override=text if override else "")


def require_reason(message: str, name: str, *, given: bool) -> None:
    """Refuse an option that does what is refused otherwise, when nothing is said about why.

    Raises:
        UsageError: naming the option.
    """
    if given and not message.strip():
        from wmsgit.errors import UsageError

        raise UsageError(f"--{name} needs a reason", hint="-m WHY says it, and it is recorded")
