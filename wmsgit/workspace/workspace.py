"""The workspace: its kinds, its index, its records, and the door to the one write path."""

import os
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmsgit.errors import GitError, WmsgitError
from wmsgit.model.identity import require_safe_id
from wmsgit.model.times import in_local_zone, local_now
from wmsgit.model.value_context import ValueContext
from wmsgit.schema.kind import Kind
from wmsgit.schema.registry import Registry
from wmsgit.store.layout import path_of
from wmsgit.workspace.extensions import NONE, Extensions
from wmsgit.workspace.locate import find_root

if TYPE_CHECKING:
    from wmsgit.index.extra_tables import ExtraTables
    from wmsgit.index.index import Index
    from wmsgit.model.finding import Finding
    from wmsgit.model.people import People
    from wmsgit.model.record import LoadedFile, Record
    from wmsgit.store.document import Document
    from wmsgit.vcs.config import GitConfig
    from wmsgit.vcs.locate import GitDirs
    from wmsgit.workspace.place import Place
    from wmsgit.workspace.working_tree import WorkingTree

_PATH_SIGNS = frozenset("/\\\0")


class Workspace:
    """One workspace on disk.

    Args:
        root: the folder that holds `records/workspace.yaml`.
        clock: gives the present moment with its time zone.
        use_cache: whether the snapshot in the Git directory may be read and written.
        extensions: what features add: tables beside the records, trailers of commits.

    Attributes:
        strays: kind's folder → what it held beside records when the index last looked at it.
        working_tree: how the index looks at the files; None until there is one.
        chosen_session: the id of the session that the caller works in (`WMSGIT_SESSION`); empty for the worktree's.
        loaded: path → every file that the index reads, as long as somebody wants them; None else.
        memory: what features keep for as long as the workspace is open, by name; what is there still has to hold.
    """

    def __init__(
        self,
        root: Path,
        *,
        clock: Callable[[], datetime] = local_now,
        use_cache: bool = True,
        extensions: "Extensions[Workspace]" = NONE,
    ) -> None:
        self.root = root
        self.extensions = extensions
        self._clock = clock
        self._use_cache = use_cache
        self._index: Index | None = None
        self._people: People | None = None
        self.working_tree: WorkingTree | None = None
        self.strays: dict[str, tuple[Finding, ...]] = {}
        self.chosen_session = ""
        self.loaded: dict[str, LoadedFile] | None = None
        self.memory: dict[str, Any] = {}
        self.recovered: list[str] = []  # what recovery has done, until somebody says so

    @classmethod
    def find(
        cls,
        start: Path,
        *,
        chosen: Path | None = None,
        clock: Callable[[], datetime] = local_now,
        use_cache: bool = True,
        extensions: "Extensions[Workspace]" = NONE,
    ) -> "Workspace":
        """The workspace that `start` lies in, or the `chosen` one; NotFoundError when there is none."""
        return cls(find_root(start, chosen), clock=clock, use_cache=use_cache, extensions=extensions)

    @cached_property
    def registry(self) -> Registry:
        """The workspace's kinds."""
        return Registry.read(self.root / "schemas")

    @cached_property
    def dirs(self) -> "GitDirs | None":
        """The Git directories; None where the workspace is not the top of a worktree."""
        from wmsgit.vcs.locate import find_git_dirs

        dirs = find_git_dirs(self.root)
        return dirs if dirs and dirs.worktree.resolve() == self.root.resolve() else None

    def require_dirs(self) -> "GitDirs":
        """The Git directories; GitError when the workspace is not the top of a worktree."""
        if self.dirs is None:
            message = "the workspace is not the top of a Git repository"
            raise GitError(message, where=str(self.root), hint="'git init' makes one")
        return self.dirs

    @cached_property
    def config(self) -> "GitConfig":
        """The user's Git configuration as it applies here."""
        from wmsgit.vcs.config import GitConfig

        return GitConfig(self.root)

    @cached_property
    def cache_dir(self) -> Path | None:
        """Where disposable caches may lie; None when there is no such place, or it is another user's."""
        from wmsgit.disk.own import is_own
        from wmsgit.vcs.locate import private_dir

        is_usable = self._use_cache and self.dirs and is_own(self.dirs.git_dir)
        return private_dir(self.dirs) if self.dirs and is_usable else None

    def keeps(self, name: str) -> bool:
        """Whether this worktree has a private file whose name begins so: where it has none, nobody need read it."""
        from wmsgit.vcs.locate import private_dir

        try:
            return self.dirs is not None and any(file.startswith(name) for file in os.listdir(private_dir(self.dirs)))
        except OSError:
            return False

    def now(self) -> datetime:
        """The present moment, with the local time zone."""
        return in_local_zone(self._clock())

    def actor(self) -> str:
        """Who is acting: `git config wmsgit.actor`, else the Git user's name; the person's id where one goes by it."""
        from wmsgit.workspace.people import acting

        return acting(self.people, self.config)

    @property
    def people(self) -> "People":
        """Who is who; nobody where there are no records of people."""
        if self._people is None:
            from wmsgit.workspace.people import read_people

            folder = self.root / "records" if self.history_start is None else None
            self._people = read_people(self.registry, folder, lambda kind: self.index([kind.name]), self.read)
        return self._people

    def kind(self, noun: str) -> Kind:
        """The kind of a name or alias; NotFoundError when there is none, SchemaError when its schema is broken."""
        return self.registry.kind(noun)

    def index(self, only: Collection[str] | None = None) -> "Index":
        """The index. A query brings the kinds that it needs up to date; those named in `only` are so at once."""
        if self._index is None:
            self._index = self._open_index(only)
            self._index.extend = self.add_tables
        return self._index

    def forget_index(self) -> None:
        """Drop what is indexed: the files have changed."""
        if self._index is not None:
            self._index.close()
        self._index = self._people = self.working_tree = None

    def locate(self, record_id: str, kind: Kind | None = None, *, exact: bool = False) -> "Place":
        """Where the record of this id, of this spelling of it, or of this unambiguous prefix unless `exact`, is.

        No index is opened when the record lies at its usual path.

        Raises:
            NotFoundError, AmbiguousError: when it is unknown; InvalidError for what is no id but, say, a path.
        """
        if not record_id or not _PATH_SIGNS.isdisjoint(record_id):
            require_safe_id(record_id)
        if usual := self.usual_place(record_id, kind):
            return usual
        from wmsgit.workspace.spelled import locate_spelled

        root = self.root if self.history_start is None else None
        return locate_spelled(self.registry, root, record_id, kind, self.index, self.usual_place, exact=exact)

    def usual_place(self, record_id: str, kind: Kind | None) -> "Place | None":
        """Where the record of this exact id is if it lies at its usual path; it may still lie in a folder below."""
        from wmsgit.workspace.place import Place

        for candidate in [kind] if kind else self.registry.likely(record_id):
            if path := path_of(self.root, candidate, record_id):
                return Place(candidate.name, record_id, path)
        return None

    def read(self, path: str) -> bytes:
        """The bytes of a file, by its path in the workspace; NotFoundError, InvalidError when it may not be read."""
        from wmsgit.workspace.left_out import read_present

        return read_present(self.root, path, lambda: self.left_out)

    def require_writable(self) -> None:
        """Refuse to write where there is nothing to write to: UsageError for the workspace at a revision."""

    def document(self, place: "Place") -> "Document":
        """The record's file with its positions; InvalidError when it cannot be read."""
        from wmsgit.store.document import read_document

        return read_document(self.read(place.path), self.kind(place.kind).shape, path=place.path)

    def record(self, place: "Place") -> "Record":
        """The record as it stands in its file; InvalidError when it cannot be read."""
        from wmsgit.model.record import Record

        return Record(place.kind, place.id, self.document(place).data, place.path)

    def numbered(self, kind: Kind, text: str) -> str:
        """What a person typed where an id of this kind stands: of a spelling such as `2` or `task-2` the whole id.

        A record of that kind whose id is this very text comes first. What is no spelling stays as it is.
        """
        from wmsgit.workspace.spelled import whole_id

        return text if self.usual_place(text, kind) else whole_id(self.registry, self.locate, kind, text)

    def value_context(self) -> ValueContext:
        """What `tomorrow`, `@me`, a bare number and an id in another case stand for here and now."""

        def named(kind: str, text: str) -> str:
            try:
                return self.numbered(self.kind(kind), text)
            except WmsgitError:
                return text

        return ValueContext(self.now(), self.actor, named, lambda: self.people)

    def unreadable(self, kinds: Collection[str] | None = None) -> "list[Finding]":
        """Why records of these kinds, or of all for None, are not shown: broken files, symbolic links, odd names."""
        broken = self.index(kinds).unreadable(kinds)
        if not broken and not any(self.strays.values()):
            return []
        from wmsgit.workspace.left_out import unreadable

        return unreadable(self.registry, broken, self.strays, kinds)

    @cached_property
    def left_out(self) -> dict[str, str]:
        """Path → blob id of the records that a sparse checkout keeps out of the worktree.

        A plain index is known to have none by its first bytes, without a start of git.
        """
        from wmsgit.vcs.stat_changes import is_plain_index

        if self.dirs is None or is_plain_index(self.dirs):
            return {}
        from wmsgit.workspace.left_out import records_left_out

        return records_left_out(self.root, self.registry)

    @property
    def history_start(self) -> str | None:
        """The commit whose history `record_changes` tells; None for HEAD."""
        return None

    def add_tables(self, extra: "ExtraTables") -> None:
        """Let a user's SQL over this workspace's records name its history, and what features add."""
        self.extensions.add_tables(extra, self, self.cache_dir)

    def _open_index(self, only: Collection[str] | None) -> "Index":
        from wmsgit.index.opening import Kinds, open_index

        dirs = self.dirs if self.cache_dir else None
        if self.left_out:
            from wmsgit.workspace.sparse_tree import SparseTree

            self.working_tree = SparseTree(self.root, lambda: self.registry, self.strays, self.left_out)
        else:
            from wmsgit.workspace.working_tree import WorkingTree

            self.working_tree = WorkingTree(self.root, lambda: self.registry, self.strays, dirs, lambda: self.loaded)
        return open_index(
            kinds=Kinds(lambda: tuple(self.registry.kinds()), self.registry.kind),
            digest=self.registry.digest,
            root=str(self.root),
            cache_dir=self.cache_dir,
            files=self.working_tree.access(),
            only=only,
        )

    def places(self, ids: Iterable[str], kind: Kind | None = None) -> "list[Place]":
        """Where the records of these exact ids are, each once.

        Raises:
            NotFoundError: naming every id that has no record.
        """
        from wmsgit.workspace.place import places_of

        return places_of(lambda record_id: self.locate(record_id, kind, exact=True), ids)
