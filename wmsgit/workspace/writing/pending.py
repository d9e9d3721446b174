"""Pending files: what a transaction holds back until its end."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from wmsgit.errors import InvalidError
from wmsgit.model.change import RecordChange, WrittenRecord, field_changes
from wmsgit.model.record import Data
from wmsgit.model.value import immutable
from wmsgit.schema.kind import Kind
from wmsgit.schema.validate import problems_of
from wmsgit.store.document import Document, read_document
from wmsgit.workspace.place import Place

if TYPE_CHECKING:
    from wmsgit.workspace.workspace import Workspace


@immutable
class PendingFile:
    """One file of a transaction.

    Attributes:
        path: relative to the workspace.
        kind, id: the record's; empty for a file that is no record.
        before, after: the bytes before and after; None where there is no file.
        old, new: the record's fields before and after.
        moved_from: the id that the record of a new file had before; empty for any other file.
        document: the text of `after` as it was read, where it was.
    """

    path: str
    kind: str
    id: str
    before: bytes | None
    after: bytes | None
    old: Data | None
    new: Data | None
    moved_from: str = ""
    document: Document | None = None

    def becoming(self, after: bytes | None, new: Data | None) -> "PendingFile":
        """The same file with another end."""
        return PendingFile(self.path, self.kind, self.id, self.before, after, self.old, new, self.moved_from)

    def change(self, kind: Kind) -> RecordChange:
        """What happens to the record."""
        return change_of(self, (self.old or {}) if self.before is not None else None, kind)


def change_of(pending: PendingFile, old: Data | None, kind: Kind) -> RecordChange:
    """What happens to a record of a kind whose fields were `old`; None where there was no record."""
    new = pending.new or {}
    title = kind.title_of((pending.old or {}) if pending.after is None else new)
    where = (kind.name, pending.id, pending.path)
    if pending.after is None:
        return RecordChange(*where, "removed", title)
    if old is None:
        before = pending.moved_from
        return RecordChange(*where, "renamed" if before else "added", title, old_id=before)
    return RecordChange(*where, "changed", title, field_changes(old, new))


def written_records(files: Sequence[PendingFile], heads: Mapping[str, Data | None]) -> list[WrittenRecord]:
    """The records among the files, as they are judged: against HEAD where hand edits come along."""
    result = []
    for item in files:
        old = heads.get(item.path, item.old or {}) if item.before is not None else None
        is_edited = item.path in heads and old != {}  # what cannot be read at HEAD is no measure
        if item.kind:
            result.append(WrittenRecord(item.kind, item.id, item.path, old, item.new, is_edited))
    return result


def changes_since(
    files: Sequence[PendingFile],
    changes: Sequence[RecordChange],
    heads: Mapping[str, Data | None],
    kind_of: Callable[[str], Kind],
) -> list[RecordChange]:
    """The changes as the commit will have them: hand edits of the same files since HEAD are part of them."""
    by_path = {change.path: change for change in changes}
    for pending in files:
        if pending.path in by_path and pending.path in heads:
            by_path[pending.path] = change_of(pending, heads[pending.path], kind_of(pending.kind))
    return list(by_path.values())


def open_file(workspace: "Workspace", place: Place, *, readable: bool) -> PendingFile:
    """A record's file as it stands.

    Raises:
        InvalidError: when it cannot be read, but must be `readable`.
        NotFoundError: when there is no such file.
    """
    text = workspace.read(place.path)
    document = None
    try:
        document = read_document(text, workspace.kind(place.kind).shape, path=place.path)
    except InvalidError:
        if readable:
            raise
    data = document.data if document else None
    return PendingFile(place.path, place.kind, place.id, text, text, data, data, document=document)


def document_of(pending: PendingFile, kind: Kind) -> Document:
    """Its text as it will be, with positions."""
    return pending.document or read_document(pending.after or b"", kind.shape, path=pending.path)


def data_with_problems(text: bytes, kind: Kind, place: Place) -> tuple[Data, list[str]]:
    """The fields of a text that is taken as it is, valid or not, and what is wrong with it."""
    try:
        data = read_document(text, kind.shape, path=place.path).data
    except InvalidError as error:
        return {}, [str(error)]
    return data, [f"{place.path}: {problem}" for problem in problems_of(kind, data, place.id)]
