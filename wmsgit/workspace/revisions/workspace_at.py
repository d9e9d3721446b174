"""The workspace at a revision: everything that reads a workspace reads this one, and nothing can write to it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from wmsgit.errors import AmbiguousError, NotFoundError, UsageError
from wmsgit.model.record import LoadedFile
from wmsgit.model.revision import Revision
from wmsgit.schema.kind import Kind
from wmsgit.schema.registry import Registry
from wmsgit.store.layout import record_path
from wmsgit.workspace.place import Place
from wmsgit.workspace.revisions import index_cache
from wmsgit.workspace.revisions.index_cache import KeptTree
from wmsgit.workspace.revisions.tree import (
    RevisionFile,
    RevisionTree,
    SortedFiles,
    read_tree,
    registry_of,
    sort_entries,
)
from wmsgit.workspace.workspace import Workspace

if TYPE_CHECKING:
    from wmsgit.index.index import Index
    from wmsgit.index.refresh import Digests
    from wmsgit.workspace.loading import Files

_FEW_LOOKUPS = 8


class PastWorkspace(Workspace):
    """A workspace as a commit has it. The working tree is not looked at.

    Args:
        present: the workspace.
        revision: which commit.

    Attributes:
        revision: the commit.
    """

    def __init__(self, present: Workspace, revision: Revision) -> None:
        super().__init__(present.root, clock=present.now, extensions=present.extensions)
        self.present = present
        self.revision = revision
        self._lookups = 0

    def __str__(self) -> str:
        """The revision as messages name it."""
        return f"{self.revision.short} ({self.revision.committed_at.astimezone(self.now().tzinfo):%Y-%m-%d})"

    @property
    def cache_dir(self) -> Path | None:
        """That of the present workspace: what is cached in it holds for any revision."""
        return self.present.cache_dir

    @property
    def history_start(self) -> str:
        """The commit itself."""
        return self.revision.commit

    @cached_property
    def registry(self) -> Registry:
        """The kinds as the commit's schemas have them."""
        if self._kept is None:
            return self.tree.registry
        return registry_of(self.present, self._kept.schemas)

    @cached_property
    def tree(self) -> RevisionTree:
        """The commit's files."""
        return read_tree(self.present, self.revision.commit)

    def require_writable(self) -> None:
        """Refuse to write.

        Raises:
            UsageError: always.
        """
        raise UsageError(f"this is the workspace at {self}, which cannot be changed")

    def locate(self, record_id: str, kind: Kind | None = None, *, exact: bool = False) -> Place:
        """As for the present workspace; the errors name the revision."""
        try:
            return super().locate(record_id, kind, exact=exact)
        except NotFoundError as error:
            cls = AmbiguousError if isinstance(error, AmbiguousError) else NotFoundError
            message = f"{error.message} at {self}"
            raise cls(message, where=error.where, hint=error.hint, details=error.details) from None

    def usual_place(self, record_id: str, kind: Kind | None) -> Place | None:
        """The record's place if it lies at its usual path; a few are looked up before the index is made."""
        from wmsgit.model.identity import is_safe_id

        self._lookups += 1
        candidate = kind or next(iter(self.registry.likely(record_id)), None)
        if self._kept or self._index or self._lookups > _FEW_LOOKUPS or not candidate or not is_safe_id(record_id):
            return None
        path = record_path(candidate, record_id)
        return Place(candidate.name, record_id, path) if self._blob(path) else None

    def read(self, path: str) -> bytes:
        """The bytes that a file has in the commit.

        Raises:
            NotFoundError: when it has no such file.
        """
        from wmsgit.store.refusal import MAX_RECORD_BYTES
        from wmsgit.vcs.objects.blobs import read_blobs

        blob = self._blob(path)
        if blob is None:
            raise NotFoundError(f"there is no such file at {self}", where=path)
        return next(read_blobs(self.root, [blob], max_bytes=MAX_RECORD_BYTES))[1]

    def _blob(self, path: str) -> str | None:
        from wmsgit.vcs.objects.revisions import LINK_MODE, tree_files

        result = tree_files(self.root, self.revision.commit, [path])
        return next((file.blob for file in result if file.path == path and file.mode != LINK_MODE), None)

    @cached_property
    def _folder(self) -> Path | None:
        """Where the commit's index is kept."""
        return self.cache_dir / index_cache.FOLDER / self.revision.commit if self.cache_dir else None

    @cached_property
    def _kept(self) -> KeptTree | None:
        kept = index_cache.load_kept(self._folder) if self._folder else None
        if kept and self._folder:
            index_cache.used(self._folder)
        return kept

    def _open_index(self, only: Collection[str] | None) -> "Index":
        del only  # the files never change: all are in the snapshot, or must be read for it
        source = _Source(self)
        if self._kept is not None:
            self.strays = dict(self._kept.strays)
            return source.open(self._folder)
        index = self._made_index(source) if self._folder else source.open(None)
        self.strays = dict(source.changed.strays)
        return index

    def _made_index(self, source: "_Source") -> "Index":
        """The index, made of the nearest one that is known, and kept."""
        from wmsgit.index.snapshot import borrow_snapshot

        assert self._folder is not None  # who calls has asked
        try:
            draft = index_cache.drafted(self._folder.parent)
        except OSError:
            return source.open(None)
        try:
            tree, digest = self.tree, self.tree.registry.digest
            seed = index_cache.seed_for(self._folder.parent, digest, len(tree.entries)) or self.cache_dir
            if seed is not None:
                borrow_snapshot(seed, draft)
            index = source.open(draft, is_sealed=False)
            schemas = None if tree.is_packaged else tree.schemas
            kept = KeptTree(schemas, digest, source.changed.strays, len(tree.entries))
            index_cache.keep(draft, self._folder, kept)
        except OSError:
            pass  # another process was faster, or the disk is full: what is in memory serves all the same
        finally:
            index_cache.discard(draft)
        return index


class _Source:
    """The files of a commit as the index asks for them.

    Attributes:
        changed: those files, and what else lies beside them, that the index did not know when it last asked.
    """

    def __init__(self, past: PastWorkspace) -> None:
        self._past = past
        self.changed = SortedFiles((), {}, {})

    def open(self, cache_dir: Path | None, *, is_sealed: bool = True) -> "Index":
        """The index with its snapshot in this directory."""
        from wmsgit.index.opening import Kinds, open_index
        from wmsgit.index.refresh import Contents

        return open_index(
            kinds=Kinds(lambda: tuple(self._past.registry.kinds()), self._past.registry.kind),
            digest=self._past.registry.digest,
            root=str(self._past.root),
            cache_dir=cache_dir,
            files=Contents(self._contents, self._load),
            is_sealed=is_sealed,
        )

    def _load(self, files: "Files") -> Iterable[LoadedFile]:
        from wmsgit.workspace.revisions.parsing import BlobParser

        known = {file.path: file for file in self.changed.files}
        return BlobParser(self._past.present).parse([known[path] for path, _ in files], self._past.registry)

    def _contents(self, folders: Mapping[str, str], known: "Mapping[str, Digests]") -> "dict[str, Digests]":
        """A kind's name → path → digest: what an index knows by these need not be read, whatever it was made of.

        A file that is known by its path and content is a record, so that only the others must be told apart.
        """
        from wmsgit.vcs.objects.revisions import entries_of

        entries = self._past.tree.entries
        usual = {entry for digests in known.values() for entry in entries_of(digests)}
        others = [entry for entry in entries if entry not in usual]
        result = dict(known)
        if len(entries) - len(others) < len(usual):
            here = frozenset(entries)
            for name, digests in known.items():
                pairs = zip(digests.items(), entries_of(digests), strict=True)
                result[name] = dict(pair for pair, entry in pairs if entry in here)
        self.changed = sort_entries(others, {folder: name for name, folder in folders.items()})
        added: dict[str, dict[str, str]] = {name: {} for name in folders}
        for file, digest in zip(self.changed.files, self._digests(self.changed.files), strict=True):
            added[file.kind][file.path] = digest
        return {name: {**digests, **added[name]} if added[name] else digests for name, digests in result.items()}

    def _digests(self, files: Sequence[RevisionFile]) -> Iterable[str]:
        """The digest of each file's bytes: its blob's id, but in a repository of SHA-256."""
        from wmsgit.store.files import DIGEST_DIGITS, digest_of
        from wmsgit.store.refusal import MAX_RECORD_BYTES
        from wmsgit.vcs.objects.blobs import read_blobs

        blobs = [file.blob for file in files]
        if all(len(blob) == DIGEST_DIGITS for blob in blobs):
            return blobs
        return [digest_of(text) for _, text in read_blobs(self._past.root, blobs, max_bytes=MAX_RECORD_BYTES)]
