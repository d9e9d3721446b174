"""How a write is performed: one transaction, one commit, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass

from wmsgit.model.change import RecordChange
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.transaction import Transaction


@dataclass(frozen=True, slots=True)
class WriteResult:
    """What a write did.

    Attributes:
        changes: each record's change, in order; empty when nothing had to change.
        commit: the commit's id; empty when there is none.
        warnings: what the caller should know, one sentence each.
    """

    changes: tuple[RecordChange, ...]
    commit: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How a write lands.

    Attributes:
        message: the body of the commit.
        commit: False leaves the commit to the user; None asks `git config wmsgit.commit`.
        dry_run: compute everything, write nothing.
    """

    message: str = ""
    commit: bool | None = None
    dry_run: bool = False


AS_USUAL = WriteOptions()
"""A write without a message that lands as the user's configuration has it."""


def perform(ws: Workspace, op: str, how: WriteOptions, work: Callable[[Transaction], object]) -> WriteResult:
    """Run `work` in a transaction of its own, and say what came of it."""
    transaction = Transaction(ws, op, message=how.message, commit=how.commit)
    transaction.is_rehearsal = how.dry_run
    with transaction:
        work(transaction)
    return WriteResult(transaction.changes, transaction.commit_id, tuple(transaction.warnings))
