"""Ready: what may be taken on now, as filters choose it, and why the rest may not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from wmsgit.errors import InvalidError
from wmsgit.features.planning.actions.open_records import (
    claimable_state,
    is_taken_on,
    levels,
    open_state,
    readiness,
)
from wmsgit.features.planning.readiness import Readiness
from wmsgit.features.records.actions.listing import terms_of
from wmsgit.schema.state import Key
from wmsgit.workspace.workspace import Workspace

_FIRST = 16
"""So many are looked for on other branches at first: as many as most callers want."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a record is ready, or why it is not.

    Attributes:
        key: which.
        hindrances: what is against it; empty when it is ready.
        grounds: what gives it its place among the ready ones.
    """

    key: Key
    hindrances: tuple[str, ...]
    grounds: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        """Whether nothing is against it."""
        return not self.hindrances


def ready_keys(ws: Workspace, terms: Sequence[str] = (), *, are_few: bool = False) -> Iterator[Key]:
    """The records that may be taken on and fit the filters, the weightiest first; judged as they are asked for.

    Args:
        ws: the workspace.
        terms: the filters.
        are_few: whether no more than some are wanted: then what weighs less is not read before it is needed.

    Raises:
        InvalidError, UsageError: when a filter names no field, or is none.
    """
    chosen = chosen_keys(ws, terms)
    for level in levels(ws) if are_few else (None,):
        request = readiness(ws, claimable_state(ws, level))
        keys = (key for key in request.in_order() if chosen is None or key in chosen)
        size: int | None = _FIRST
        while batch := list(islice(keys, size)):
            held = _held(ws, request, batch)
            yield from (key for key in batch if key not in held)
            size = None


def _held(ws: Workspace, request: Readiness, keys: Sequence[Key]) -> dict[Key, str]:
    """Those of the records that another has on a branch that is not merged here, with that in words."""
    from wmsgit.features.records.actions.claims import held_on_branches

    held = held_on_branches(ws, {key: request.state.records[key].path for key in keys}, request.actor)
    return {key: str(holder) for key, holder in held.items()}


def explanations(ws: Workspace, ids: Sequence[str], terms: Sequence[str] = ()) -> list[Explanation]:
    """Why each of these records, or each open one when none is named, is ready or not; the ready ones first.

    Raises:
        NotFoundError: when an id has no record.
    """
    request = readiness(ws, open_state(ws))
    if ids:
        return [_explained_alone(ws, request, record_id) for record_id in ids]
    chosen = chosen_keys(ws, terms)
    keys = [key for key in request.candidates() if chosen is None or key in chosen]
    result = [_explained(request, key) for key in keys]
    held = _held(ws, request, [item.key for item in result if item.is_ready])
    result = [replace(item, hindrances=(held[item.key],)) if item.key in held else item for item in result]
    return sorted(result, key=lambda item: (not item.is_ready, request.rank(item.key)))


def chosen_keys(ws: Workspace, terms: Sequence[str]) -> set[Key] | None:
    """The records that fit filters such as `repo=api`; None where there are no filters."""
    if not terms:
        return None
    result: set[Key] = set()
    errors: list[InvalidError] = []
    kinds = is_taken_on(ws)
    for kind in kinds:
        try:
            conditions = terms_of(ws, kind, terms)
        except InvalidError as error:  # what another kind has for a field or value, this one need not have
            errors.append(error)
            continue
        result |= {(kind.name, record_id) for record_id in ws.index([kind.name]).ids(kind, conditions)}
    if errors and len(errors) == len(kinds):
        raise errors[0]
    return result


def _explained(request: Readiness, key: Key) -> Explanation:
    hindrances = tuple(request.hindrances(key))
    return Explanation(key, hindrances, () if hindrances else tuple(request.grounds(key)) or ("nothing is against it",))


def _explained_alone(ws: Workspace, request: Readiness, record_id: str) -> Explanation:
    """As `_explained`, for a record that may be closed or of a kind that is not taken on."""
    from wmsgit.features.records.actions.claims import held_elsewhere

    place = ws.locate(record_id)
    key = (place.kind, place.id)
    if key not in request.state.records:
        status = ws.record(place).data.get(ws.kind(place.kind).status)
        return Explanation(key, (f"is {status}" if status else f"is a {place.kind}, which is not taken on",), ())
    explained = _explained(request, key)
    held = tuple(map(str, held_elsewhere(ws, place))) if explained.is_ready else ()
    return Explanation(key, held, explained.grounds) if held else explained
