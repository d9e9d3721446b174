"""The two sides of a comparison: trees of the working files, of a commit, or of nothing."""

from collections.abc import Mapping

from wmsgit.errors import NotFoundError
from wmsgit.history.state import State
from wmsgit.model.loaded import LoadedFile
from wmsgit.model.record import Record
from wmsgit.schema.registry import Registry
from wmsgit.workspace.checking.tree import SCHEMAS, Tree
from wmsgit.workspace.revisions.parsing import BlobParser
from wmsgit.workspace.revisions.records import records_at
from wmsgit.workspace.workspace import Workspace

Key = tuple[str, str]


def commit_tree(ws: Workspace, commit: str, parser: BlobParser | None = None) -> Tree:
    """The workspace as a commit has it, read by the schemas of that commit.

    Raises:
        GitError: when there is no such commit.
    """
    from wmsgit.vcs.blobs import read_blobs

    found = records_at(ws, commit, parser)
    blobs = {file.path: file.blob for file in found.tree.files} | dict(found.tree.others)

    def read(path: str) -> bytes:
        if path not in blobs:
            raise NotFoundError("there is no such file", where=path)
        return next(read_blobs(ws.root, [blobs[path]]))[1]

    return Tree(found.registry, found.tree.schemas, found.load(found.tree.files), read)


def empty_tree(ws: Workspace) -> Tree:
    """What there is before the first commit."""

    def read(path: str) -> bytes:
        raise NotFoundError("there is no such file", where=path)

    return Tree(ws.registry, {}, (), read)


def tree_by(ws: Workspace, registry: Registry) -> Tree:
    """The workspace as it stands in its files, read by the schemas of another moment."""
    from wmsgit.store.files import read_file
    from wmsgit.store.layout import scan
    from wmsgit.workspace.checking.tree import schema_texts
    from wmsgit.workspace.loading import load_files

    kinds = {kind.name: kind for kind in registry.kinds()}
    paths = [(path, kind.name) for kind in kinds.values() for path in scan(ws.root, kind.folder).files]
    files = list(load_files(ws.root, sorted(paths), kinds))
    return Tree(registry, schema_texts(ws.root), files, lambda path: read_file(ws.root, path))


def state_of(tree: Tree) -> State:
    """The records of a tree. Where two files have one kind and id, the first by path is the record."""
    files = files_by_key(tree)
    records = {
        key: Record(file.kind, file.id, file.data, file.path) for key, file in files.items() if file.data is not None
    }
    return State(tree.kinds, records, frozenset(files.keys() - records.keys()))


def files_by_key(tree: Tree) -> Mapping[Key, LoadedFile]:
    """Kind and id → file."""
    files = sorted(tree.files, key=lambda file: file.path, reverse=True)
    return {(file.kind, file.id): file for file in files}


def schema_paths(tree: Tree) -> dict[str, bytes]:
    """Path → text of the schemas."""
    return {f"{SCHEMAS}/{name}": text for name, text in tree.schemas.items()}
