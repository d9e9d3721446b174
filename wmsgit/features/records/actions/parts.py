"""Parts: the records that name another one as their whole, and their own parts."""

from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace


def parts_of(ws: Workspace, place: Place) -> list[Place]:
    """The parts of a record and theirs, each once, by their ids; of a circle none comes twice."""
    kind = ws.kind(place.kind)
    wholes = {field.name for field in kind.fields.values() if field.is_part_of and field.references == kind.name}
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
