"""The files of a commit that matter: its schemas, and its record files, of which none is read yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from wmsgit.model.finding import Finding, in_order
from wmsgit.model.identity import id_of_path
from wmsgit.schema.budget import MAX_SCHEMA_BYTES
from wmsgit.schema.registry import SUFFIX, LinkedSchemasError, Registry, packaged_schemas
from wmsgit.store.layout import RECORDS
from wmsgit.vcs.objects.revisions import LINK_MODE, TreeFile
from wmsgit.workspace.workspace import Workspace

SCHEMAS = "schemas"


class RevisionFile(NamedTuple):
    """A record file of a commit.

    Attributes:
        path: relative to the workspace, with `/`.
        kind: the kind's name.
        id: the file's name without its suffix.
        blob: the id of its content.
    """

    path: str
    kind: str
    id: str
    blob: str


@dataclass(frozen=True, slots=True)
class RevisionTree:
    """What a commit has.

    Attributes:
        commit: its id.
        schemas: file name → text of each schema file.
        is_packaged: whether it has no `schemas/`, so that the kinds are those that come with wmsgit.
        registry: its kinds.
        files: its record files, by path.
        others: the files below `records/` that are no records, with their blob ids.
        folder_strays: a kind's folder → what lies in it and is no record file.
        is_linked: whether its `schemas` is a symbolic link, so that those that come with wmsgit stand in.
    """

    commit: str
    schemas: Mapping[str, bytes]
    is_packaged: bool
    registry: Registry
    files: tuple[RevisionFile, ...]
    others: Mapping[str, str]
    folder_strays: Mapping[str, tuple[Finding, ...]]
    is_linked: bool = False

    @property
    def strays(self) -> tuple[Finding, ...]:
        """What lies in the kinds' folders and is no record file, and a link in the place of the schemas."""
        error = LinkedSchemasError(SCHEMAS)
        link = (Finding(SCHEMAS, 0, 0, "SYMLINK", f"{error.message}: {error.hint}"),) if self.is_linked else ()
        return tuple(in_order({*link, *(stray for result in self.folder_strays.values() for stray in result)}))


def read_tree(
    ws: Workspace, commit: str, *, repository: Path | None = None, registry: Registry | None = None
) -> RevisionTree:
    """The tree of a commit, from two processes whatever its size.

    Args:
        ws: the workspace.
        commit: a whole id, as `Revision.commit` is, or that of a tree.
        repository: where git runs, when the objects are not in the workspace's own repository.
        registry: the kinds to read it by, in place of its own.

    Raises:
        GitError: when there is no such commit, or the workspace is not the top of a repository.
    """
    from wmsgit.store.layout import sort_listing
    from wmsgit.vcs.objects.revisions import tree_files

    root = repository or ws.require_dirs().worktree
    listed = tree_files(root, commit, (RECORDS, SCHEMAS))
    is_linked = any(file.path == SCHEMAS and file.mode == LINK_MODE for file in listed)
    schemas = _schemas(root, [file for file in listed if file.path.startswith(f"{SCHEMAS}/")])
    registry = registry or registry_of(ws, schemas)
    kinds = {kind.folder: kind for kind in registry.kinds()}
    blobs = {file.path: file for file in listed if file.path.startswith(RECORDS)}
    listing = sort_listing(((file.path, file.mode == LINK_MODE) for file in blobs.values()), kinds)
    files = [
        RevisionFile(path, kinds[folder].name, id_of_path(path), blobs[path].blob)
        for path, folder in listing.files.items()
    ]
    others = {path: file.blob for path, file in blobs.items() if path not in listing.files and file.mode != LINK_MODE}
    strays = {folder: tuple(in_order(result)) for folder, result in listing.strays.items()}
    return RevisionTree(commit, schemas or {}, schemas is None, registry, tuple(files), others, strays, is_linked)


def _schemas(root: Path, files: list[TreeFile]) -> dict[str, bytes] | None:
    """File name → text of the schema files that are read; None where the commit has no such folder."""
    from wmsgit.vcs.objects.blobs import read_blobs

    if not files:
        return None
    names = {
        file.path.removeprefix(f"{SCHEMAS}/"): file.blob
        for file in files
        if file.path.endswith(SUFFIX) and file.path.count("/") == 1 and file.mode != LINK_MODE
    }
    texts = read_blobs(root, names.values(), max_bytes=MAX_SCHEMA_BYTES)
    result = {name: text for name, (_, text) in zip(names, texts, strict=True)}
    return {name: text for name, text in result.items() if len(text) <= MAX_SCHEMA_BYTES}


def registry_of(ws: Workspace, schemas: Mapping[str, bytes] | None) -> Registry:
    """The registry of these schemas: the workspace's own, whose kinds are made already, where it is equal."""
    registry = Registry.read(packaged_schemas()) if schemas is None else Registry(schemas)
    return ws.registry if registry.digest == ws.registry.digest else registry
