"""What a commit has: its records and schemas as a check looks at them."""

from wmsgit.check.strays import stray_findings
from wmsgit.errors import NotFoundError
from wmsgit.model.finding import Finding
from wmsgit.workspace.checking.tree import Tree
from wmsgit.workspace.revisions.parsing import BlobParser
from wmsgit.workspace.revisions.tree import RevisionTree, read_tree
from wmsgit.workspace.workspace import Workspace

_FEW = 8


def past_tree(ws: Workspace, commit: str, parser: BlobParser | None = None) -> tuple[Tree, tuple[Finding, ...]]:
    """The workspace as a commit has it, and its strays.

    Args:
        ws: the workspace.
        commit: a whole id, as `Revision.commit` is.
        parser: one that several commits share.

    Raises:
        GitError: when there is no such commit, or the workspace is not the top of a repository.
    """
    found = read_tree(ws, commit)
    files = list((parser or BlobParser(ws)).parse(found.files, found.registry))
    folders = {kind.folder for kind in found.registry.kinds()}
    strays = set(stray_findings(sorted(found.others), folders, schemas_broken=bool(found.registry.broken)))
    links = {stray for stray in found.strays if stray.code != "STRAY"}
    return Tree(found.registry, found.schemas, files, _Texts(ws, found).read), (*strays, *links)


class _Texts:
    """The texts of a commit's files: a few one by one, as they are asked for, then all from one process."""

    def __init__(self, ws: Workspace, tree: RevisionTree) -> None:
        self._root = ws.root
        self._blobs = {**tree.others, **{file.path: file.blob for file in tree.files}}
        self._known: dict[str, bytes] = {}

    def read(self, path: str) -> bytes:
        """The bytes of a file.

        Raises:
            NotFoundError: when the commit has no such file.
        """
        if path not in self._blobs:
            raise NotFoundError("there is no such file", where=path)
        if path not in self._known:
            self._known |= self._read([path] if len(self._known) < _FEW else list(self._blobs))
        return self._known[path]

    def _read(self, paths: list[str]) -> dict[str, bytes]:
        from wmsgit.store.files import MAX_RECORD_BYTES
        from wmsgit.vcs.blobs import read_blobs

        texts = read_blobs(self._root, (self._blobs[path] for path in paths), max_bytes=MAX_RECORD_BYTES)
        return {path: text for path, (_, text) in zip(paths, texts, strict=True)}
