"""The one write path: lock, read again, validate, write, commit; undone on failure.

Everything put into a transaction is held back until its end. Then the files are written and committed together.
"""

import os
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from wmsgit.errors import ConflictError, InvalidError, NotFoundError
from wmsgit.model.change import RecordChange, WrittenRecord
from wmsgit.model.identity import require_safe_id
from wmsgit.model.record import Data
from wmsgit.model.same import same
from wmsgit.schema.kind import Kind
from wmsgit.store.edit import edit
from wmsgit.store.layout import record_path
from wmsgit.store.refusal import require_size
from wmsgit.vcs.write.lock import writing_lock
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.journal import WriteJournal
from wmsgit.workspace.writing.judging import require_valid, require_writable_kind
from wmsgit.workspace.writing.pending import PendingFile, data_with_problems, document_of, open_file
from wmsgit.workspace.writing.values import AS_USUAL, PLAIN_TEXTS, CommitTexts, WriteOptions, WriteResult
from wmsgit.workspace.writing.write_back import WriteBack

if TYPE_CHECKING:
    from wmsgit.workspace.writing.ids import Names


class Transaction:
    """One write. Use it as a context manager; `result` says afterwards what was done.

    Args:
        workspace: where to write.
        op: the operation's name, for the `Wmsgit-Op` trailer.
        options: how it lands; in a dry run everything happens but the landing.
        texts: what its commit says.
        holds_lock: whether the caller has the lock of all writers already.
    """

    def __init__(
        self,
        workspace: Workspace,
        op: str,
        options: WriteOptions = AS_USUAL,
        *,
        texts: CommitTexts = PLAIN_TEXTS,
        holds_lock: bool = False,
    ) -> None:
        self._workspace = workspace
        self._op = op
        self._options = options
        self._texts = texts
        self._holds_lock = holds_lock
        self._pending: dict[str, PendingFile] = {}
        self._opened: dict[str, PendingFile] = {}
        self._lock: AbstractContextManager[Any] = nullcontext()
        self._warnings: list[str] = []
        self._changes: tuple[RecordChange, ...] = ()
        self._files: tuple[str, ...] = ()
        self._commit = ""

    @property
    def message(self) -> str:
        """The body of the commit."""
        return self._options.message

    def warn(self, warning: str) -> None:
        """Add what the caller should know, one sentence."""
        self._warnings.append(warning)

    def result(self) -> WriteResult:
        """What was done."""
        return WriteResult(self._changes, self._commit, tuple(self._warnings), self._files)

    def __enter__(self) -> Self:
        self._workspace.require_writable()
        self._landing = WriteBack(self._workspace, commit=self._options.commit)
        self._landing.require_ready()
        dirs = None if self._holds_lock else self._workspace.dirs
        self._lock = writing_lock(dirs.common_dir) if dirs else nullcontext()
        self._lock.__enter__()
        try:
            if self._workspace.dirs and WriteJournal(self._workspace.dirs).exists:
                from wmsgit.workspace.writing.recovery import recover

                recover(self._workspace)
            self._warnings += self._workspace.recovered
            self._workspace.recovered.clear()
        except BaseException:
            self._lock.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._land()
        finally:
            self._workspace.forget_index()
            self._lock.__exit__(kind, error, trace)

    def data(self, place: Place) -> Data:
        """The record's fields as they will be: what was put here, else what its file holds now.

        Raises:
            InvalidError: when the file cannot be read.
            NotFoundError: when it was removed in between.
        """
        pending = self._file(place)
        if pending.new is None:
            raise NotFoundError("there is no such record any more", where=place.id)
        if place.path not in self._pending:
            self._opened[place.path] = pending
        return pending.new

    def new_id(self, kind: Kind, data: Data, actor: str = "") -> str:
        """A free id of the kind's form, for a record with these fields; by default of the caller's own name."""
        return self._names.new(kind, data, actor)

    def add(self, kind: Kind, record_id: str, data: Data) -> Place:
        """Add a record in canonical form, and say where it is.

        Raises:
            InvalidError: when the id or a field is not valid.
            ConflictError: when the id is taken, by whatever kind and in whatever case.
        """
        require_safe_id(record_id)
        broken = self._workspace.registry.broken.get(kind.name)
        if broken:
            raise broken
        require_writable_kind(self._workspace, kind.name, self._op)
        if taken := self._names.get(record_id, kind):
            raise ConflictError(f"{taken} exists already", where=record_id, hint="choose another id, or use set")
        if data.get("id", record_id) != record_id:
            raise InvalidError(f"the field id is {data['id']!r}", where=record_id, hint="leave it out")
        whole = {"id": record_id, **{key: value for key, value in data.items() if key != "id"}}
        written = self._workspace.now().astimezone(UTC) if "/" in kind.layout else None
        path = record_path(kind, record_id, written)
        self._warnings += require_valid(kind, record_id, path, {}, whole)
        from wmsgit.store.canonical import canonical

        require_size(text := canonical(whole, kind, path), path)
        self._names.add(kind, record_id, path)
        removed = self._pending.get(path)
        if removed is None and os.path.lexists(f"{self._workspace.root}/{path}"):
            raise ConflictError("what stands here is no record, and is not overwritten", where=path)
        before = removed.before if removed else None
        self._pending[path] = PendingFile(path, kind.name, record_id, before, text, None, whole)
        return Place(kind.name, record_id, path)

    def following_id(self, place: Place) -> str:
        """A free id for a record that cannot keep its own: the next number of its prefix, else a new one.

        Raises:
            InvalidError: when ids of this kind are given or made from the record's fields.
        """
        kind = self._workspace.kind(place.kind)
        if kind.id_form.is_meaning:
            raise InvalidError(f"wmsgit makes no other id for a {kind.name}", where=place.id, hint="name the new id")
        return self._names.following(kind, place.id) or self.new_id(kind, self.data(place))

    def move(self, place: Place, record_id: str) -> Place:
        """Give a record another id: its file's name and its field `id`, where it has one, and nothing else of it.

        Raises:
            InvalidError: when the id is not safe.
            ConflictError: when it is taken, by whatever kind and in whatever case.
        """
        require_safe_id(record_id)
        kind = require_writable_kind(self._workspace, place.kind, self._op)
        taken = self._names.get(record_id, kind)
        path = f"{place.path.rpartition('/')[0]}/{record_id}.yaml"
        if (taken and taken != place.path) or os.path.lexists(self._workspace.root / path):
            raise ConflictError(f"{taken or path} exists already", where=record_id, hint="choose another id")
        data = self.data(place)
        pending = self._file(place)
        named = data | {"id": record_id} if "id" in data else data
        text = edit(document_of(pending, kind), named, kind) if named != data else pending.after
        self._pending[place.path] = pending.becoming(None, None)
        self._pending[path] = PendingFile(path, kind.name, record_id, None, text, pending.old, named, place.id)
        self._names.discard(place.id, kind)
        self._names.add(kind, record_id, path)
        return Place(kind.name, record_id, path)

    def place(self, kind: str, record_id: str) -> Place | None:
        """Where a record that was put here is; None for every other."""
        for pending in self._pending.values():
            if pending.kind == kind and pending.id == record_id and pending.new is not None:
                return Place(kind, record_id, pending.path)
        return None

    def pending(self) -> list[PendingFile]:
        """The record files that were put here, as they will be."""
        return [pending for pending in self._pending.values() if pending.kind]

    def put(self, place: Place, data: Data, *, check: bool = True) -> None:
        """Change a record so that its fields are `data`. Only the lines of what differs change.

        Raises:
            InvalidError: when a problem would arise that is not there already.
            ConflictError: when the file's style does not allow the change without touching more.
        """
        kind = require_writable_kind(self._workspace, place.kind, self._op)
        pending = self._file(place)
        if pending.new is None:
            raise NotFoundError("there is no such record any more", where=place.id)
        if check:
            self._warnings += require_valid(kind, place.id, place.path, pending.new, data)
        text = pending.after if same(data, pending.new) else edit(document_of(pending, kind), data, kind)
        require_size(text or b"", place.path)
        self._pending[place.path] = pending.becoming(text, data)

    def put_text(self, place: Place, text: bytes, data: Data) -> None:
        """Replace a record's whole text, which holds `data`, by what a person wrote or `fmt` made."""
        require_writable_kind(self._workspace, place.kind, self._op)
        pending = self._file(place, readable=False)
        require_size(text, place.path)
        self._pending[place.path] = pending.becoming(text, data)

    def restore(self, place: Place, text: bytes | None, *, moved_from: str = "") -> None:
        """Bring back a text that the record's file had once, valid or not, or that there was no file (None).

        `moved_from` is the id that the record has had in between.

        Raises:
            ConflictError: when the id has been given to another record.
        """
        kind, on_disk = self._workspace.kind(place.kind), (self._workspace.root / place.path).is_file()
        taken = self._names.get(place.id, kind)
        if text is not None and taken not in {"", place.path}:
            raise ConflictError(f"{taken} has the id now", where=place.id)
        pending = open_file(self._workspace, place, readable=False) if on_disk else None
        before, old = (pending.before, pending.old) if pending else (None, None)
        new, problems = data_with_problems(text, kind, place) if text is not None else (None, [])
        self._warnings += problems
        self._pending[place.path] = PendingFile(place.path, kind.name, place.id, before, text, old, new, moved_from)
        if text is None:
            self._names.discard(place.id, kind)
        else:
            self._names.add(kind, place.id, place.path)

    def put_file(self, path: str, text: bytes | None) -> None:
        """Write a file that is no record, such as a schema; None removes it."""
        target = self._workspace.root / path
        before = target.read_bytes() if target.is_file() else None
        self._pending[path] = PendingFile(path, "", "", before, text, None, None)

    def remove(self, place: Place) -> None:
        """Remove a record's file, readable or not."""
        kind = require_writable_kind(self._workspace, place.kind, self._op)
        pending = self._file(place, readable=False)
        self._pending[place.path] = pending.becoming(None, None)
        self._names.discard(place.id, kind)

    def adopt(self, changes: Iterable[RecordChange], paths: Iterable[str], records: Iterable[WrittenRecord]) -> None:
        """Commit these files as a person left them; `changes` says what that means, `records` are judged."""
        self._landing.adopt(paths, records)
        self._changes = (*self._changes, *changes)

    def known(self, record_id: str) -> str:
        """The path of the record that has this id in any case; empty when the id is free."""
        return self._names.get(record_id)

    def planned(self) -> tuple[RecordChange, ...]:
        """The records' changes as they would land now."""
        files = [pending for pending in self._pending.values() if pending.before != pending.after]
        moved = {pending.moved_from for pending in files}
        result = [pending for pending in files if pending.kind and not (pending.new is None and pending.id in moved)]
        return (*self._changes, *(pending.change(self._workspace.kind(pending.kind)) for pending in result))

    @cached_property
    def _names(self) -> "Names":
        from wmsgit.workspace.writing.ids import Names

        return Names(self._workspace)

    def _file(self, place: Place, *, readable: bool = True) -> PendingFile:
        """A file as it will be, or as it stood when it was read here: should it have changed since, nothing lands."""
        known = self._pending.get(place.path) or self._opened.pop(place.path, None)
        return known or open_file(self._workspace, place, readable=readable)

    def _land(self) -> None:
        files = [pending for pending in self._pending.values() if pending.before != pending.after]
        self._changes = self.planned()
        self._files = (*(pending.path for pending in files), *self._landing.adopted)
        own = self._workspace.extensions.trailers
        subject, trailers = self._texts.subject(), {**(own(self._workspace) if own else {}), **self._texts.trailers()}
        self._commit = self._landing.land(
            files, self._changes, op=self._op, options=self._options, subject=subject, trailers=trailers
        )
        self._warnings += self._landing.warnings
