"""What a check looks at: the records as they stand in the files, or as Git's index would commit them."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from wmsgit.features.check.actions.places import RecordPlaces
from wmsgit.features.check.checks.strays import stray_findings
from wmsgit.model.finding import Finding, in_order
from wmsgit.model.record import LoadedFile
from wmsgit.model.value import immutable
from wmsgit.schema.kind import Kind
from wmsgit.schema.registry import MAX_SCHEMA_BYTES, SUFFIX, Registry
from wmsgit.store.layout import RECORDS, folder_of
from wmsgit.workspace.left_out import read_present
from wmsgit.workspace.workspace import Workspace

SCHEMAS = "schemas"
SETTINGS_PATH = f"{RECORDS}/workspace.yaml"
RECORD_SUFFIX = ".yaml"
NO_EXAMPLES = "NO-EXAMPLES"
"""The code of a rule without examples, which only a strict check asks for."""


@immutable
class Tree:
    """One state of a workspace.

    Attributes:
        registry: its kinds.
        schemas: file name → text of each schema file.
        files: every record file.
        read: gives the bytes of a file of this state; raises InvalidError or NotFoundError.
        is_past: whether it is that of a past revision, whose schemas nobody can mend any more.
    """

    registry: Registry
    schemas: Mapping[str, bytes]
    files: Sequence[LoadedFile]
    read: Callable[[str], bytes]
    is_past: bool = False

    @property
    def kinds(self) -> dict[str, Kind]:
        """Name → kind, for the schemas that can be used."""
        return {kind.name: kind for kind in self.registry.kinds()}

    @cached_property
    def rule_holders(self) -> dict[str, Kind]:
        """Name → kind, of those that have records here and fields that hold drift rules."""
        present = {file.kind for file in self.files}
        return {
            name: kind
            for name, kind in self.kinds.items()
            if name in present and any(field.rules for field in kind.fields.values())
        }

    @cached_property
    def place(self) -> RecordPlaces:
        """The port `Places` of the model."""
        by_folder = {kind.folder: kind for kind in self.registry.kinds()}
        return RecordPlaces(self.read, lambda path: by_folder.get(_folder(path, by_folder)))


def kind_at(path: str, kinds: Iterable[Kind]) -> Kind | None:
    """The kind in whose folder a path lies."""
    by_folder = {kind.folder: kind for kind in kinds}
    return by_folder.get(_folder(path, by_folder))


def working_tree(ws: Workspace) -> Tree:
    """The workspace as it stands in its files; what a sparse checkout leaves out, as Git's index has it."""
    folders: set[str] = set()

    def read(path: str) -> bytes:
        return read_present(ws.root, path, lambda: ws.left_out, folders)

    return Tree(ws.registry, schema_texts(ws.root), record_files(ws), read)


def record_files(ws: Workspace) -> list[LoadedFile]:
    """Every record file of the working tree, as the index has it, or as it was read where that was just now."""
    kinds = tuple(ws.registry.kinds())
    index = ws.index()
    digests, problems = index.digests(), index.unreadable()
    loaded = ws.loaded or {}
    if {path: file.digest for path, file in loaded.items()} == digests:
        readable = [file for file in loaded.values() if file.data is not None]
    else:
        unseen = index.may_have_unseen()
        readable = [
            LoadedFile(path := each.path, kind.name, each.id, digests.get(path, ""), each.data, None, path in unseen)
            for kind in kinds
            for each in index.documents(kind, order=None)
        ]
    readable.sort(key=lambda file: file.path)  # which costs less than to have the index put them in an order
    return [*readable, *(_unreadable(problem, kinds, digests.get(problem.path, "")) for problem in problems)]


def _unreadable(problem: Finding, kinds: Iterable[Kind], digest: str) -> LoadedFile:
    kind = kind_at(problem.path, kinds)
    return LoadedFile(problem.path, kind.name if kind else "", id_of(problem.path), digest, None, problem)


def _folder(path: str, folders: Collection[str]) -> str:
    if "/." in path:  # in a hidden folder, or hidden itself
        return ""
    return folder_of(path.removeprefix(f"{RECORDS}/"), folders)


def id_of(path: str) -> str:
    """The id that a record file's name gives."""
    return path.rpartition("/")[2].removesuffix(RECORD_SUFFIX)


def schema_texts(root: Path) -> dict[str, bytes]:
    """File name → text of the schema files that are read: neither links nor too large."""
    paths = [path for path in _schema_paths(root) if _schema_fault(path) is None]
    return {path.name: path.read_bytes() for path in paths}


def stray_files(ws: Workspace, strays: Mapping[str, Iterable[Finding]] | None = None) -> tuple[Finding, ...]:
    """What lies where records and schemas do in the working tree and is neither, or is not read.

    Args:
        ws: which.
        strays: kind's folder → what it holds beside records, where somebody has just looked; else the index is asked.
    """
    from wmsgit.store.strays import scan_hidden, scan_records_root

    if strays is None:
        _ = ws.index().state  # has every kind's folder looked at
        strays = ws.strays
    result = {finding for items in strays.values() for finding in items}
    result.update(scan_records_root(ws.root, strays))
    result.update(finding for top in (RECORDS, SCHEMAS) for finding in scan_hidden(ws.root, top))
    spelled = [stray for finding in in_order(result) for stray in _spelled(ws, finding, strays)]
    return (*spelled, *filter(None, map(_schema_fault, _schema_paths(ws.root, of_links=True))))


def _spelled(ws: Workspace, finding: Finding, folders: Collection[str]) -> Iterator[Finding]:
    """A stray file, or every file in a stray folder; other findings as they are."""
    if finding.code != "STRAY":
        yield finding
        return
    is_folder = (ws.root / finding.path).is_dir()
    paths = _files_below(ws.root, finding.path) if is_folder else [finding.path]
    strays = list(stray_findings(paths, folders, schemas_broken=not ws.registry.is_sound))
    yield from strays or (() if is_folder else (finding,))


def _files_below(root: Path, path: str) -> list[str]:
    result = []
    for folder, _, names in os.walk(root / path):
        below = Path(folder).relative_to(root).as_posix()
        result += [f"{below}/{name}" for name in names if not name.startswith(".")]
    return sorted(result)


def _schema_paths(root: Path, *, of_links: bool = False) -> list[Path]:
    """The schema files, and with `of_links` also whatever else is a link."""
    folder = root / SCHEMAS
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    links = {path for path in paths if path.name[0] != "." and path.is_symlink()} if of_links else set()
    return [path for path in paths if path.name.endswith(SUFFIX) or path in links]


def _schema_fault(path: Path) -> Finding | None:
    name = f"{SCHEMAS}/{path.name}"
    if path.is_symlink():
        return Finding(name, 0, 0, "SYMLINK", "symbolic links are not followed: put a real file here")
    if not path.is_file():
        return Finding(name, 0, 0, "UNREADABLE", "not a regular file")
    if path.stat().st_size > MAX_SCHEMA_BYTES:
        return Finding(name, 0, 0, "SIZE", f"larger than {MAX_SCHEMA_BYTES >> 20} MiB")
    return None
