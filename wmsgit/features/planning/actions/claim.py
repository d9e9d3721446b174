"""Claiming: the first ready record becomes the caller's, under the one lock of all writers."""

from collections.abc import Sequence

from wmsgit.errors import NotFoundError
from wmsgit.features.planning.actions.open_records import is_taken_on
from wmsgit.features.planning.actions.ready import ready_keys
from wmsgit.features.records.actions.check_gates import gates_governing
from wmsgit.features.records.actions.claims import held_elsewhere
from wmsgit.features.records.actions.transition import stepped
from wmsgit.schema.state import Key
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.transaction import Transaction


def claim(ws: Workspace, terms: Sequence[str] = (), *, how: WriteOptions = AS_USUAL) -> WriteResult:
    """Take on the weightiest ready record that fits the filters and that nobody holds on another branch.

    What is ready is looked at while the lock is held, so that no two callers of one clone get the same record.

    Raises:
        NotFoundError: when nothing is ready.
        InvalidError: when the gates of what is taken on cannot be applied.
    """

    def work(transaction: Transaction) -> None:
        ws.forget_index()
        for kind in is_taken_on(ws):
            gates_governing(ws, kind)
        for key in ready_keys(ws, terms):
            if _take(ws, transaction, key):
                return
        raise NotFoundError("nothing is ready", hint="'wmsgit ready --explain' says why")

    return perform(ws, "ready --claim", how, work)


def _take(ws: Workspace, transaction: Transaction, key: Key) -> bool:
    kind = ws.kind(key[0])
    place = ws.locate(key[1], kind, exact=True)
    held = held_elsewhere(ws, place)
    if held:
        transaction.warn(f"{place.id} {held[0]}")
        return False
    step = next(step for step in kind.transitions.values() if step.claims)
    new = stepped(ws, kind, step, place.id, transaction.data(place), transaction.message)
    transaction.put(place, {**new, step.claims: ws.actor()})
    return True
