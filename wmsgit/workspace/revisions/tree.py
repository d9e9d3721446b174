"""The files of a commit that matter: its schemas, and its record files, of which none is read yet."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from wmsgit.model.finding import Finding, in_order
from wmsgit.model.identity import id_of_path
from wmsgit.schema.registry import MAX_SCHEMA_BYTES, SUFFIX, LinkedSchemasError, Registry, packaged_schemas
from wmsgit.store.layout import RECORDS
from wmsgit.vcs.objects.revisions import LINK_MODE, TreeFile, parse_entries
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


class SortedFiles(NamedTuple):
    """What files below `records/` are.

    Attributes:
        files: the record files, by path.
        others: those that are no records, with their blob ids.
        strays: a kind's folder → what lies in it and is no record file.
    """

    files: tuple[RevisionFile, ...]
    others: Mapping[str, str]
    strays: Mapping[str, tuple[Finding, ...]]


class RevisionTree:
    """What a commit has. Its files are told apart when they are first asked for.

    Attributes:
        commit: its id.
        schemas: file name → text of each schema file.
        is_packaged: whether it has no `schemas/`, so that the kinds are those that come with wmsgit.
        registry: its kinds.
        entries: the files below `records/`, as `tree_entries` has them.
        is_linked: whether its `schemas` is a symbolic link, so that those that come with wmsgit stand in.
    """

    def __init__(
        self,
        commit: str,
        schemas: Mapping[str, bytes] | None,
        registry: Registry,
        entries: Sequence[str],
        *,
        is_linked: bool,
    ) -> None:
        self.commit, self.registry, self.entries, self.is_linked = commit, registry, entries, is_linked
        self.schemas, self.is_packaged = schemas or {}, schemas is None

    @cached_property
    def sorted_files(self) -> SortedFiles:
        """The files below `records/`."""
        return sort_entries(self.entries, {kind.folder: kind.name for kind in self.registry.kinds()})

    @property
    def files(self) -> tuple[RevisionFile, ...]:
        """The record files, by path."""
        return self.sorted_files.files

    @property
    def others(self) -> Mapping[str, str]:
        """The files below `records/` that are no records, with their blob ids."""
        return self.sorted_files.others

    @property
    def strays(self) -> tuple[Finding, ...]:
        """What lies in the kinds' folders and is no record file, and a link in the place of the schemas."""
        error = LinkedSchemasError(SCHEMAS)
        link = (Finding(SCHEMAS, 0, 0, "SYMLINK", f"{error.message}: {error.hint}"),) if self.is_linked else ()
        return tuple(in_order({*link, *(stray for result in self.sorted_files.strays.values() for stray in result)}))


def read_tree(
    ws: Workspace, commit: str, *, repository: Path | None = None, registry: Registry | None = None
) -> RevisionTree:
    """The tree of a commit, from two processes at most, whatever its size.

    Args:
        ws: the workspace.
        commit: a whole id, as `Revision.commit` is, or that of a tree.
        repository: where git runs, when the objects are not in the workspace's own repository.
        registry: the kinds to read it by, in place of its own.

    Raises:
        GitError: when there is no such commit, or the workspace is not the top of a repository.
    """
    from wmsgit.vcs.objects.revisions import tree_entries

    root = repository or ws.require_dirs().worktree
    entries = tree_entries(root, commit, (RECORDS, SCHEMAS))  # by path: the schemas stand last
    count = sum(1 for _ in takewhile(_is_of_schemas, reversed(entries)))
    below, own = entries[: len(entries) - count], parse_entries(entries[len(entries) - count :])
    is_linked = any(file.path == SCHEMAS and file.mode == LINK_MODE for file in own)
    present = () if registry else ws.registry.sources.values()
    schemas = _schemas(root, [file for file in own if file.path.startswith(f"{SCHEMAS}/")], present)
    return RevisionTree(commit, schemas, registry or registry_of(ws, schemas), below, is_linked=is_linked)


def sort_entries(entries: Iterable[str], folders: Mapping[str, str]) -> SortedFiles:
    """Tells apart what lies below `records/`.

    Args:
        entries: as `tree_entries` has them.
        folders: a kind's folder → its name, of every kind.
    """
    from wmsgit.store.layout import sort_listing

    listed = {file.path: file for file in parse_entries(entries)}
    listing = sort_listing(((file.path, file.mode == LINK_MODE) for file in listed.values()), folders)
    files = tuple(
        RevisionFile(path, folders[folder], id_of_path(path), listed[path].blob)
        for path, folder in listing.files.items()
    )
    others = {path: file.blob for path, file in listed.items() if path not in listing.files and file.mode != LINK_MODE}
    return SortedFiles(files, others, {folder: tuple(in_order(result)) for folder, result in listing.strays.items()})


def _is_of_schemas(entry: str) -> bool:
    return entry.partition("\t")[2].startswith(SCHEMAS)


def _schemas(root: Path, files: list[TreeFile], present: Iterable[bytes]) -> dict[str, bytes] | None:
    """File name → text of the schema files that are read; None where the commit has no such folder.

    Those that are as they are at present are not read from Git.
    """
    from wmsgit.store.files import digest_of

    if not files:
        return None
    names = {
        file.path.removeprefix(f"{SCHEMAS}/"): file.blob
        for file in files
        if file.path.endswith(SUFFIX) and file.path.count("/") == 1 and file.mode != LINK_MODE
    }
    texts = {digest_of(text): text for text in present}
    other = [blob for blob in names.values() if blob not in texts]
    if other:
        from wmsgit.vcs.objects.blobs import read_blobs

        read = read_blobs(root, other, max_bytes=MAX_SCHEMA_BYTES)
        texts |= {blob: text for blob, (_, text) in zip(other, read, strict=True)}
    return {name: texts[blob] for name, blob in names.items() if len(texts[blob]) <= MAX_SCHEMA_BYTES}


def registry_of(ws: Workspace, schemas: Mapping[str, bytes] | None) -> Registry:
    """The registry of these schemas: the workspace's own, whose kinds are made already, where it is equal."""
    registry = Registry.read(packaged_schemas()) if schemas is None else Registry(schemas)
    return ws.registry if registry.digest == ws.registry.digest else registry
