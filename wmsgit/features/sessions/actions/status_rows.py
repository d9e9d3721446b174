"""The rows of `status`: what is under way and what is urgent, all of it or as much as a screen has."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wmsgit.schema.kind import Kind

if TYPE_CHECKING:
    from wmsgit.index.conditions import Condition
    from wmsgit.workspace.workspace import Workspace

_UNDER_WAY = "in_progress"
URGENT_FIELDS: Mapping[str, tuple[str, ...]] = {"severity": ("CRITICAL", "HIGH"), "priority": ("CRITICAL",)}
"""Field → the values that make a record urgent."""


class Rows(list[dict[str, Any]]):
    """Rows of a table, perhaps only the first ones.

    Attributes:
        total: how many there are.
    """

    def __init__(self, rows: Iterable[dict[str, Any]], total: int | None = None) -> None:
        super().__init__(rows)
        self.total = len(self) if total is None else total


def rows_under_way(ws: "Workspace", kinds: Sequence[Kind], most: int | None) -> Rows:
    """What is in progress and by whom, kind by kind, the newest first; so many at most."""
    chosen = [(kind, conditions) for kind in kinds if (conditions := under_way(ws, kind))]
    return _rows(ws, chosen, most, has_holder=True)


def urgent_rows(ws: "Workspace", kinds: Sequence[Kind], most: int | None) -> Rows:
    """The open records of a high severity or the highest priority, the heaviest first; so many at most."""
    values = dict.fromkeys(value for values in URGENT_FIELDS.values() for value in values)
    chosen = [(k, conditions) for value in values for k in kinds if (conditions := _urgent(ws, k, (value,)))]
    return _rows(ws, chosen, most)


def held_ids(ws: "Workspace", kind: Kind, conditions: Sequence["Condition"], name: str) -> list[str]:
    """The records under way that a person holds; none without conditions."""
    from wmsgit.index.query import values_condition

    field = holder_of(kind)
    if not conditions or not field or kind.fields[field].is_list or kind.fields[field].is_object:
        return []
    holders = [value for value, _ in ws.index().counts(kind, field, conditions)] if ws.people else [name]
    same = [value for value in holders if value and ws.people.is_same(value, name)]
    return ws.index().ids(kind, [*conditions, values_condition(kind, field, same)]) if same else []


def _rows(
    ws: "Workspace", chosen: Sequence[tuple[Kind, list["Condition"]]], most: int | None, *, has_holder: bool = False
) -> Rows:
    """Records in short: `by` is there when who holds them is asked for."""
    result: list[dict[str, Any]] = []
    for kind, conditions in chosen:
        limit = None if most is None else most - len(result)
        if limit is None or limit > 0:
            result += _of_kind(ws, kind, conditions, limit, holder_of(kind) if has_holder else "")
    is_cut = most is not None and len(result) >= most
    return Rows(result, sum(ws.index().count(*pair) for pair in chosen) if is_cut else None)


def _of_kind(
    ws: "Workspace", kind: Kind, conditions: list["Condition"], limit: int | None, holder: str
) -> list[dict[str, Any]]:
    weight = next((name for name in URGENT_FIELDS if name in kind.fields), "")
    title = kind.argument if kind.argument in kind.fields and kind.argument != "id" else ""
    request = {"urgency": weight, **({"by": holder} if holder else {}), "title": title}
    columns = list(dict.fromkeys(["id", *filter(None, request.values())]))
    result = []
    for row in ws.index().select(kind, conditions, columns=columns, limit=limit):
        values = dict(zip(columns, row, strict=True))
        result.append({"id": row[0], "kind": kind.name, **{name: values.get(field) for name, field in request.items()}})
    return result


def under_way(ws: "Workspace", kind: Kind) -> list["Condition"]:
    """The filter for records in progress; none where the kind has no such status."""
    known = kind.fields[kind.status].enum if kind.status else ()
    return [condition(ws, kind, kind.status, "", (_UNDER_WAY,))] if _UNDER_WAY in known else []


def holder_of(kind: Kind) -> str:
    """The field that names who is at it; empty for none."""
    claims = (step.claims for step in kind.transitions.values() if step.claims)
    return next(claims, "") or next((name for name, field in kind.fields.items() if field.fills == "actor"), "")


def about(kind: Kind) -> str:
    """The field that names the repository which a kind's findings are about; empty for a kind of no findings."""
    return next((field.file_of for field in kind.fields.values() if field.file_of in kind.fields), "")


def _urgent(ws: "Workspace", kind: Kind, values: Sequence[str]) -> list["Condition"]:
    """The filter for open records of a high severity or the highest priority; findings are counted instead."""
    field = next((name for name in URGENT_FIELDS if name in kind.fields), "")
    if not field or not kind.status or about(kind):
        return []
    known = kind.fields[field].enum
    wanted = [value for value in URGENT_FIELDS[field] if value in values and (not known or value in known)]
    return [condition(ws, kind, field, "", tuple(wanted)), *is_open(ws, kind)] if wanted else []


def is_open(ws: "Workspace", kind: Kind) -> list["Condition"]:
    """The filter that leaves closed records out; none for a kind without closed statuses."""
    return [condition(ws, kind, kind.status, "not", kind.closed)] if kind.closed else []


def condition(ws: "Workspace", kind: Kind, field: str, operator: str, values: tuple[str, ...]) -> "Condition":
    """A filter by those of the values that the field can have."""
    from wmsgit.index.conditions import condition_for

    known = kind.fields[field].enum
    legal = [value for value in values if not known or value in known]
    return condition_for(kind, field, operator, legal or list(values), ws.value_context())
