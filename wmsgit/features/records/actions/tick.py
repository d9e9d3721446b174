"""Ticking: items of a record's checklist marked as done, or as still to be done."""

from collections.abc import Sequence

from wmsgit.errors import InvalidError, NotFoundError
from wmsgit.features.records.gates import CHECKLIST
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.transaction import Transaction


def tick(
    ws: Workspace, place: Place, numbers: Sequence[int], *, done: bool = True, how: WriteOptions = AS_USUAL
) -> WriteResult:
    """Mark items of a record's checklist, counted from 1.

    Raises:
        InvalidError: when the kind has no checklist: `schema upgrade` brings it in.
        NotFoundError: when there is no such item.
    """
    if CHECKLIST not in ws.kind(place.kind).fields:
        raise InvalidError(
            f"{place.kind} has no checklist", where="schemas", hint="'wmsgit schema upgrade' may bring it"
        )

    def work(transaction: Transaction) -> None:
        data = transaction.data(place)
        items = list(data.get(CHECKLIST) or [])
        for number in numbers:
            if not 0 < number <= len(items):
                raise NotFoundError(f"there is no item {number}", where=place.id, hint=_known(len(items)))
            items[number - 1] = {**items[number - 1], "done": done}
        transaction.put(place, {**data, CHECKLIST: items})

    return perform(ws, f"{place.kind} tick", how, work)


def _known(count: int) -> str:
    return f"the items are 1 to {count}" if count else "the checklist is empty"
