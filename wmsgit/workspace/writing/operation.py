"""How a write is performed: one transaction, one commit, and what came of it."""

from collections.abc import Callable

from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.transaction import Transaction
from wmsgit.workspace.writing.values import AS_USUAL, PLAIN_TEXTS, CommitTexts, WriteOptions, WriteResult

__all__ = ["AS_USUAL", "CommitTexts", "WriteOptions", "WriteResult", "perform"]


def perform(
    ws: Workspace,
    op: str,
    how: WriteOptions,
    work: Callable[[Transaction], object],
    *,
    texts: CommitTexts = PLAIN_TEXTS,
    holds_lock: bool = False,
) -> WriteResult:
    """Run `work` in a transaction of its own, and say what came of it. Arguments as those of `Transaction`."""
    transaction = Transaction(ws, op, how, texts=texts, holds_lock=holds_lock)
    with transaction:
        work(transaction)
    return transaction.result()
