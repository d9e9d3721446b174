"""What `check --base HEAD` would say of the records that are not committed yet: these and their neighbours are read."""

from collections.abc import Iterable, Mapping

from wmsgit.errors import GitError
from wmsgit.features.editing.actions.plane import Plane
from wmsgit.features.editing.actions.said import by_path
from wmsgit.features.review.checks.judged import judged
from wmsgit.model.finding import Finding
from wmsgit.model.record import Data, LoadedFile, Record
from wmsgit.schema.change import Change
from wmsgit.schema.mentions import references_along
from wmsgit.schema.state import Key, State
from wmsgit.store.layout import RECORDS


class ChangeHints:
    """The uncommitted change of a plane.

    Args:
        plane: which.
    """

    def __init__(self, plane: Plane) -> None:
        self._plane = plane
        self._head = ""
        self._blobs: dict[str, str] = {}
        self._ahead: tuple[str, dict[str, str]] = ("", {})
        self._old: dict[str, LoadedFile] = {}
        self._dirty: set[str] | None = None  # the paths that HEAD has otherwise; None before they are looked for

    def look_again(self, paths: Iterable[str]) -> None:
        """These records may be others than they were."""
        if self._dirty is not None:
            self._dirty.update(paths)

    def forget(self) -> None:
        """Every record may be another than it was."""
        self._dirty = None

    def data_at_head(self, path: str) -> Data | None:
        """A record's fields as HEAD has them; None where it has none that can be read."""
        self._look()
        file = self._old_file(path)
        return file.data if file else None

    def findings(self) -> dict[str, list[Finding]]:
        """Path → what may not be of the change; empty where there is no commit yet."""
        self._look()
        if not self._head:
            return {}
        changed = self._changed()
        if not changed:
            return {}
        base, head = self._states(changed)
        return by_path(judged(Change(base, head, self._plane.tree([]).place)))

    def look_ahead(self) -> None:
        """Read what HEAD has, unless that is known, so that `findings` need not wait for Git. A thread may do it."""
        head = self._plane.signs().head[0]
        if head not in {self._head, self._ahead[0]}:
            self._ahead = (head, self._blobs_of(head))

    def _look(self) -> None:
        head = self._plane.signs().head[0]
        if head == self._head:
            return
        known, blobs = self._ahead
        self._head, self._old, self._dirty = head, {}, None
        self._blobs = blobs if known == head else self._blobs_of(head)

    def _blobs_of(self, head: str) -> dict[str, str]:
        """Path → blob id of the records of a commit."""
        from wmsgit.vcs.objects.revisions import tree_files

        try:
            files = tree_files(self._plane.root, head, (RECORDS,)) if head else []
        except GitError:
            files = []
        return {file.path: file.blob for file in files}

    def _changed(self) -> set[str]:
        """The paths of the records that HEAD has otherwise, or not at all, and of those that only it has."""
        files = self._plane.catalogue.files
        candidates = {*self._blobs, *files} if self._dirty is None else self._dirty
        self._dirty = {path for path in candidates if self._is_dirty(path, files.get(path))}
        return set(self._dirty)

    def _is_dirty(self, path: str, file: LoadedFile | None) -> bool:
        if file is None:
            return path in self._blobs and self._plane.kind_at(path) is not None
        return file.digest != self._blobs.get(path)

    def _states(self, changed: Iterable[str]) -> tuple[State, State]:
        """HEAD's state and the present one, of what changed and of what names it or is named by it."""
        plane, paths = self._plane, set(changed)
        self._load(paths)
        old = {path: file for path in paths if (file := self._old_file(path)) is not None}
        new = {path: plane.catalogue.files[path] for path in paths if path in plane.catalogue.files}
        near: dict[str, LoadedFile] = {}
        for file in (*old.values(), *new.values()):
            for neighbour in self._neighbours(file):
                near.setdefault(neighbour.path, neighbour)
        beside = [file for path, file in near.items() if path not in paths]
        return _state(plane, [*old.values(), *beside]), _state(plane, [*new.values(), *beside])

    def _neighbours(self, file: LoadedFile) -> Iterable[LoadedFile]:
        catalogue, kind = self._plane.catalogue, self._plane.kinds.get(file.kind)
        yield from catalogue.namers(file.id)
        for field, _, value in references_along(file.data, kind.reference_ways if kind and file.data else ()):
            other = catalogue.record(value, field.references)
            if other:
                yield other

    def _old_file(self, path: str) -> LoadedFile | None:
        if path in self._blobs and path not in self._old:
            self._load([path])
        return self._old.get(path)

    def _load(self, paths: Iterable[str]) -> None:
        from wmsgit.store.loading import load_bytes
        from wmsgit.vcs.objects.blobs import read_blobs

        kinds = {path: self._plane.kind_at(path) for path in paths if path in self._blobs and path not in self._old}
        wanted = [path for path, kind in kinds.items() if kind is not None]
        texts = read_blobs(self._plane.root, [self._blobs[path] for path in wanted])
        for path, (_, text) in zip(wanted, texts, strict=True):
            kind = kinds[path]
            if kind is not None:
                self._old[path] = load_bytes(text, path, kind)


def _state(plane: Plane, files: Iterable[LoadedFile]) -> State:
    records: Mapping[Key, Record] = {
        (file.kind, file.id): Record(file.kind, file.id, file.data, file.path)
        for file in sorted(files, key=lambda file: file.path, reverse=True)
        if file.data is not None
    }
    return State(plane.kinds, records)
