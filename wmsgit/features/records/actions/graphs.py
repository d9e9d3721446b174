"""Graphs: references that must not lead back, as they would be after a write."""

from collections.abc import Mapping, Sequence

from wmsgit.errors import InvalidError
from wmsgit.model.cycles import cycle_through, spell_cycle
from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind
from wmsgit.schema.mentions import strings_at
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace


class Graphs:
    """The acyclic references of one workspace, read when a write first touches them, kept up to date by it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._fields: dict[str, dict[str, Sequence[str]]] = {}
        self._names: dict[str, str] = {}

    def require_acyclic(self, kind: Kind, place: Place, old: Data, new: Data) -> None:
        """Refuse a change of references after which they would lead back to this record.

        Raises:
            InvalidError: with the cycle spelled out.
        """
        for name, field in kind.references.items():
            if field.acyclic and new.get(name) != old.get(name):
                graph = self._graph(name)
                self._names[place.id.casefold()] = place.id
                graph[place.id.casefold()] = [item.casefold() for _, item in strings_at(new.get(name), (name,))]
                self._refuse(name, place, graph)

    def _graph(self, field: str) -> dict[str, Sequence[str]]:
        if field not in self._fields:
            graph: dict[str, list[str]] = {}
            for source, name, target in self._workspace.index().links():
                if name == field:
                    self._names[source.casefold()] = source
                    graph.setdefault(source.casefold(), []).append(target.casefold())
            self._fields[field] = dict(graph)
        return self._fields[field]

    def _refuse(self, field: str, place: Place, graph: Mapping[str, Sequence[str]]) -> None:
        cycle = cycle_through(graph, place.id.casefold())
        if cycle:
            cycle = tuple(self._names[name] for name in cycle)
            raise InvalidError(f"{field} would lead back: {spell_cycle(cycle)}", where=place.id)
