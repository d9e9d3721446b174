"""Reading: the open records of a workspace, with no more of each than readiness looks at."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wmsgit.errors import GitError
from wmsgit.features.planning.readiness import Readiness, held_fields
from wmsgit.features.records.actions.check_gates import holding
from wmsgit.model.record import Data, Record
from wmsgit.schema.kind import Kind
from wmsgit.schema.relations import Relations
from wmsgit.schema.state import Key, State
from wmsgit.schema.transition import Transition
from wmsgit.workspace.workspace import Workspace

if TYPE_CHECKING:
    from wmsgit.index.conditions import Condition


def open_state(ws: Workspace) -> State:
    """The open records of the kinds that are taken on, each with the fields that readiness looks at."""
    relations = Relations({kind.name: kind for kind in ws.registry.kinds()})
    names = dict.fromkeys(other for name in relations.claims for other in (name, *_others(relations, name)))
    kinds = [relations.kinds[name] for name in names]
    records = [record for kind in kinds for record in _open(ws, kind, _ways(relations, kind))]
    return State(relations.kinds, {(record.kind, record.id): record for record in records})


def claimable_state(ws: Workspace) -> State:
    """What of `open_state` decides which records are ready, and in which order: a fraction of it in most workspaces.

    It has the records that may be taken on by their status, that wait for no open one and have no open part, and of
    those that wait for them no more than that they do.
    """
    relations = Relations({kind.name: kind for kind in ws.registry.kinds()})
    records: dict[Key, Record] = {}
    waits: list[tuple[str, str, str]] = []
    for name, step in relations.claims.items():
        kind, fields = relations.kinds[name], relations.waits[name]
        others = [relations.kinds[other] for other in _others(relations, name)]
        pairs = ws.index([name]).waits([kind, *others], fields) if fields else []
        wholes = ws.index([name]).waits([kind], relations.wholes[name]) if relations.wholes[name] else []
        held_back = {record_id for record_id, _ in pairs} | {whole for _, whole in wholes}
        result = _open(ws, kind, fields, _statuses(kind, step), held_back)
        records |= {(name, item.id): item for item in result}
        waits += ((name, waiter, awaited) for waiter, awaited in pairs)
    awaitable = {name: (name, *_others(relations, name)) for name in relations.claims}
    for name, waiter, awaited in waits:
        if any((other, awaited) in records for other in awaitable[name]):
            kind = relations.kinds[name]
            known = records.setdefault((name, waiter), Record(name, waiter, {kind.status: ""}, ""))
            known.data.setdefault(relations.waits[name][0], []).append(awaited)
    return State(relations.kinds, records)


def _others(relations: Relations, name: str) -> list[str]:
    """The other kinds whose records those of a kind may wait for, of the kinds that there are."""
    return [other for other in relations.others[name] if other in relations.kinds]


def readiness(ws: Workspace, state: State) -> Readiness:
    """What is ready here and now, for the caller, of these records."""
    try:
        actor = ws.actor()
    except GitError:  # looking needs no name: what someone holds is then another's
        actor = ""
    return Readiness(state, ws.now(), actor, holding(ws), ws.people)


def is_taken_on(ws: Workspace) -> list[Kind]:
    """The kinds whose records are taken on by a transition that claims them, those first that wait for one another."""
    relations = Relations({kind.name: kind for kind in ws.registry.kinds()})
    return [relations.kinds[name] for name in sorted(relations.claims, key=lambda name: not relations.waits[name])]


def closed_condition(ws: Workspace, kind: Kind) -> list["Condition"]:
    """The filter that leaves closed records out; none for a kind without closed statuses."""
    from wmsgit.index.conditions import condition_for

    if not kind.status or not kind.closed:
        return []
    return [condition_for(kind, kind.status, "not", kind.closed, now=ws.now(), actor=ws.actor)]


def _ways(relations: Relations, kind: Kind) -> tuple[str, ...]:
    """The fields that say what a record waits for and what it is a part of."""
    return (*relations.waits[kind.name], *relations.wholes[kind.name])


def _statuses(kind: Kind, step: Transition) -> tuple[str, ...]:
    """The statuses from which a transition leads."""
    return tuple(filter(step.leads_from, kind.fields[kind.status].enum)) if kind.status else ()


def _open(
    ws: Workspace, kind: Kind, waits: Sequence[str], statuses: Sequence[str] = (), but: Collection[str] = ()
) -> Iterable[Record]:
    """The open records of a kind, or those that have one of these statuses; but for some."""
    from wmsgit.index.conditions import condition_for

    chosen = [condition_for(kind, kind.status, "", statuses, now=ws.now(), actor=ws.actor)] if statuses else []
    columns = tuple(dict.fromkeys((*held_fields(kind), *waits)))
    lists = {name for name in columns if kind.fields[name].is_list or kind.fields[name].is_object}
    select = ws.index([kind.name]).select(
        kind, [*closed_condition(ws, kind), *chosen], columns=("id", "record_path", *columns), order=("id",)
    )
    for record_id, path, *values in select:
        if record_id in but:
            continue
        data = {name: value for name, value in zip(columns, values, strict=True) if value is not None}
        yield Record(kind.name, record_id, _decoded(data, lists), path)


def _decoded(data: Mapping[str, Any], lists: set[str]) -> Data:
    return {name: _list(value) if name in lists else value for name, value in data.items()}


def _list(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) and value[:1] in {"[", "{", '"'} else value
    except ValueError:
        return value


def rows_of(ws: Workspace, kind: Kind, ids: Sequence[str], columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """The rows of these records, in their order, with these columns; lists as JSON text."""
    from wmsgit.index.query import ids_condition

    rows = ws.index([kind.name]).select(kind, [ids_condition(kind, ids)], columns=("id", *columns), order=("id",))
    result = {row[0]: row[1:] for row in rows}
    return [result[record_id] for record_id in ids]
