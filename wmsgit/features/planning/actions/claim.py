"""Claiming: the first ready record becomes the caller's, under the one lock of all writers."""

from collections.abc import Sequence

from wmsgit.errors import NotFoundError
from wmsgit.features.planning.actions.open_records import is_taken_on
from wmsgit.features.planning.actions.ready import chosen_keys, ready_keys
from wmsgit.features.planning.actions.stale import stale_records
from wmsgit.features.planning.staleness import take_over_days
from wmsgit.features.records.actions.check_gates import gates_governing
from wmsgit.features.records.actions.claims import CLAIM, held_elsewhere
from wmsgit.features.records.actions.transition import stepped
from wmsgit.model.times import format_time
from wmsgit.schema.relations import holder_field
from wmsgit.schema.state import Key
from wmsgit.vcs.repository import Repository
from wmsgit.workspace.settings import governing
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.transaction import Transaction


def claim(ws: Workspace, terms: Sequence[str] = (), *, how: WriteOptions = AS_USUAL) -> WriteResult:
    """Take on the weightiest ready record that fits the filters and that nobody holds on another branch.

    Where nothing is ready and the settings have `take_over_days`, it is what nobody has touched for so long, with a
    note to its holder in the record. What is ready is looked at while the lock is held, so that no two callers of one
    clone get the same record.

    Raises:
        NotFoundError: when nothing is ready.
        SchemaError: when nothing is, and a kind has keywords that cannot be used.
        InvalidError: when the gates of what is taken on cannot be applied.
    """

    def work(transaction: Transaction) -> None:
        ws.forget_index()
        for kind in is_taken_on(ws):
            gates_governing(ws, kind)
        for key in ready_keys(ws, terms, are_few=True):
            if _take(ws, transaction, key):
                return
        if _take_over(ws, transaction, terms):
            return
        for error in ws.registry.broken.values():
            raise error
        for kind in ws.registry.kinds():
            kind.require_usable()  # a kind whose transitions cannot be used is not ready, and must be mended
        raise NotFoundError("nothing is ready", hint="'wmsgit ready --explain' says why")

    return perform(ws, CLAIM, how, work)


def _take(ws: Workspace, transaction: Transaction, key: Key) -> bool:
    kind = ws.kind(key[0])
    place = ws.locate(key[1], kind, exact=True)
    if place.path in ws.left_out:
        return False
    held = held_elsewhere(ws, place)
    if held:
        transaction.warn(f"{place.id} {held[0]}")
        return False
    step = next(step for step in kind.transitions.values() if step.claims)
    new = stepped(ws, kind, step, place.id, transaction.data(place), transaction.message)
    transaction.put(place, {**new, step.claims: ws.actor()})
    return True


def _take_over(ws: Workspace, transaction: Transaction, terms: Sequence[str]) -> bool:
    """Take on what another has and has not touched for the days of the settings; whether there was any."""
    days = take_over_days(governing(ws, "take_over_days"))
    if days is None:
        return False
    changed = {item.path for item in Repository(ws.root).changed_paths()} if ws.dirs else set()
    chosen, actor = chosen_keys(ws, terms), ws.actor()
    for item in stale_records(ws, changed, days):
        if chosen is not None and (item.kind, item.id) not in chosen:
            continue
        kind = ws.kind(item.kind)
        place = ws.locate(item.id, kind, exact=True)
        field = holder_field(kind)
        data = transaction.data(place)
        holder = str(data.get(field) or "")
        others = (other.name for other in held_elsewhere(ws, place))
        if not ws.people.is_same(holder, actor) and all(ws.people.is_same(name, holder) for name in others):
            since = f"nothing since {format_time(item.last)}" if item.last else f"nothing for {days} days"
            text = f"taken over from {holder}: {since}" if holder else f"taken over: {since}"
            remark = {"at": format_time(ws.now()), "by": actor, "text": text}
            transaction.put(place, {**data, field: actor, "comments": [*data.get("comments", []), remark]})
            return True
    return False
