"""Options that several commands have in common, so that each has one name, one meaning and one help.

A command that writes has them by `writes`, and reports what it did by the `Write` that it is given.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from wmsgit.cli.command import parameter, with_parameters
from wmsgit.cli.run import Run
from wmsgit.cli.words import TIMEOUT, TIMEOUT_HELP
from wmsgit.model.value import immutable

if TYPE_CHECKING:
    from wmsgit.workspace.workspace import Workspace
    from wmsgit.workspace.writing.operation import WriteOptions, WriteResult

FormatName = Literal["table", "json", "jsonl", "csv", "yaml", "ids"]


def format_option(help: str) -> Any:  # noqa: A002 - the word that Typer uses
    """The option `--format`, of a command that prints in formats of its own."""
    return typer.Option("--format", help=help, case_sensitive=False)


Format = Annotated[FormatName, format_option("How to print: a table for people, the others for programs.")]
ResultFormat = Annotated[FormatName | None, format_option("Print the changed records, in this format.")]
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
Exclude = Annotated[
    list[str] | None,
    typer.Option("--exclude", metavar="KIND|FIELD", help="Leave a kind, a field or KIND.FIELD out; repeatable."),
]
HookOf = Annotated[str, typer.Option("--repo", metavar="NAME", help="The hook of this member instead.")]
Members = Annotated[list[str] | None, typer.Argument(metavar="[NAME]...")]
Tags = Annotated[list[str] | None, typer.Option("--tag", metavar="TAG", help="Members with this tag; repeatable.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="Say every line of what is told in groups otherwise.")]
Where = Annotated[
    str | None, typer.Option("--where", metavar="SQL", help="Choose records by a read-only SQL condition.")
]

_WRITE_OPTIONS: Mapping[str, tuple[Any, Any]] = {
    "message": (Message, ""),
    "dry_run": (DryRun, False),
    "no_commit": (NoCommit, False),
    "override": (Override, False),
    "verbose": (Verbose, False),
    "format": (ResultFormat, None),
}
"""Option of a command that writes → its annotation and its default."""


@immutable
class Write:
    """What a command that writes is given: its run, and the values of those of `_WRITE_OPTIONS` that it has."""

    run: Run
    message: str = ""
    dry_run: bool = False
    no_commit: bool = False
    override: bool = False
    verbose: bool = False
    format: FormatName | None = None

    @classmethod
    def of(cls, run: Run, values: Mapping[str, Any]) -> "Write":
        """The write that a command's values ask for, among values of its own."""
        return cls(run, **{name: values[name] for name in _WRITE_OPTIONS if name in values})

    @property
    def workspace(self) -> "Workspace":
        """The workspace that is written to."""
        return self.run.workspace

    @property
    def how(self) -> "WriteOptions":
        """How it lands; raises what the function `how` raises."""
        return how(self.message, no_commit=self.no_commit, dry_run=self.dry_run, override=self.override)

    def report(self, outcome: "WriteResult") -> None:
        """Say what was done, and print the changed records where `--format` asks for them."""
        from wmsgit.cli.output.outcome import report

        report(self.run, outcome, format=self.format, dry_run=self.dry_run, is_verbose=self.verbose)


def writes(*more: str, tries: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """What makes the function of a command of `function(write, *, own options)`.

    Args:
        more: which options it has of `override`, `verbose` and `format`.
        tries: whether it has `--dry-run`.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        import inspect

        _, *own = inspect.signature(function).parameters.values()

        def run(run: Run, **values: Any) -> Any:
            named = {item.name: values.pop(item.name) for item in own}
            return function(Write.of(run, values), **named)

        return with_parameters(run, [*own, *write_parameters(*more, tries=tries)])

    return decorate


def write_parameters(*more: str, tries: bool = True) -> list[Any]:
    """The parameters of `writes`, for a command whose signature is made."""
    names = ("message", *(["dry_run"] if tries else []), "no_commit", *more)
    return [parameter(name, *_WRITE_OPTIONS[name]) for name in names]


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
