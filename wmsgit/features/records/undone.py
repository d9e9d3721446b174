"""Which operations are undone, and which one undo and redo take next: from the trailers of the commits alone."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from wmsgit.model.change import REDO_SUBJECT, UNDO_SUBJECT

_UNDO_OP = "undo"


class PastOperation(Protocol):
    """What is looked at of an operation; see `wmsgit.vcs.history.operations`."""

    @property
    def commit(self) -> str:
        """The id of its commit."""

    @property
    def subject(self) -> str:
        """The first line of its message."""

    @property
    def op(self) -> str:
        """What was done."""

    @property
    def undoes(self) -> str:
        """The commit that it reverts, perhaps shortened; empty for none, and in commits of older releases."""


AnyOperation = TypeVar("AnyOperation", bound=PastOperation)


def undone_by(operations: Sequence[AnyOperation]) -> dict[str, str]:
    """Commit → the commit that took it back and stands itself, of operations that are given newest first."""
    undone: dict[str, str] = {}
    for place, operation in enumerate(operations):
        if operation.commit in undone or not is_undo(operation):
            continue
        target = target_of(operation, operations[place + 1 :])
        if target is not None:
            undone.setdefault(target.commit, operation.commit)
    return undone


def is_undo(operation: PastOperation) -> bool:
    """Whether it takes back another, as undo and redo both do."""
    return bool(operation.undoes) or operation.op == _UNDO_OP


def target_of(operation: AnyOperation, earlier: Sequence[AnyOperation]) -> AnyOperation | None:
    """Which of the earlier operations it took back; by its subject where its trailer does not say."""
    if operation.undoes:
        return next((other for other in earlier if other.commit.startswith(operation.undoes)), None)
    subject = operation.subject
    if subject.startswith(REDO_SUBJECT):
        wanted = UNDO_SUBJECT + subject.removeprefix(REDO_SUBJECT)
        return next((other for other in earlier if other.subject == wanted), None)
    rest = subject.removeprefix(UNDO_SUBJECT)
    return next((other for other in earlier if other.subject in {rest, REDO_SUBJECT + rest}), None)


def next_to_undo(operations: Sequence[AnyOperation], own: set[str]) -> AnyOperation | None:
    """The newest own operation that is neither undone nor an undo; `own` has the commits of the user's own."""
    undone = undone_by(operations)
    return next(
        (other for other in operations if other.commit in own and other.commit not in undone and not is_undo(other)),
        None,
    )


def next_to_redo(operations: Sequence[AnyOperation], own: set[str]) -> AnyOperation | None:
    """The newest own undo that stands, with no other own operation after it; None where there is none."""
    undone = undone_by(operations)
    for place, operation in enumerate(operations):
        if operation.commit not in own:
            continue
        if not is_undo(operation):
            return None
        target = target_of(operation, operations[place + 1 :])
        if operation.commit not in undone and target is not None and not is_undo(target):
            return operation
    return None
