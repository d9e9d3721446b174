"""The order of fields: that of the schema, and where new fields come among those that stand in a text."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from wmsgit.schema.shape import Shape


class FieldPlace(NamedTuple):
    """The field that something new comes behind, or before."""

    name: str
    is_behind: bool


def ordered(names: Iterable[str], shape: Shape) -> list[str]:
    """Names in the canonical order: the shape's properties, then the others as they come."""
    given = dict.fromkeys(names)
    if not shape.properties:
        return list(given)
    return [
        *(name for name in shape.properties if name in given),
        *(n for n in given if n not in shape.properties),
    ]


def places(coming: Iterable[str], present: Sequence[str], shape: Shape) -> dict[FieldPlace, list[str]]:
    """Where new fields come: behind the nearest earlier field of the schema, else before the nearest later.

    Args:
        coming: the new fields, in the canonical order.
        present: those that stand in the text, in its order; at least one.
        shape: that of the mapping.

    Returns:
        Place → the fields that come there, in order. What the schema does not know comes last.
    """
    ranks = {name: rank for rank, name in enumerate(shape.properties)}
    known = sorted((name for name in present if name in ranks), key=ranks.__getitem__)
    result: dict[FieldPlace, list[str]] = {}
    for name in coming:
        result.setdefault(_place(ranks.get(name), known, present[-1], ranks), []).append(name)
    return result


def _place(rank: int | None, known: list[str], last: str, ranks: dict[str, int]) -> FieldPlace:
    if rank is None or not known:
        return FieldPlace(last, is_behind=True)
    earlier = [name for name in known if ranks[name] < rank]
    return FieldPlace(earlier[-1], is_behind=True) if earlier else FieldPlace(known[0], is_behind=False)
