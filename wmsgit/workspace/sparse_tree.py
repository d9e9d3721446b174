"""The working tree of a sparse checkout: what is not on disk is as Git's index has it."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from wmsgit.model.finding import Finding
from wmsgit.model.record import LoadedFile, Stamp
from wmsgit.store.layout import RECORDS
from wmsgit.workspace.working_tree import WorkingTree

if TYPE_CHECKING:
    from wmsgit.schema.registry import Registry

_DIGITS = 15
"""Of a blob's id, as an inode is a number of 63 bits."""


class SparseTree(WorkingTree):
    """The record files of a workspace, those among them that are not checked out.

    Args:
        root: the workspace.
        registry: gives its kinds.
        strays: takes what each kind's folder holds beside records.
        left_out: path → blob id of the records that are not on disk.
    """

    def __init__(
        self,
        root: Path,
        registry: "Callable[[], Registry]",
        strays: dict[str, tuple[Finding, ...]],
        left_out: Mapping[str, str],
    ) -> None:
        super().__init__(root, registry, strays, None)  # Git tells no differences of what is not on disk
        self._left_out = left_out

    def scan(self, folder: str) -> Mapping[str, Stamp]:
        """A kind's folder → path → status of every record file in it; a blob's id stands for the status it has not."""
        top = f"{RECORDS}/{folder}/"
        absent = {path: _stamp(blob) for path, blob in self._left_out.items() if path.startswith(top)}
        return dict(sorted({**absent, **super().scan(folder)}.items()))

    def read_digest(self, path: str) -> str:
        """The digest of a file's bytes; empty where these cannot be read."""
        if path not in self._left_out:
            return super().read_digest(path)
        from wmsgit.store.files import digest_of

        return digest_of(read_left_out(self._root, self._left_out[path]))

    def load(self, files: list[tuple[str, str]]) -> Iterable[LoadedFile]:
        """Read files, given as (path, kind's name)."""
        from wmsgit.store.loading import load_bytes

        kinds = self.kinds_of(files)
        absent = [(path, kind) for path, kind in files if path in self._left_out]
        texts = _read_blobs(self._root, [self._left_out[path] for path, _ in absent])
        known = {path: load_bytes(text, path, kinds[kind]) for (path, kind), text in zip(absent, texts, strict=True)}
        here = iter(super().load([pair for pair in files if pair[0] not in known]))
        return [known[path] if path in known else next(here) for path, _ in files]


def read_left_out(root: Path, blob: str) -> bytes:
    """The bytes of a record that is not on disk.

    Raises:
        GitError: when the blob is not there.
    """
    return _read_blobs(root, [blob])[0]


def _read_blobs(root: Path, blobs: list[str]) -> list[bytes]:
    from wmsgit.store.refusal import MAX_RECORD_BYTES
    from wmsgit.vcs.objects.blobs import read_blobs

    texts = dict(read_blobs(root, dict.fromkeys(blobs), max_bytes=MAX_RECORD_BYTES)) if blobs else {}
    return [texts[blob] for blob in blobs]


def _stamp(blob: str) -> Stamp:
    return Stamp(0, 0, 0, int(blob[:_DIGITS], 16))
