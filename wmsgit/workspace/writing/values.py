"""What a write is given, and what came of it."""

from collections.abc import Callable

from wmsgit.model.change import RecordChange
from wmsgit.model.value import immutable
from wmsgit.vcs.message import Trailers


@immutable
class WriteResult:
    """What a write did.

    Attributes:
        changes: each record's change, in order; empty when nothing had to change.
        commit: the commit's id; empty when there is none.
        warnings: what the caller should know, one sentence each.
        files: the paths that were written or removed, relative to the workspace.
    """

    changes: tuple[RecordChange, ...]
    commit: str
    warnings: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@immutable
class WriteOptions:
    """How a write lands.

    Attributes:
        message: the body of the commit.
        commit: False leaves the commit to the user; None asks `git config wmsgit.commit`.
        dry_run: compute everything, write nothing.
        override: why what a review would refuse is right; empty for no reason to pass it.
    """

    message: str = ""
    commit: bool | None = None
    dry_run: bool = False
    override: str = ""


AS_USUAL = WriteOptions()
"""A write without a message that lands as the user's configuration has it."""


def no_trailers() -> Trailers:
    """What a write adds to the operation's own trailers when it says nothing."""
    return {}


@immutable
class CommitTexts:
    """What a write has to say in its commit; asked when everything is in the transaction.

    Attributes:
        subject: the first line; empty for the one that the changes give.
        trailers: those beside the operation's own.
    """

    subject: Callable[[], str] = str
    trailers: Callable[[], Trailers] = no_trailers


PLAIN_TEXTS = CommitTexts()
"""A commit whose subject the changes give, without further trailers."""
