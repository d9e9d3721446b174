"""Names: what is said of the names of people in records, kept while it holds."""

from collections.abc import Iterable

from wmsgit.errors import WmsgitError
from wmsgit.features.check.checks.people import people_findings, people_in
from wmsgit.features.editing.actions.plane import Plane
from wmsgit.features.editing.actions.said import PlanePlaces, by_path
from wmsgit.model.finding import Finding
from wmsgit.model.people import NOBODY
from wmsgit.model.record import LoadedFile
from wmsgit.schema.mentions import values_along
from wmsgit.workspace.people import MAILMAP


class NameDiagnosis:
    """The names of people in a plane.

    Args:
        plane: which.
        places: where a finding stands.

    Attributes:
        people: who is who.
        said: path → what is said of the names in it.
    """

    def __init__(self, plane: Plane, places: PlanePlaces) -> None:
        self._plane = plane
        self._places = places
        self.people = NOBODY
        self.said: dict[str, list[Finding]] = {}
        self._users: dict[str, dict[str, None]] = {}  # name → the paths of the records that have it

    def prepare(self) -> None:
        """Look at all records."""
        files = list(self._plane.catalogue.files.values())
        self.people = people_in(files, self._plane.kinds, self._mailmap())
        self._users = {}
        for file in files if self.people else ():
            self._enter(file)
        self.said = {}
        self._judge(files)

    def edit(self, path: str, before: LoadedFile | None, file: LoadedFile | None) -> set[str]:
        """After one record changed, came or went: the paths of which something is or was said."""
        if any(item and self._names_people(item) for item in (before, file)):
            return self.renew()
        self.said.pop(path, None)
        if self.people and file is not None:
            self._enter(file)
            self._judge([file])
        return set()

    def renew(self) -> set[str]:
        """Look at the people again, and at the records with a name that means somebody else, or nobody, by that."""
        old, known = self.people, set(self.said)
        if not old:
            self.prepare()
            return known | set(self.said)
        files = self._plane.catalogue.files
        self.people = people_in(files.values(), self._plane.kinds, self._mailmap())
        doubtful = [name for name in self._users if old.doubt(name) != self.people.doubt(name)]
        paths = {path for name in doubtful for path in self._users[name]} | known
        paths |= {file.path for file in files.values() if self._names_people(file)}
        for path in paths:
            self.said.pop(path, None)
        self._judge([files[path] for path in paths if path in files])
        return paths

    def _judge(self, files: Iterable[LoadedFile]) -> None:
        self.said.update(by_path(people_findings(files, self._plane.kinds, self.people, self._places)))

    def _enter(self, file: LoadedFile) -> None:
        kind = self._plane.kinds.get(file.kind)
        for _, _, name in values_along(file.data, kind.person_ways) if kind and file.data else ():
            self._users.setdefault(name, {})[file.path] = None

    def _names_people(self, file: LoadedFile) -> bool:
        kind = self._plane.kinds.get(file.kind)
        return bool(kind and kind.known_by)

    def _mailmap(self) -> str:
        try:
            return self._plane.read(MAILMAP).decode("utf-8", "replace")
        except WmsgitError:
            return ""
