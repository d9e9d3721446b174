"""Autoclose: the records whose work is merged everywhere are closed, through the lifecycle, in one commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wmsgit.errors import ConflictError
from wmsgit.features.closing.actions.find import FROM, Closable, Closing, Reverted, find_closable
from wmsgit.features.records.actions.check_gates import pass_gates
from wmsgit.features.records.actions.open_dependencies import pass_dependencies
from wmsgit.features.records.actions.transition import stepped, take_along
from wmsgit.model.record import Data
from wmsgit.model.times import format_seconds
from wmsgit.schema.relations import holder_field
from wmsgit.workspace.members import KIND
from wmsgit.workspace.place import Place
from wmsgit.workspace.settings import governing
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.transaction import Transaction

MANY = 20
"""So many records are closed unasked."""


@dataclass(frozen=True, slots=True)
class Autoclosed:
    """What was closed, and what a person should know: what waits and why, reverts, what is unknown."""

    result: WriteResult
    lines: tuple[str, ...]


def autoclose(
    ws: Workspace, repos: Sequence[str] = (), *, since: str = "", yes: bool = False, how: WriteOptions = AS_USUAL
) -> Autoclosed:
    """Close what is merged.

    Args:
        ws: the workspace.
        repos: only what these members' commits close; all when empty.
        since: a revision to begin from, in place of what the members' records say.
        yes: whether more than 20 may be closed.
        how: how it lands.

    Raises:
        ConflictError: when more than 20 would be closed, and that was not agreed to.
        NotFoundError, InvalidError: as `find_closable` does.
    """
    closable = find_closable(ws, repos, since=since)
    if len(closable.closings) > MANY and not yes and not how.dry_run:
        raise ConflictError(
            f"{len(closable.closings)} records would be closed, which is more than {MANY}",
            hint="look at them with --dry-run; --yes closes them",
        )
    reopens = governing(ws, "reopen_on_revert").get("reopen_on_revert") is True
    lines = [*closable.waiting, *(_line(item, reopens=reopens) for item in closable.reverted), *closable.notices]
    if not (closable.closings or closable.begins or (closable.reverted and reopens)):
        return Autoclosed(WriteResult((), ""), tuple(lines))

    def work(transaction: Transaction) -> None:
        _close(ws, transaction, closable)
        for item in closable.reverted if reopens else ():
            _reopen(ws, transaction, item)
        _begin(ws, transaction, closable)

    return Autoclosed(perform(ws, "autoclose", how, work), tuple(lines))


def _close(ws: Workspace, transaction: Transaction, closable: Closable) -> None:
    """Close what its gates let pass; of those that wait for one another, all or none."""
    left = {item.record.id: item for item in closable.closings}
    while left:
        refusals = {name: line for name, item in left.items() if (line := _refusal(ws, transaction, item, set(left)))}
        if not refusals:
            break
        for name, line in refusals.items():
            transaction.warn(f"{name} is merged, but stays open: {line}")
            del left[name]
    for item in left.values():
        transaction.put(_place(item), _closed(ws, transaction, item))
        take_along(ws, transaction, item.step, _place(item))


def _refusal(ws: Workspace, transaction: Transaction, item: Closing, together: set[str]) -> str:
    """Why a record cannot be closed; empty when it can."""
    place, kind = _place(item), ws.kind(item.record.kind)
    old = transaction.data(place)
    if old != item.record.data and (kind.is_closed(old) or not item.step.leads_from(old.get(kind.status))):
        return f"it is {old.get(kind.status)} in between"
    try:
        new = _closed(ws, transaction, item)
        new = pass_gates(ws, item.step, place, new, override=None)
        pass_dependencies(ws, transaction, item.step, place, new, override=None, but=together)
    except ConflictError as error:
        return "; ".join([error.message, *error.details])
    return ""


def _closed(ws: Workspace, transaction: Transaction, item: Closing) -> Data:
    """A record's fields once it is closed: stamped with the time of the merge, and with the commits that did it."""
    kind, place = ws.kind(item.record.kind), _place(item)
    old = transaction.data(place)
    new = stepped(ws, kind, item.step, place.id, old)
    at = format_seconds(item.merged_s)
    new |= {field: at for field, value in item.step.stamps.items() if value == "now"}
    who = old.get(holder_field(kind) or "assigned_to")
    new |= {field: who for field, value in item.step.stamps.items() if value == "actor" and who}
    if item.step.message and not old.get(item.step.message):
        new[item.step.message] = ", ".join(commit.short for commit in item.acting)
    new[item.step.merged] = _with(old.get(item.step.merged), [str(commit) for commit in item.acting])
    return new


def _with(values: Any, more: Sequence[str]) -> list[str]:
    kept = list(map(str, values or ()))
    return [*kept, *sorted(set(more) - set(kept))]


def _place(item: Closing | Reverted) -> Place:
    return Place(item.record.kind, item.record.id, item.record.path)


def _reopen(ws: Workspace, transaction: Transaction, item: Reverted) -> None:
    kind, place = ws.kind(item.record.kind), _place(item)
    old = transaction.data(place)
    step = next(
        (
            step
            for step in kind.transitions.values()
            if step.leads_from(old.get(kind.status)) and step.target not in kind.closed
        ),
        None,
    )
    field = next((other.merged for other in kind.transitions.values() if other.merged), "")
    if step is None or not kind.is_closed(old):
        return
    new = stepped(ws, kind, step, place.id, old)
    transaction.put(place, {**new, field: _with(old.get(field), [str(item.revert)])})


def _line(item: Reverted, *, reopens: bool) -> str:
    repo, _, commit = item.closing.partition("@")
    done = "it is reopened" if reopens else "it stays closed"
    return f"{item.record.id}: {item.revert.short} reverts {repo}@{commit[:10]}, which closed it; {done}"


def _begin(ws: Workspace, transaction: Transaction, closable: Closable) -> None:
    """Write where closing begins into the records of members that do not say it yet."""
    kind = ws.kind(KIND)
    for name, commit in closable.begins.items():
        place = ws.locate(name, kind, exact=True)
        data = transaction.data(place)
        if not data.get(FROM):
            transaction.put(place, {**data, FROM: commit})
