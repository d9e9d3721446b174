"""Export for other tools: a format's files, of which only those are written that say something else."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wmsgit.disk.folder import refused
from wmsgit.disk.named import named_file, named_folder
from wmsgit.disk.writer import write_files
from wmsgit.errors import NotFoundError, UsageError
from wmsgit.features.exchange.actions.foreign_import import format_named
from wmsgit.features.exchange.actions.landing import kinds_of
from wmsgit.features.exchange.foreign import ForeignOptions, Loss, Written
from wmsgit.features.exchange.report import grouped, spell_ids
from wmsgit.features.exchange.source_files import read_source
from wmsgit.model.record import Record
from wmsgit.model.times import format_time
from wmsgit.workspace.workspace import Workspace


@dataclass(frozen=True)
class ForeignExport:
    """What came of an export.

    Attributes:
        changed: the paths that were written, or would be.
        unchanged: how many said so already.
        losses: what the format cannot hold.
        strays: files that were made of records which are gone.
    """

    changed: Sequence[Path]
    unchanged: int
    losses: Sequence[Loss]
    strays: Sequence[Path] = ()

    @property
    def is_equal(self) -> bool:
        """Whether what is there says what the records say, and nothing else."""
        return not (self.changed or self.strays)

    def lines(self) -> list[str]:
        """What is lost, by cause, and what is left over."""
        pairs = grouped(((loss.field, loss.cause), loss.id) for loss in self.losses)
        lost = [f"lost: {field or 'the record'} {cause}: {spell_ids(ids)}" for (field, cause), ids in pairs]
        return [*lost, *(f"left over: {path}: its record is gone" for path in self.strays)]


def export_foreign(
    workspace: Workspace, name: str, target: Path, *, source: str = "", is_check: bool = False
) -> ForeignExport:
    """Write records for another tool; a file that says the same already stays as it is.

    Args:
        workspace: what is written.
        name: the format's.
        target: the folder, or the file of a format that has one.
        source: whose records are written, of a format that asks for it; empty for all.
        is_check: whether nothing is written.

    Raises:
        NotFoundError: when there is no such format.
        InvalidError: when what is there cannot be read, or a symbolic link of the checkout stands on the way.
        GitError: when the file system refuses.
    """
    format_ = format_named(name)
    if format_.write is None:
        raise UsageError(f"{name} is only read")
    try:
        existing = read_source(target, format_) if target.exists() else {}
    except NotFoundError:
        existing = {}
    kinds = kinds_of(workspace)
    records = [record for kind in format_.kinds if kind in kinds for record in _records(workspace, kind)]
    options = ForeignOptions(kinds, now=format_time(workspace.now()), source=source)
    return land_files(workspace, target, format_.write(records, existing, options), is_check=is_check)


def land_files(workspace: Workspace, target: Path, written: Written, *, is_check: bool = False) -> ForeignExport:
    """Write those files of an export that say something else than what is there.

    Args:
        workspace: whose checkout is no place for links.
        target: the folder; for an export of one file, whose name is empty, the file itself.
        written: what the files are to be.
        is_check: whether nothing is written.

    Raises:
        UsageError: when the target of one file is a folder.
        InvalidError: when a symbolic link of the checkout stands on the way.
        GitError: when the file system refuses.
    """
    is_folder = "" not in written.files
    if not is_folder and target.is_dir():
        raise UsageError(f"{target} is a folder", hint="name the file")
    paths = {target / name if is_folder else target: content for name, content in written.files.items()}
    changed = {path: content for path, content in paths.items() if _current(path) != content}
    if changed and not is_check:
        with refused(str(target), "the folder cannot be made"):
            if is_folder:
                root, prefix = named_folder(target, [workspace.root])
            else:
                root, prefix = named_file(target, [workspace.root])
        names = {path: path.relative_to(target).as_posix() if is_folder else "" for path in changed}
        write_files(root, [(f"{prefix}{names[path]}", content) for path, content in changed.items()])
    strays = tuple(target / name for name in written.strays)
    return ForeignExport(tuple(changed), len(paths) - len(changed), written.losses, strays)


def _current(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _records(workspace: Workspace, kind: str) -> list[Record]:
    return list(workspace.index().documents(workspace.kind(kind)))
