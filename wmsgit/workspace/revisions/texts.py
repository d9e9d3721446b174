"""The texts of a commit's files, for whoever looks at some of them after they were parsed."""

from pathlib import Path

from wmsgit.errors import NotFoundError
from wmsgit.workspace.revisions.tree import RevisionTree

_FEW = 8


class Texts:
    """The texts of a commit's files: a few one by one, as they are asked for, then all from one process.

    Args:
        root: where git runs.
        tree: the commit.
    """

    def __init__(self, root: Path, tree: RevisionTree) -> None:
        self._root = root
        self._commit = tree.commit
        self._blobs = {**tree.others, **{file.path: file.blob for file in tree.files}}
        self._known: dict[str, bytes] = {}

    def read(self, path: str) -> bytes:
        """The bytes of a file.

        Raises:
            NotFoundError: when the commit has no such file.
        """
        if path not in self._blobs:
            self._blobs[path] = self._beside(path)
        if path not in self._known:
            self._known |= self._read([path] if len(self._known) < _FEW else list(self._blobs))
        return self._known[path]

    def _beside(self, path: str) -> str:
        """The blob of a file that does not lie below `records/`, such as a pack of rules."""
        from wmsgit.vcs.objects.revisions import LINK_MODE, tree_files

        files = tree_files(self._root, self._commit, [path])
        for file in files:
            if file.path == path and file.mode != LINK_MODE:
                return file.blob
        raise NotFoundError("there is no such file", where=path)

    def _read(self, paths: list[str]) -> dict[str, bytes]:
        from wmsgit.store.refusal import MAX_RECORD_BYTES
        from wmsgit.vcs.objects.blobs import read_blobs

        texts = read_blobs(self._root, (self._blobs[path] for path in paths), max_bytes=MAX_RECORD_BYTES)
        return {path: text for path, (_, text) in zip(paths, texts, strict=True)}
