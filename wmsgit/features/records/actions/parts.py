"""Parts: the records that name another one as their whole, and their own parts; and the whole of a part."""

from wmsgit.errors import NotFoundError
from wmsgit.schema.kind import Kind
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace


def parts_of(ws: Workspace, place: Place) -> list[Place]:
    """The parts of a record and theirs, each once, by their ids; of a circle none comes twice."""
    kind = ws.kind(place.kind)
    wholes = _wholes(kind)
    if not wholes:
        return []
    index = ws.index([kind.name])
    visited, queue = {place.id.casefold()}, [place.id]
    for whole in queue:
        for source, field, _ in index.links(whole):
            if field in wholes and source.casefold() not in visited:
                visited.add(source.casefold())
                queue.append(source)
    return [ws.locate(record_id, kind, exact=True) for record_id in sorted(queue[1:])]


def whole_of(ws: Workspace, place: Place) -> Place:
    """The record that a record is a part of, and which is itself a part of none; the record itself where it is none."""
    kind = ws.kind(place.kind)
    visited = {place.id.casefold()}
    while True:
        data = ws.record(place).data
        name = next((str(data[field]) for field in sorted(_wholes(kind)) if data.get(field)), "")
        if not name or name.casefold() in visited:
            return place
        visited.add(name.casefold())
        try:
            place = ws.locate(name, kind, exact=True)
        except NotFoundError:
            return place


def _wholes(kind: Kind) -> set[str]:
    return {field.name for field in kind.fields.values() if field.is_part_of and field.references == kind.name}
