"""Records as texts: what goes to an editor and comes back, hand edits that are saved, and `fmt`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

from wmsgit.errors import ConflictError, InvalidError, WmsgitError
from wmsgit.features.records.actions.transition import require_legal_step
from wmsgit.features.records.actions.write import arrange, defaults, made_id
from wmsgit.features.records.assignments import Assignment, apply
from wmsgit.model.change import RecordChange, WrittenRecord, field_changes
from wmsgit.model.identity import id_of_path
from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind
from wmsgit.schema.validate import problems_of
from wmsgit.store.canonical import canonical
from wmsgit.store.document import Document, read_document
from wmsgit.store.files import read_file
from wmsgit.store.formatting import format_record
from wmsgit.store.layout import record_path
from wmsgit.store.spans import kept_lines
from wmsgit.store.strays import is_archive, is_editor_lock
from wmsgit.workspace.locate import SETTINGS_PATH
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.subjects import format_subject
from wmsgit.workspace.writing.transaction import Transaction
from wmsgit.workspace.writing.values import CommitTexts

if TYPE_CHECKING:
    from wmsgit.vcs.status import ChangedPath

_SKELETON_FIELDS = 14
_SAVED = ("records", "schemas")


def skeleton(ws: Workspace, kind: Kind, argument: str | None, assignments: Sequence[Assignment], begun: Data) -> bytes:
    """The text that `add` opens in an editor: what is known so far, and the other fields as comments."""
    given: Data = {kind.argument: argument} if argument and kind.argument != "id" else {}
    data = apply(assignments, {**begun, **given}, kind, ws.value_context())
    whole = arrange(kind, data | defaults(ws, kind, data))
    new = kind.id_form.prefix + "NEW" if kind.id_form.prefix else "NEW"
    path = record_path(kind, new, ws.now().astimezone(UTC))
    lines = canonical(whole, kind, path).decode().splitlines()
    missing = [name for name in kind.fields if name not in whole and name not in {"id", "comments", "metadata"}]
    required = [name for name in missing if kind.fields[name].required]
    optional = [name for name in missing if name not in required][:_SKELETON_FIELDS]
    lines[1:1] = [f"{name}:  # {_comment(kind, name)}" for name in required]
    lines += [f"# {name}:  # {_comment(kind, name)}" for name in optional]
    return ("\n".join(lines) + "\n").encode()


def _comment(kind: Kind, name: str) -> str:
    field = kind.fields[name]
    return f"one of {', '.join(field.enum)}" if field.enum else " ".join(field.description.split())


def parse_text(kind: Kind, text: bytes, path: str, filled: Data | None = None) -> Document:
    """A person's text as a record of the kind, valid by its schema; what is `filled` in later may be missing.

    Raises:
        InvalidError: with every problem as `path:line:column: ...` in its details.
    """
    document = read_document(text, kind.shape, path=path)
    record_id = id_of_path(path)
    problems = problems_of(kind, {**(filled or {}), **document.data}, record_id)
    if document.data.get("id", record_id) != record_id:
        line, column = document.position(("id",))
        raise InvalidError(f"id is not the file's name {record_id!r}", where=f"{path}:{line}:{column}")
    if not problems:
        return document
    placed = sorted((document.position(problem.pointer, key=problem.at_key), str(problem)) for problem in problems)
    lines = [f"{path}:{line}:{column}: {problem}" for (line, column), problem in placed]
    if len(lines) == 1:
        raise InvalidError(str(problems[0]), where=lines[0].partition(": ")[0])
    raise InvalidError(f"{len(lines)} problems", where=path, details=lines)


def add_text(
    ws: Workspace,
    kind: Kind,
    text: bytes,
    *,
    record_id: str | None = None,
    how: WriteOptions = AS_USUAL,
) -> WriteResult:
    """Add a record from a text that a person wrote; its own comments and layout stay as they are.

    It gets an id and what has a default; what the skeleton proposed and nobody touched goes.

    Raises:
        InvalidError: when the text is not a valid record.
    """
    data = read_document(text, kind.shape).data
    named = record_id or (str(data["id"]) if "id" in data else None)

    def work(transaction: Transaction) -> None:
        chosen = named or made_id(ws, transaction, kind, data)
        path = record_path(kind, chosen, ws.now().astimezone(UTC))
        filled = {"id": chosen, **defaults(ws, kind, data)}
        parse_text(kind, text, path, filled)
        place = transaction.add(kind, chosen, arrange(kind, data | filled))
        transaction.put_text(place, _without_proposals(kind, text), data)
        transaction.put(place, arrange(kind, data | filled), check=False)

    return perform(ws, f"{kind.name} add", how, work)


def _without_proposals(kind: Kind, text: bytes) -> bytes:
    """The text without the skeleton's own comments."""
    result = {name: f"  # {_comment(kind, name)}" for name in kind.fields}
    proposals = {f"# {name}:{comment}" for name, comment in result.items()}
    lines = []
    for line in kept_lines(text.decode()):
        bare = line.rstrip("\r\n")
        comment = result.get(line.partition(":")[0], "")
        if bare not in proposals:
            lines.append(bare.removesuffix(comment) + line[len(bare) :])
    return "".join(lines).encode()


def replace_text(
    ws: Workspace,
    place: Place,
    text: bytes,
    *,
    base: bytes,
    how: WriteOptions = AS_USUAL,
) -> WriteResult:
    """Put a person's edited text in the place of a record's file.

    Args:
        ws: where.
        place: which record.
        text: the whole new text.
        base: the text that the person began with.
        how: how it lands.

    Raises:
        InvalidError: when the text is not a valid record, or takes a step that no transition allows.
        ConflictError: when the file is no longer `base`.
    """
    kind = ws.kind(place.kind)
    document = parse_text(kind, text, place.path)

    def work(transaction: Transaction) -> None:
        if read_file(ws.root, place.path) != base:
            raise ConflictError("the file has changed since the edit began", where=place.path)
        old = _data_or_empty(base, kind)
        require_legal_step(kind, place, old, document.data)
        transaction.put_text(place, text, document.data)

    return perform(ws, "edit", how, work)


def _data_or_empty(text: bytes | None, kind: Kind) -> Data:
    try:
        return read_document(text, kind.shape).data if text is not None else {}
    except InvalidError:
        return {}


def save(ws: Workspace, paths: Iterable[str] = (), *, how: WriteOptions = AS_USUAL) -> WriteResult:
    """Commit the records, schemas and settings that were edited by hand, after checking them.

    Any other file beside them is left as it is, and a warning names it.

    Args:
        ws: where.
        paths: only these files, relative to the workspace; all that changed when empty.
        how: how it lands.

    Raises:
        InvalidError: when a changed record is not valid, with every problem.
        SchemaError: when a changed record's schema has keywords that cannot be used; the schema alone can be saved.
    """
    from wmsgit.vcs.repository import Repository

    def work(transaction: Transaction) -> None:
        repository = Repository(ws.root)
        wanted = set(paths)
        changed = [item for prefix in _SAVED for item in repository.changed_paths(prefix)]
        chosen = []
        for item in changed:
            if wanted and item.path not in wanted:
                continue
            if _is_saved(ws, item.path):
                chosen.append(item)
            elif not is_editor_lock(item.path):
                transaction.warn(f"{item.path} is left as it is: no record, schema or settings")
        for kind in {kind.name: kind for item in chosen if (kind := kind_of_path(ws, item.path))}.values():
            kind.require_usable()
        _require_resolved(chosen)
        _require_sound(ws, [item.path for item in chosen if item.state.on_disk])
        head = repository.head() or ""
        committed = repository.read_files([(head if item.state.in_head else "", item.path) for item in chosen])
        pairs = zip(chosen, committed, strict=True)
        saved = [result for item, text in pairs for result in _saved(ws, item, text)]
        records = [record for _, record in saved]
        transaction.adopt([change for change, _ in saved], [item.path for item in chosen], records)

    return perform(ws, "save", how, work)


def _is_saved(ws: Workspace, path: str) -> bool:
    """Whether a changed file is a record, a schema or the settings; one that is hidden is none of them."""
    parts = path.split("/")
    if any(part.startswith(".") for part in parts):
        return False
    if parts[0] == "schemas":
        return path.endswith(".schema.json")
    return path == SETTINGS_PATH or is_archive(path) or kind_of_path(ws, path) is not None


def _require_resolved(changed: Iterable["ChangedPath"]) -> None:
    conflicted = [item.path for item in changed if item.state.conflicted]
    if conflicted:
        raise ConflictError("a merge has left this file unresolved", where=conflicted[0], details=conflicted[1:])


def _require_sound(ws: Workspace, paths: Iterable[str]) -> None:
    faults: list[str] = []
    for path in paths:
        kind = kind_of_path(ws, path)
        try:
            if kind is not None:
                parse_text(kind, read_file(ws.root, path), path)
        except WmsgitError as error:
            faults += error.details or (str(error),)
    if faults:
        raise InvalidError("nothing was saved: some records are not valid", details=faults)


def _saved(ws: Workspace, changed: "ChangedPath", before: bytes | None) -> Iterator[tuple[RecordChange, WrittenRecord]]:
    """What a changed file means, and what is judged of it; nothing for a file that is no record."""
    kind = kind_of_path(ws, changed.path)
    if kind is None:
        return
    after = read_file(ws.root, changed.path) if changed.state.on_disk else None
    record_id = id_of_path(changed.path)
    old, new = _data_or_empty(before, kind), _data_or_empty(after, kind)
    change = RecordChange(kind.name, record_id, changed.path, "changed", kind.title_of(new or old))
    if after is None:
        change = replace(change, change="removed")
    elif before is None:
        change = replace(change, change="added")
    else:
        change = replace(change, fields=field_changes(old, new))
    was, is_now = (None if before is None else old), (None if after is None else new)
    yield change, WrittenRecord(kind.name, record_id, changed.path, was, is_now, is_edited=was != {})


def kind_of_path(ws: Workspace, path: str) -> Kind | None:
    """The kind in whose folder a record file lies; None for every other file."""
    return ws.registry.at(path) if path.endswith(".yaml") else None


def format_records(
    ws: Workspace,
    places: Iterable[Place],
    *,
    write: bool,
    how: WriteOptions = AS_USUAL,
) -> tuple[WriteResult, tuple[str, ...]]:
    """Bring records into canonical form; every comment stays.

    Returns:
        What was done, and the paths that were not in canonical form.
    """
    stale: list[str] = []

    def work(transaction: Transaction) -> None:
        for place in (place for place in places if place.path not in ws.left_out):
            kind = ws.kind(place.kind)
            text = read_file(ws.root, place.path)
            formed = format_record(text, kind, place.path)
            if formed != text:
                stale.append(place.path)
                transaction.put_text(place, formed, read_document(formed, kind.shape).data)

    texts = CommitTexts(lambda: format_subject(len(stale)))
    outcome = perform(ws, "fmt", replace(how, dry_run=how.dry_run or not write), work, texts=texts)
    return outcome, tuple(stale)
