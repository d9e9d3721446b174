"""Renaming an id: what `renumber` does, as edits that the editor applies."""

import marshal
from collections.abc import Iterator

from wmsgit.errors import AmbiguousError, ConflictError, InvalidError, NotFoundError
from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.features.editing.actions.format import MAX_EDITED, edits_between
from wmsgit.features.editing.actions.point import mentioned_at
from wmsgit.features.editing.values import TextEdit, TextSpan, WorkspaceChange
from wmsgit.features.editing.words import token_at
from wmsgit.features.renumber.actions.renumber import KEEPS_ID, require_private
from wmsgit.features.renumber.collisions import Move, renumbered
from wmsgit.model.identity import require_safe_id
from wmsgit.model.record import Data, LoadedFile
from wmsgit.store.edit import edit
from wmsgit.store.refusal import EditError
from wmsgit.workspace.place import Place


def renamed_at(edited: EditedWorkspace, path: str, at: int) -> tuple[TextSpan, LoadedFile] | None:
    """The id under the cursor, and whose it is; None where none stands."""
    mentioned = mentioned_at(edited, path, at)
    if mentioned is not None:
        return mentioned.span, mentioned.file
    own, token = edited.plane.catalogue.files.get(path), token_at(edited.plane.text(path), at)
    return (token[0], own) if own and token and token[1] == own.id else None


def rename(edited: EditedWorkspace, path: str, at: int, new_id: str) -> WorkspaceChange:
    """The edits by which the record under the cursor gets another id, wherever it is named.

    Raises:
        NotFoundError: when no id is under the cursor.
        InvalidError: when the new one is no id, or a file that names the old one cannot be edited.
        ConflictError: when the new one is taken, or the record is published.
        AmbiguousError: when two records have the old one.
    """
    renamed = renamed_at(edited, path, at)
    if renamed is None:
        raise NotFoundError("there is no id of a record here")
    file, catalogue = renamed[1], edited.plane.catalogue
    if new_id == file.id:
        return WorkspaceChange()
    require_safe_id(new_id)
    if len([other for other in catalogue.same_ids(file.id) if other.id == file.id]) > 1:
        raise AmbiguousError("several records have this id", where=file.id)
    if any(other.path != file.path for other in catalogue.same_ids(new_id)):
        raise ConflictError("the id is taken", where=new_id, hint="ids are unique over all kinds, ignoring case")
    place = Place(file.kind, file.id, file.path)
    require_private(edited.ws, [place], (), KEEPS_ID, is_alone=lambda name: len(catalogue.same_ids(name)) == 1)
    edits = dict(_edits(edited, file, new_id))
    folder = file.path.rpartition("/")[0]
    return WorkspaceChange(edits, {file.path: f"{folder}/{new_id}.yaml"})


def _edits(
    edited: EditedWorkspace, file: LoadedFile, new_id: str
) -> Iterator[tuple[str, tuple[str, tuple[TextEdit, ...]]]]:
    plane, move = edited.plane, Move(file.kind, file.id, new_id)
    for other in list(plane.catalogue.files.values()):
        kind = plane.kinds.get(other.kind)
        if kind is None or other.data is None or not _says(other.data, file.id):
            continue
        new = renumbered(kind, other.data, [move])
        if other.path == file.path and "id" in new:
            new = {**new, "id": new_id}
        if new is not other.data:
            text = plane.text(other.path)
            yield other.path, (text, edits_to(edited, other.path, new))


def edits_to(edited: EditedWorkspace, path: str, new: Data) -> tuple[TextEdit, ...]:
    """The edits by which a record's text comes to say these fields, and nothing else of it changes.

    Raises:
        InvalidError: when its text cannot be read now, or not be edited so.
    """
    if len(edited.plane.text(path)) > MAX_EDITED:
        raise InvalidError("the record is too long to be edited while you wait", where=path)
    kind, parsed = edited.plane.kind_at(path), edited.plane.parsed(path)
    if kind is None or parsed is None or not edited.plane.is_current(parsed, path):
        raise InvalidError("the file cannot be read as it is now", where=path)
    try:
        made = edit(parsed.document, new, kind).decode("utf-8")
    except EditError as error:
        raise InvalidError(error.message, where=path, hint=error.hint) from error
    return tuple(edits_between(parsed.text, made))


def _says(data: Data, word: str) -> bool:
    """Whether a word stands in any text of a record; that of an id, which has no signs but plain ones.

    Every record of the plane is asked, and this is the fastest way to look through one.
    """
    try:
        return word.encode() in marshal.dumps(data)
    except ValueError:  # a value that is none of YAML's plain ones
        return True
