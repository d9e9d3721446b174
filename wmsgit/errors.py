"""The error classes: what went wrong, where, how to mend it, and the exit code that says so.

The exit codes are the table of docs/reference.md. Lower rooms raise these; only
`wmsgit.cli.main` catches them.
"""

from collections.abc import Sequence
from typing import ClassVar


class WmsgitError(Exception):
    """The root of every error that wmsgit raises on purpose.

    Attributes:
        message: what went wrong, one sentence without a final full stop.
        where: the place as `path`, `path:line:column` or a record id; empty when there is none.
        hint: how to mend it; empty when nothing safe can be proposed. Never a destructive command.
        details: further lines, one problem each, when there is more than one.
    """

    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, *, where: str = "", hint: str = "", details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint
        self.details = tuple(details)

    def __str__(self) -> str:
        """The whole error as lines of text: place and message, then details, then the hint."""
        head = f"{self.where}: {self.message}" if self.where else self.message
        hint = (f"({self.hint})",) if self.hint else ()
        return "\n".join((head, *(f"  {line}" for line in self.details), *(f"  {line}" for line in hint)))


class UsageError(WmsgitError):
    """The command or call was put together wrongly."""

    exit_code = 2


class InvalidError(WmsgitError):
    """A record or other data does not satisfy its schema or cannot be read."""

    exit_code = 3


class SchemaError(InvalidError):
    """A schema file is itself broken."""


class NotFoundError(WmsgitError):
    """There is no such record, workspace, revision or file."""

    exit_code = 4


class AmbiguousError(NotFoundError):
    """A prefix fits more than one record."""


def missing_together(errors: Sequence[NotFoundError]) -> NotFoundError:
    """The error for several that are not there: what is missing line by line, and each advice once."""
    first, *others = errors
    lines = [line for error in others for line in (error.message, *error.details)]
    hints = dict.fromkeys(error.hint for error in errors if error.hint)
    if not others:
        return first
    cls = AmbiguousError if all(isinstance(error, AmbiguousError) for error in errors) else NotFoundError
    return cls(first.message, where=first.where, details=[*first.details, *lines], hint="; ".join(hints))


class ConflictError(WmsgitError):
    """What was asked for collides with what is there: exists, stale, partly staged, referenced."""

    exit_code = 5


class LockedError(ConflictError):
    """Another writer held the lock for longer than the wait."""


class GitError(WmsgitError):
    """Git, the file system or the environment refused."""

    exit_code = 6


class MissingExtraError(WmsgitError):
    """What was asked for needs libraries of an extra that is not installed; the hint is the line that installs it."""

    exit_code = 6


class IncompleteError(WmsgitError):
    """Not everything could be evaluated."""

    exit_code = 7


class TerminatedError(KeyboardInterrupt):
    """SIGTERM or SIGHUP has come: they end a command as ^C does, with an exit code of their own.

    Attributes:
        number: the signal's.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
