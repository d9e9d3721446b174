"""Overlays: an index in which an open transaction's writes are there already."""

import tempfile
import zlib
from collections.abc import Iterable, Mapping

from wmsgit.index.index import Index
from wmsgit.index.opening import open_index
from wmsgit.index.refresh import FileAccess
from wmsgit.index.snapshot import borrow_snapshot
from wmsgit.model.record import LoadedFile, Stamp
from wmsgit.store.layout import scan
from wmsgit.store.loading import load_bytes
from wmsgit.workspace.loading import Files, digest_at, load_files
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.pending import PendingFile
from wmsgit.workspace.writing.transaction import Transaction


class Overlay:
    """The workspace's files with those of a transaction laid over them.

    It begins with a copy of the workspace's snapshot, so that only what differs is read.
    """

    def __init__(self, workspace: Workspace, transaction: Transaction) -> None:
        self._workspace = workspace
        self._transaction = transaction
        self._folder = tempfile.TemporaryDirectory(prefix="wmsgit-")
        self._kinds = {kind.name: kind for kind in workspace.registry.kinds()}
        self._index = self._open()

    def index(self) -> Index:
        """The index, with everything that the transaction holds now."""
        self._index.refresh()
        return self._index

    def close(self) -> None:
        """Let go of the memory and the copy."""
        self._index.close()
        self._folder.cleanup()

    def _open(self) -> Index:
        from pathlib import Path

        copy = Path(self._folder.name).resolve()
        if self._workspace.cache_dir:
            borrow_snapshot(self._workspace.cache_dir, copy)
        index = open_index(
            kinds=tuple(self._kinds.values()),
            digest=self._workspace.registry.digest,
            root=str(self._workspace.root),
            cache_dir=copy,
            files=FileAccess(self._scan, self._digest, self._load),
        )
        index.extend = self._workspace.add_tables
        return index

    def _pending(self) -> dict[str, PendingFile]:
        return {pending.path: pending for pending in self._transaction.pending()}

    def _scan(self, folder: str) -> Mapping[str, Stamp]:
        files = dict(scan(self._workspace.root, folder).files)
        for path, pending in self._pending().items():
            if pending.after is None:
                files.pop(path, None)
            elif path.startswith(f"records/{folder}/"):
                files[path] = Stamp(len(pending.after), 0, 0, zlib.crc32(pending.after))
        return files

    def _digest(self, path: str) -> str:
        loaded = self._loaded(path)
        return loaded.digest if loaded else digest_at(self._workspace.root, path)

    def _load(self, files: Files) -> Iterable[LoadedFile]:
        own = [(path, kind) for path, kind in files if path not in self._pending()]
        yield from load_files(self._workspace.root, own, self._kinds)
        yield from filter(None, (self._loaded(path) for path, _ in files))

    def _loaded(self, path: str) -> LoadedFile | None:
        pending = self._pending().get(path)
        if pending is None or pending.after is None:
            return None
        return load_bytes(pending.after, path, self._kinds[pending.kind])
