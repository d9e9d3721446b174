"""Import and export of the older system's files and documents."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from wmsgit.disk.folder import refused
from wmsgit.disk.named import named_folder
from wmsgit.disk.writer import write_files
from wmsgit.features.exchange.actions.landing import AS_IT_COMES, ImportTerms, kinds_of, land, reading_terms, take_in
from wmsgit.features.exchange.reading import read_directory, read_document, read_legacy
from wmsgit.features.exchange.report import ImportReport
from wmsgit.features.exchange.writing import dump_legacy, export_document, write_legacy
from wmsgit.model.record import Record
from wmsgit.workspace.settings import workspace_name
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult
from wmsgit.workspace.writing.transaction import Transaction


def import_json(
    workspace: Workspace,
    source: Path,
    *,
    terms: ImportTerms = AS_IT_COMES,
    how: WriteOptions = AS_USUAL,
) -> tuple[WriteResult, ImportReport]:
    """Take in the older system's files from a directory, or one of them, in one commit.

    Raises:
        NotFoundError: when there is none of the files.
        InvalidError: when one of them is not JSON, or of no known shape.
    """
    full = reading_terms(workspace, terms)
    legacy = read_legacy(read_directory(source), full)
    return land(workspace, "json", legacy, full, terms, how)


def import_document(
    transaction: Transaction, workspace: Workspace, data: Mapping[str, Any], *, merge: bool
) -> ImportReport:
    """Take in what `export_to_json` gave, within a transaction: the source wins, or with `merge` ours stays."""
    terms = ImportTerms(merge=merge, theirs=not merge)
    document = read_document(data, reading_terms(workspace, terms))
    return take_in(workspace, transaction, "json", document, terms)


def export_json(workspace: Workspace, directory: Path) -> list[Path]:
    """Write the four files into a directory, which is made where it does not exist.

    Raises:
        InvalidError: when a symbolic link of the checkout stands on the way.
        GitError: when the file system refuses.
    """
    files = write_legacy(_records(workspace), kinds_of(workspace))
    with refused(str(directory), "the folder cannot be made"):
        root, prefix = named_folder(directory, [workspace.root])
    write_files(root, [(f"{prefix}{name}", dump_legacy(value)) for name, value in files.items()])
    return [directory / name for name in files]


def export_rows(
    workspace: Workspace, exported_at: datetime, statistics: Mapping[str, Mapping[str, int]]
) -> dict[str, Any]:
    """The workspace as the older system's one document."""
    return export_document(
        _records(workspace),
        kinds_of(workspace),
        workspace=workspace_name(workspace),
        exported_at=exported_at,
        statistics=statistics,
    )


def _records(workspace: Workspace) -> Iterable[Record]:
    index = workspace.index()
    return [record for kind in workspace.registry.kinds() for record in index.documents(kind)]
