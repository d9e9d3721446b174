"""Circles: what records say only together: ids that two of them have, references that lead back."""

from collections.abc import Iterable, Iterator

from wmsgit.features.check.checks.cycles import cycle_findings
from wmsgit.features.check.checks.identity import identity_findings
from wmsgit.features.editing.actions.plane import Plane
from wmsgit.features.editing.actions.said import PlanePlaces, by_path
from wmsgit.model.finding import Finding
from wmsgit.model.record import LoadedFile
from wmsgit.schema.mentions import strings_at

_Edges = tuple[tuple[str, ...], ...]
"""The ids that a record names in each field that may not lead back."""


class CircleDiagnosis:
    """Equal ids and cycles of a plane.

    Args:
        plane: which.
        places: where a finding stands.

    Attributes:
        identity, cycles: path → what is said of it.
    """

    def __init__(self, plane: Plane, places: PlanePlaces) -> None:
        self._plane = plane
        self._places = places
        self.identity: dict[str, list[Finding]] = {}
        self.cycles: dict[str, list[Finding]] = {}
        self._edges: dict[str, _Edges] = {}
        self._fields: dict[str, list[str]] = {}  # kind → the fields that may not lead back

    def prepare(self) -> None:
        """Look at all records."""
        files = list(self._plane.catalogue.files.values())
        self._fields = {
            kind.name: [field.name for field in kind.fields.values() if field.acyclic]
            for kind in self._plane.kinds.values()
        }
        self.identity = by_path(identity_findings(files, self._places, self._plane.kinds))
        self._edges = {file.path: edges for file in files if any(edges := self._edges_of(file))}
        near = [file for file in files if file.path in self._edges]
        self.cycles = self._cycles(near)

    def edit(self, path: str, file: LoadedFile | None) -> set[str]:
        """After one record changed, came or went: the paths of which something is or was said.

        Args:
            path: the record's.
            file: the record as it is now, or was before it went.
        """
        before = {*self.identity, *self.cycles}
        if file is None:
            return set()
        is_there = path in self._plane.catalogue.files
        edges = self._edges_of(file) if is_there else ()
        had = self._edges.pop(path, ())
        if any(edges):
            self._edges[path] = edges
        self._compare_ids(path, file)
        is_shared = len(self._plane.catalogue.same_ids(file.id)) > is_there  # who names it may mean another now
        is_other = edges != had or not is_there
        if path in self.cycles or is_shared or (is_other and (self.cycles or self._leads_back(file))):
            self._renew_cycles(file)
        return before | {*self.identity, *self.cycles}

    def _compare_ids(self, path: str, file: LoadedFile) -> None:
        same = self._plane.catalogue.same_ids(file.id)
        for other in (path, *(item.path for item in same)):
            self.identity.pop(other, None)
        if len(same) > 1:
            self.identity.update(by_path(identity_findings(same, self._places, self._plane.kinds)))

    def _renew_cycles(self, file: LoadedFile) -> None:
        """Look for cycles where they were, and where this record leads: only there they can have come or gone."""
        files = self._plane.catalogue.files
        kind_of = {path: files[path].kind if path in files else "" for path in self.cycles}
        rest = {path: self.cycles[path] for path, kind in kind_of.items() if kind not in {file.kind, ""}}
        seeds = [files[path].id for path, kind in kind_of.items() if kind == file.kind]
        near = list(self._reached([file.id, *seeds], file.kind))
        self.cycles = rest | self._cycles(near)

    def _cycles(self, files: Iterable[LoadedFile]) -> dict[str, list[Finding]]:
        """Path → the cycles of these records."""
        return by_path(cycle_findings(files, self._plane.kinds, self._places, self._is_id))

    def _is_id(self, kind: str, name: str) -> bool:
        return any((file.kind, file.id) == (kind, name) for file in self._plane.catalogue.same_ids(name))

    def _reached(self, ids: Iterable[str], kind: str) -> Iterator[LoadedFile]:
        """The records of these ids, in whatever case, and all to which their references lead."""
        visited = {name.casefold() for name in ids}
        waiting = list(visited)
        while waiting:
            for other in self._plane.catalogue.same_ids(waiting.pop()):
                if other.kind == kind:
                    yield other
                    edges = self._edges.get(other.path, ())
                    new = {name.casefold() for names in edges for name in names} - visited
                    visited |= new
                    waiting += new

    def _leads_back(self, file: LoadedFile) -> bool:
        """Whether a record's references may lead back to it."""
        catalogue = self._plane.catalogue
        for number, targets in enumerate(self._edges_of(file)):
            waiting, visited = list(targets), {*targets}
            while waiting:
                name = waiting.pop()
                if name.casefold() == file.id.casefold():
                    return True
                other = catalogue.record(name, file.kind)
                edges = self._edges.get(other.path, ()) if other else ()
                new = set(edges[number] if number < len(edges) else ()) - visited
                visited |= new
                waiting += new
        return False

    def _edges_of(self, file: LoadedFile) -> _Edges:
        fields, data = self._fields.get(file.kind, ()), file.data or {}
        if not any(map(data.get, fields)):
            return ()
        return tuple(tuple(value for _, value in strings_at(data.get(name), ())) for name in fields)
