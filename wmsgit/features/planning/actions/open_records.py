"""Reading: the open records of a workspace, with no more of each than readiness looks at."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wmsgit.errors import GitError
from wmsgit.features.planning.readiness import Readiness, held_fields
from wmsgit.features.records.actions.check_gates import holding
from wmsgit.model.record import Data, Record
from wmsgit.schema.field import Field
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


def claimable_state(ws: Workspace, level: int | None = None) -> State:
    """What of `open_state` decides which records are ready, and in which order: a fraction of it in most workspaces.

    It has the records that may be taken on by their status, that nobody else holds, that wait for no open one and have
    no open part, and of those that wait for them no more than that they do.

    Args:
        ws: the workspace.
        level: one of `levels`; None for the records of all of them.
    """
    relations = Relations({kind.name: kind for kind in ws.registry.kinds()})
    records: dict[Key, Record] = {}
    for name, step in relations.claims.items():
        kind = relations.kinds[name]
        of_level = () if level is None else _of_level(kind, level)
        if of_level is None:
            continue
        result = _open(ws, kind, conditions=[*of_level, *_claimable(ws, relations, name, step)])
        records |= {(name, item.id): item for item in result}
    for name in relations.claims:
        kind, fields = relations.kinds[name], relations.waits[name]
        named = [key[1] for key in records if key[0] in {name, *_others(relations, name)}] if fields else []
        for waiter, awaited in ws.index([name]).waiters(kind, fields, named) if named else ():
            known = records.setdefault((name, waiter), Record(name, waiter, {kind.status: ""}, ""))
            known.data.setdefault(fields[0], []).append(awaited)
    return State(relations.kinds, records)


def levels(ws: Workspace) -> Sequence[int | None]:
    """The parts by which what is ready can be read, the weightiest first: by the values of what orders it first.

    Where that is no enumeration of texts there is one part, which has everything.
    """
    relations = Relations({kind.name: kind for kind in ws.registry.kinds()})
    kinds = [relations.kinds[name] for name in relations.claims]
    fields = [kind.fields[kind.order[0]] for kind in kinds if kind.order]
    if not fields or not all(map(_is_of_texts, fields)):
        return (None,)
    return range(max(len(field.enum) for field in fields) + 1)


def _is_of_texts(field: Field) -> bool:
    """Whether a field is an enumeration of distinct texts, none of them empty.

    In a column of numbers SQL takes "3" for 3, which readiness does not; and it takes the empty text for an absent one.
    """
    are_distinct = len({"", *field.enum}) == len(field.enum) + 1
    return bool(field.enum) and are_distinct and field.types <= {"string", "null"}


def _of_level(kind: Kind, level: int) -> list["Condition"] | None:
    """The filter for the records of a level; None for a kind that has none there.

    A level has those with one value of the enumeration; the one behind, those with another or no value.
    """
    from wmsgit.index.query import other_values_condition, values_condition

    if not kind.order:
        return None if level else []
    values = kind.fields[kind.order[0]].enum
    if level > len(values):
        return None
    if level == len(values):
        return [other_values_condition(kind, kind.order[0], values)]
    return [values_condition(kind, kind.order[0], values[level : level + 1])]


def _claimable(ws: Workspace, relations: Relations, name: str, step: Transition) -> list["Condition"]:
    """The filters for what may be taken on, as far as the index can judge: nothing that is ready fails them."""
    from wmsgit.index.query import values_condition
    from wmsgit.index.waiting import has_no_open_part, rests_until, waits_for_nothing

    kind, until = relations.kinds[name], relations.returns[name]
    others = [relations.kinds[other] for other in _others(relations, name)]
    known = ("", *kind.fields[kind.status].enum) if kind.status else ()
    statuses = [item for item in known if step.leads_from(item) and item not in kind.closed]
    result = [values_condition(kind, kind.status, statuses)] if statuses else closed_condition(ws, kind)
    if not (kind.fields[step.claims].is_list or kind.fields[step.claims].is_object):
        result.append(values_condition(kind, step.claims, ["", *_free(ws, kind, step.claims)]))
    result += [rests_until(kind, relations.resting[name], until)] if kind.status and relations.resting[name] else []
    result += [waits_for_nothing(kind, relations.waits[name], others)] if relations.waits[name] else []
    return [*result, *([has_no_open_part(kind, relations.wholes[name])] if relations.wholes[name] else [])]


def _free(ws: Workspace, kind: Kind, field: str) -> list[str]:
    """What stands in the field of the holder where that is who asks."""
    actor = _actor(ws)
    holders = [value for value, _ in ws.index([kind.name]).counts(kind, field)] if ws.people else [actor]
    return [name for name in holders if isinstance(name, str) and ws.people.is_same(name, actor)]


def _others(relations: Relations, name: str) -> list[str]:
    """The other kinds whose records those of a kind may wait for, of the kinds that there are."""
    return [other for other in relations.others[name] if other in relations.kinds]


def readiness(ws: Workspace, state: State) -> Readiness:
    """What is ready here and now, for the caller, of these records."""
    return Readiness(state, ws.now(), _actor(ws), holding(ws), ws.people)


def _actor(ws: Workspace) -> str:
    """Who asks; nobody where Git knows no name: looking needs none, and what someone holds is then another's."""
    try:
        return ws.actor()
    except GitError:
        return ""


def is_taken_on(ws: Workspace) -> list[Kind]:
    """The kinds whose records are taken on by a transition that claims them, those first that wait for one another."""
    relations = Relations({kind.name: kind for kind in ws.registry.kinds()})
    return [relations.kinds[name] for name in sorted(relations.claims, key=lambda name: not relations.waits[name])]


def closed_condition(ws: Workspace, kind: Kind) -> list["Condition"]:
    """The filter that leaves closed records out; none for a kind without closed statuses."""
    from wmsgit.index.conditions import condition_for

    if not kind.status or not kind.closed:
        return []
    return [condition_for(kind, kind.status, "not", kind.closed, ws.value_context())]


def _ways(relations: Relations, kind: Kind) -> tuple[str, ...]:
    """The fields that say what a record waits for and what it is a part of."""
    return (*relations.waits[kind.name], *relations.wholes[kind.name])


def _open(
    ws: Workspace, kind: Kind, waits: Sequence[str] = (), conditions: Sequence["Condition"] = ()
) -> Iterable[Record]:
    """The records of a kind that fit the filters, or all open ones, with what readiness looks at and these fields."""
    columns = tuple(dict.fromkeys((*held_fields(kind), *waits)))
    lists = {name for name in columns if kind.fields[name].is_list or kind.fields[name].is_object}
    select = ws.index([kind.name]).select(
        kind, conditions or closed_condition(ws, kind), columns=("id", "record_path", *columns), order=None
    )
    for record_id, path, *values in select:
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
