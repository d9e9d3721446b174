"""The two sides of a comparison: trees of the working files, of a commit, or of nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wmsgit.errors import NotFoundError
from wmsgit.features.check.actions.past import commit_tree
from wmsgit.features.check.actions.tree import SCHEMAS, Tree, schema_texts
from wmsgit.features.check.actions.tree_packs import TreePacks
from wmsgit.features.review.checks.weakened import PackSides
from wmsgit.model.finding import Finding
from wmsgit.model.record import LoadedFile, Record
from wmsgit.schema.registry import Registry
from wmsgit.schema.state import State
from wmsgit.store.layout import scan
from wmsgit.workspace.workspace import Workspace

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads trees of commits; what one has parsed, the next finds.

    Attributes:
        ws: the workspace.
        repository: where git runs, when the objects are not in the workspace's own repository.
        registry: the kinds to read them by, in place of each commit's own.
    """

    ws: Workspace
    repository: Path | None = None
    registry: Registry | None = None

    def tree(self, commit: str) -> Tree:
        """The workspace as a commit, or a tree of that id, has it.

        Raises:
            GitError: when there is no such commit.
        """
        return self.tree_and_strays(commit)[0]

    def tree_and_strays(self, commit: str) -> tuple[Tree, tuple[Finding, ...]]:
        """As `tree`, with what lies beside the records and is none."""
        tree, listed = commit_tree(self.ws, commit, repository=self.repository, registry=self.registry)
        return tree, listed.strays


def empty_tree(ws: Workspace) -> Tree:
    """What there is before the first commit."""

    def read(path: str) -> bytes:
        raise NotFoundError("there is no such file", where=path)

    return Tree(ws.registry, {}, (), read)


def tree_by(ws: Workspace, registry: Registry) -> Tree:
    """The workspace as it stands in its files, read by the schemas of another moment."""
    from wmsgit.store.files import read_file
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


def packs_of(ws: Workspace, old: Tree, new: Tree) -> PackSides:
    """Where the packs of two trees are read that their decisions take rules from."""
    return PackSides(TreePacks(old, ws), TreePacks(new, ws))


def files_by_key(tree: Tree) -> Mapping[Key, LoadedFile]:
    """Kind and id → file."""
    files = sorted(tree.files, key=lambda file: file.path, reverse=True)
    return {(file.kind, file.id): file for file in files}


def schema_paths(tree: Tree) -> dict[str, bytes]:
    """Path → text of the schemas."""
    return {f"{SCHEMAS}/{name}": text for name, text in tree.schemas.items()}
