"""A workspace that is being edited: its plane, what is wrong with it, and what its uncommitted change does."""

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wmsgit.errors import GitError
from wmsgit.features.check.checks.references import MEMBERS
from wmsgit.features.editing.actions.change_hints import ChangeHints
from wmsgit.features.editing.actions.diagnosis import Diagnosis
from wmsgit.features.editing.actions.plane import DiskListing, Plane
from wmsgit.features.editing.actions.signs import Signs, is_source
from wmsgit.model.finding import Finding
from wmsgit.model.record import LoadedFile, Record
from wmsgit.schema.registry import SUFFIX
from wmsgit.store.layout import SETTINGS_PATH
from wmsgit.workspace.extensions import Extensions
from wmsgit.workspace.locate import find_root
from wmsgit.workspace.member_places import member_places
from wmsgit.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class DiskChange:
    """What changed on the disk.

    Attributes:
        paths: the files of which something else may be said.
        is_all: whether everything must be diagnosed anew, for the schemas or settings are others.
        is_beside: whether the whole disk should be looked at, for files came or went that may be no records.
    """

    paths: frozenset[str] = frozenset()
    is_all: bool = False
    is_beside: bool = False


class EditedWorkspace:
    """One workspace in an editor.

    Args:
        ws: the workspace.
    """

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws
        self.plane = Plane(ws)
        self.diagnosis = Diagnosis(self.plane)
        self.hints = ChangeHints(self.plane)
        self._signs = self.plane.signs()
        self._typed: dict[str, None] = {}
        self._was: dict[str, LoadedFile | None] = {}  # the records as they were when they were last diagnosed
        self._hinted: dict[str, list[Finding]] = {}
        self._last_changes: dict[tuple[str, str], tuple[str, int] | None] = {}
        self._members: dict[str, Path] | None = None

    @classmethod
    def find(cls, folder: Path, extensions: Extensions[Any]) -> "EditedWorkspace":
        """The workspace that a folder lies in, or that its repository is a member of.

        Raises:
            NotFoundError, GitError: when there is none.
        """
        return cls(Workspace.find(folder, extensions=extensions))

    @property
    def root(self) -> Path:
        """The workspace's root."""
        return self.plane.root

    def path_of(self, file: Path) -> str:
        """A file's path relative to the workspace, with `/`; the whole path for a file that lies elsewhere."""
        text = os.path.normpath(file)
        real = os.path.join(os.path.realpath(os.path.dirname(text)), os.path.basename(text))  # noqa: PTH118, PTH119, PTH120
        root = f"{self.root}{os.sep}"
        return real.removeprefix(root).replace(os.sep, "/") if real.startswith(root) else real

    def file_of(self, path: str) -> Path:
        """The file of a path that `path_of` gave."""
        return self.root / path

    def is_watched(self, path: str) -> bool:
        """Whether something is said of a file, or of records by it: a record, a schema, the settings, a source."""
        is_schema = path.startswith("schemas/") and path.endswith(SUFFIX)
        return is_schema or path == SETTINGS_PATH or self.plane.kind_at(path) is not None or is_source(path)

    def type(self, path: str, text: str) -> None:
        """Let a buffer's text count for a file from now on."""
        self.plane.buffers[path] = text
        self._typed[path] = None

    def settle(self) -> None:
        """Read what was typed, so that every answer is of it."""
        for path in self._typed:
            self._was.setdefault(path, self.plane.catalogue.files.get(path))
            self.plane.take(path)
        self._typed.clear()

    def close(self, path: str) -> None:
        """Let the disk count again for a file."""
        self.settle()
        self._was.setdefault(path, self.plane.catalogue.files.get(path))
        self.plane.close(path)

    def diagnose(self) -> set[str]:
        """Diagnose what was typed, closed or read again; the paths of which something else may be said."""
        self.diagnosis.prepare()
        self.settle()
        affected: set[str] = set()
        was, self._was = self._was, {}
        self.hints.look_again(was)
        for path, before in was.items():
            if before is not None or path in self.plane.catalogue.files:
                affected |= self.diagnosis.edit(path, before)
            elif is_source(path):
                affected |= self.diagnosis.look_at_sources()
            elif self.is_watched(path):
                affected |= self.diagnosis.look_beside()
        return affected

    def look(self, paths: Collection[str] | None = None, listing: DiskListing | None = None) -> DiskChange:
        """Look at the disk: records, schemas, settings, and what is checked out.

        Args:
            paths: the files of which it is known that they changed; None to look at all.
            listing: what `plane.scan` gave, where it is done already.
        """
        self.settle()
        signs, before = self.plane.signs(), self._signs
        self._signs = signs
        if self._is_other_plane(signs, before):
            self.plane.load()
            self.diagnosis.forget()
            self.hints.forget()
            self._members = None
            return DiskChange(is_all=True)
        changed = self.plane.refresh(listing or self.plane.scan()) if paths is None else self.plane.reread(paths)
        for path, old in changed.items():
            self._was.setdefault(path, old)
        if len(changed) > _MANY:
            self._was.clear()
            self.diagnosis.forget()
            self.hints.forget()
            return DiskChange(is_all=True)
        if changed:
            self._members = None
        affected = self._look_further(signs, before)
        return DiskChange(frozenset(affected), is_beside=paths is not None and self._is_beside(paths))

    def _look_further(self, signs: Signs, before: Signs) -> set[str]:
        """Diagnose what was read again, and what lies beside the records where that changed."""
        affected = self.diagnose() | self.diagnosis.look_at_strays()
        if signs.settings != before.settings:
            affected |= self.diagnosis.look_beside()
        if signs.sources != before.sources:
            affected |= self.diagnosis.look_at_sources()
        if signs.head != before.head:
            affected |= self.hint()
        return affected

    def _is_other_plane(self, signs: Signs, before: Signs) -> bool:
        """Whether everything must be read anew: by other schemas, at other places, or from another commit."""
        is_moved = self.plane.is_sparse and signs.head != before.head
        return is_moved or (signs.schemas, signs.config) != (before.schemas, before.config)

    def _is_beside(self, paths: Collection[str]) -> bool:
        """Whether files changed of which no record is made, or which the last listing does not have so."""
        listed, files = self.plane.listing.stamps, self.plane.catalogue.files
        return any(path not in files or path not in listed for path in paths)

    def has_other_signs(self) -> bool:
        """Whether schemas, settings or what is checked out are others than when the disk was last looked at."""
        return self.plane.signs() != self._signs

    def begin(self) -> Iterator[tuple[int, int]]:
        """Diagnose everything; after each part, how many records are done, and of how many."""
        return self.diagnosis.begin()

    def hint(self) -> set[str]:
        """Look again at what takes Git: the uncommitted change, members; the paths of which something else is said."""
        beside, before = self.diagnosis.look_at_packages(), self._hinted
        try:
            self._hinted = self.hints.findings()
        except GitError:
            self._hinted = {}
        return beside | {path for path in {*before, *self._hinted} if before.get(path) != self._hinted.get(path)}

    def findings(self, path: str) -> tuple[list[Finding], list[Finding]]:
        """What is wrong with a file, and what its uncommitted change may not do."""
        own = self.diagnosis.of(path)
        return own, [finding for finding in self._hinted.get(path, ()) if finding not in own]

    def paths(self) -> set[str]:
        """The files of which something is said."""
        return self.diagnosis.paths() | set(self._hinted)

    def look_up_change(self, path: str) -> None:
        """Ask Git who last committed a change of a file, unless that is known. A thread may do it."""
        from wmsgit.vcs.history.commits import last_change

        key = (path, self._signs.head[0])
        if key not in self._last_changes:
            try:
                self._last_changes[key] = last_change(self.root, path) if key[1] else None
            except GitError:
                self._last_changes[key] = None

    def last_change(self, path: str) -> tuple[str, int] | None:
        """Who last committed a change of a file, and when, in seconds; None for nobody, or where it is not known."""
        return self._last_changes.get((path, self._signs.head[0]))

    def members(self) -> dict[str, Path]:
        """The members that are on this machine: name → place."""
        if self._members is None:
            places = member_places(self.ws, [_record(file) for file in self.plane.catalogue.of_kinds(MEMBERS)])
            self._members = {place.name: place.path for place in places if not place.refusal and place.path.is_dir()}
        return self._members


_MANY = 200
"""So many records at once are another branch: everything is diagnosed anew, in parts."""


def _record(file: LoadedFile) -> Record:
    return Record(file.kind, file.id, file.data or {}, file.path)


def require_workspace(folder: Path) -> None:
    """Refuse a folder that lies in no workspace.

    Raises:
        NotFoundError, GitError: when there is none.
    """
    find_root(folder)
