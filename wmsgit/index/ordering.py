"""Ordering: newest first, or by a field; ids by their numbers, enumerations in their own order."""

from collections.abc import Sequence

from wmsgit.index.moments import start_sql
from wmsgit.index.operators import Fragment
from wmsgit.index.tables import column_of
from wmsgit.index.targets import FieldTarget, target_of
from wmsgit.schema.kind import Kind

_NUMERIC = frozenset({"integer", "number", "boolean", "null"})


def order_sql(kind: Kind, names: Sequence[str]) -> Fragment:
    """What stands after ORDER BY.

    Args:
        kind: whose records are sorted.
        names: fields, the most important first, `-` before one that descends; none for the newest first.

    Raises:
        InvalidError: when the kind has no such field.
    """
    names = names or ([f"-{kind.date}"] if kind.date else [])
    terms: list[str] = []
    params: list[object] = []
    for name in names:
        target = target_of(kind, name.removeprefix("-"))
        for expression, operands in _keys(target):
            terms.append(f"{expression} {'DESC' if name.startswith('-') else 'ASC'} NULLS LAST")
            params += operands
    terms += [f"{expression} ASC" for expression in _natural(column_of(kind, "id"))]
    return ", ".join(terms), tuple(params)


def value_sql(target: FieldTarget) -> Fragment:
    """The SQL expression for what stands at a target."""
    if not target.way:
        return target.column, ()
    path = "$" + "".join(f'."{part}"' for part in target.way)
    return f"json_extract({target.json_column}, ?)", (path,)


def _keys(target: FieldTarget) -> list[tuple[str, tuple[object, ...]]]:
    value, params = value_sql(target)
    leaf = target.leaf
    if leaf is None:
        return [(value, params)]
    if leaf.enum and not leaf.is_list:
        whens = " ".join(f"WHEN ? THEN {position}" for position in range(len(leaf.enum)))
        return [(f"CASE {value} COLLATE NOCASE {whens} END", (*params, *leaf.enum))]
    if leaf.is_time and not leaf.is_list:
        return [(start_sql(value), params * 3)]
    if leaf.types <= _NUMERIC:
        return [(value, params)]
    if leaf.references or leaf.name == "id":
        return [(expression, params) for expression in _natural(value)]
    return [(f"{value} COLLATE NOCASE", params)]


def _natural(value: str) -> list[str]:
    """Ids by their text before the final number, then by this number: WS-TASK-999 before WS-TASK-1000."""
    return [
        f"rtrim({value}, '0123456789') COLLATE NOCASE",
        f"length({value})",
        f"{value} COLLATE NOCASE",
        value,
    ]
