"""Ready: what may be taken on now, as filters choose it, and why the rest may not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wmsgit.features.planning.actions.open_records import claimable_state, is_taken_on, open_state, readiness
from wmsgit.features.planning.readiness import Readiness
from wmsgit.schema.state import Key
from wmsgit.workspace.workspace import Workspace


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


def ready_keys(ws: Workspace, terms: Sequence[str] = ()) -> list[Key]:
    """The records that may be taken on and fit the filters, the weightiest first.

    Raises:
        InvalidError, UsageError: when a filter names no field, or is none.
    """
    chosen = chosen_keys(ws, terms)
    asked = readiness(ws, claimable_state(ws))
    keys = [key for key in asked.ready() if chosen is None or key in chosen]
    held = _held(ws, asked, keys)
    return [key for key in keys if key not in held]


def _held(ws: Workspace, asked: Readiness, keys: Sequence[Key]) -> dict[Key, str]:
    """Those of the records that another has on a branch that is not merged here, with that in words."""
    from wmsgit.features.records.actions.claims import held_on_branches

    found = held_on_branches(ws, {key: asked.state.records[key].path for key in keys}, asked.actor)
    return {key: str(holder) for key, holder in found.items()}


def explanations(ws: Workspace, ids: Sequence[str], terms: Sequence[str] = ()) -> list[Explanation]:
    """Why each of these records, or each open one when none is named, is ready or not; the ready ones first.

    Raises:
        NotFoundError: when an id has no record.
    """
    asked = readiness(ws, open_state(ws))
    if ids:
        return [_explained_alone(ws, asked, record_id) for record_id in ids]
    chosen = chosen_keys(ws, terms)
    keys = [key for key in asked.candidates() if chosen is None or key in chosen]
    found = [_explained(asked, key) for key in keys]
    held = _held(ws, asked, [one.key for one in found if one.is_ready])
    found = [replace(one, hindrances=(held[one.key],)) if one.key in held else one for one in found]
    return sorted(found, key=lambda one: (not one.is_ready, asked.rank(one.key)))


def chosen_keys(ws: Workspace, terms: Sequence[str]) -> set[Key] | None:
    """The records that fit filters such as `repo=api`; None where there are no filters."""
    from wmsgit.index.conditions import parse_term

    if not terms:
        return None
    found: set[Key] = set()
    for kind in is_taken_on(ws):
        conditions = [parse_term(term, kind, now=ws.now(), actor=ws.actor) for term in terms]
        found |= {(kind.name, record_id) for record_id in ws.index([kind.name]).ids(kind, conditions)}
    return found


def _explained(asked: Readiness, key: Key) -> Explanation:
    hindrances = tuple(asked.hindrances(key))
    return Explanation(key, hindrances, () if hindrances else tuple(asked.grounds(key)) or ("nothing is against it",))


def _explained_alone(ws: Workspace, asked: Readiness, record_id: str) -> Explanation:
    """As `_explained`, for a record that may be closed or of a kind that is not taken on."""
    from wmsgit.features.records.actions.claims import held_elsewhere

    place = ws.locate(record_id)
    key = (place.kind, place.id)
    if key not in asked.state.records:
        status = ws.record(place).data.get(ws.kind(place.kind).status)
        return Explanation(key, (f"is {status}" if status else f"is a {place.kind}, which is not taken on",), ())
    found = _explained(asked, key)
    held = tuple(map(str, held_elsewhere(ws, place))) if found.is_ready else ()
    return Explanation(key, held, found.grounds) if held else found
