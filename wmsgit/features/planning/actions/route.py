"""Routing: what the workspace's records say about where a new record's work belongs."""

from wmsgit.features.planning.routing import Route, routes, text_of, words_of
from wmsgit.features.records.gates import place_fields
from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind
from wmsgit.schema.state import State
from wmsgit.workspace.workspace import Workspace

_MAX_SIMILAR = 20


def routes_for(ws: Workspace, kind: Kind, data: Data) -> list[Route]:
    """The repositories in which the work of a record may belong, the likeliest first; every one is a record."""
    kinds = {item.name: item for item in ws.registry.kinds()}
    placing = [item for item in kinds.values() if place_fields(item)]
    records = [record for item in placing for record in ws.index([item.name]).documents(item)]
    state = State(kinds, {(record.kind, record.id): record for record in records})
    fits = dict(ws.index([kind.name]).similar(words_of(text_of(kind, data)), kind.name, limit=_MAX_SIMILAR))
    earlier = ws.index([kind.name]).documents(kind, ids=list(fits))
    return routes(state, kind, data, known_repos(ws, kind), [(record, fits[record.id]) for record in earlier])


def known_repos(ws: Workspace, kind: Kind) -> list[str]:
    """The ids that the routed field of a kind may have."""
    references = kind.fields[kind.routed].references if kind.routed else ""
    other = ws.kind(references) if references else None
    return ws.index([other.name]).ids(other, order=["id"]) if other else []
