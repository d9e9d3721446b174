"""Documents: what the Python API writes in one thread, each call a commit of its own or all of them one."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from wmsgit.api.objects import RecordObject
from wmsgit.api.standard import CLASSES
from wmsgit.api.threads import Ownership
from wmsgit.errors import NotFoundError, UsageError
from wmsgit.features.records.actions.write import arrange, defaults
from wmsgit.index.conditions import condition_for
from wmsgit.index.index import Index
from wmsgit.model.identity import is_safe_id
from wmsgit.model.record import Data, Record
from wmsgit.model.times import format_time
from wmsgit.schema.kind import Kind
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.transaction import Transaction
from wmsgit.workspace.writing.values import CommitTexts, WriteOptions

if TYPE_CHECKING:
    from wmsgit.workspace.writing.overlay import Overlay


_AS_EVER = WriteOptions(override="older-api")
"""How the older callers' writes land: what a review would refuse is only said of them."""


class Documents:
    """Writes plain dicts as records."""

    def __init__(self, workspace: Workspace, ownership: Ownership, *, naive_times: bool = False) -> None:
        self._workspace = workspace
        self._ownership = ownership
        self._naive_times = naive_times
        self._transaction: Transaction | None = None
        self._overlay: Overlay | None = None

    @property
    def open(self) -> Transaction | None:
        """The transaction that the running task has open; None for none."""
        return self._transaction if self._ownership.is_mine else None

    def require_free(self) -> None:
        """Refuse a write of its own beside a transaction that it would wait for in vain.

        Raises:
            ConflictError: when another task has one open.
        """
        self._ownership.require_free()

    def index(self) -> Index:
        """The index as the files are now, with what the open transaction holds."""
        if self.open is None or not self.open.pending():
            index = self._workspace.index([])
            index.refresh([])
            return index
        if self._overlay is None:
            from wmsgit.workspace.writing.overlay import Overlay

            self._overlay = Overlay(self._workspace, self.open)
        return self._overlay.index()

    @contextmanager
    def together(self, why: str) -> Iterator[Transaction]:
        """One transaction for everything inside.

        Raises:
            UsageError: when the running task has one open already.
            ConflictError: when another task of this thread has, or other threads and processes write for too long.
        """
        if self.open is not None:
            raise UsageError("a transaction is open already")
        with self._opened("api", why) as transaction:
            yield transaction

    @contextmanager
    def joined(self, op: str, how: WriteOptions = _AS_EVER) -> Iterator[Transaction]:
        """The open transaction, or one of its own that lands as `how` says.

        Raises:
            ConflictError: as from `together`.
        """
        if self.open is not None:
            yield self.open
            return
        with self._opened(op, how=how) as transaction:
            yield transaction

    @contextmanager
    def _opened(self, op: str, subject: str = "", how: WriteOptions = _AS_EVER) -> Iterator[Transaction]:
        self.require_free()
        with Transaction(self._workspace, op, how, texts=CommitTexts(lambda: subject)) as transaction:
            self._transaction = transaction
            self._ownership.take()
            try:
                yield transaction
            finally:
                self._ownership.give_back()
                self._transaction = None
                if self._overlay:
                    self._overlay.close()
                self._overlay = None

    def now(self) -> str:
        """The present moment as a timestamp."""
        return format_time(self._workspace.now())

    def add(self, kind_name: str, record_id: str | None, given: Data, how: WriteOptions = _AS_EVER) -> RecordObject:
        """Add a record with its defaults; its id is made when None."""
        kind = self._workspace.kind(kind_name)
        given = spelled(kind, given)
        with self.joined(f"{kind.name} add", how) as transaction:
            whole = arrange(kind, given | defaults(self._workspace, kind, given))
            chosen = transaction.new_id(kind, whole) if record_id is None else record_id
            place = transaction.add(kind, chosen, whole)
            data = transaction.data(place)
        return self.shown(Record(kind.name, chosen, data, place.path), kind)

    def change(self, kind_name: str, record_id: str, values: Mapping[str, Any]) -> RecordObject | None:
        """Set fields of a record; None when there is no such record."""
        kind = self._workspace.kind(kind_name)
        with self.joined(f"{kind.name} set") as transaction:
            place = self.place(kind_name, record_id)
            if place is None:
                return None
            data = {**transaction.data(place), **spelled(kind, values)}
            transaction.put(place, data)
        return self.shown(Record(kind.name, record_id, data, place.path), kind)

    def append(self, kind_name: str, record_id: str, field: str, item: Any) -> RecordObject:
        """Append an item to a list of a record.

        Raises:
            NotFoundError: when there is no such record.
        """
        kind = self._workspace.kind(kind_name)
        with self.joined(f"{kind.name} {field}") as transaction:
            place = self.place(kind_name, record_id)
            if place is None:
                raise NotFoundError(f"there is no {kind_name} {record_id!r}")
            old = transaction.data(place)
            data = {**old, field: [*old.get(field, []), item]}
            transaction.put(place, data)
        return self.shown(Record(kind.name, record_id, data, place.path), kind)

    def shown(self, record: Record, kind: Kind) -> RecordObject:
        """A record as the caller gets it."""
        cls = CLASSES.get(kind.name, RecordObject)
        return cls(record, kind, self, naive_times=self._naive_times)

    def updated(self, path: str) -> datetime | None:
        """When a record's file last changed: its last commit, or the file's own time where that is not committed."""
        from wmsgit.features.history.actions.updated import updated_at

        return updated_at(self._workspace, path)

    def referring(self, kind_name: str, field: str, record_id: str) -> list[RecordObject]:
        """The records of a kind whose field refers to a record."""
        kind = self._workspace.kind(kind_name)
        if field not in kind.fields:
            return []
        condition = condition_for(kind, field, "", [record_id], self._workspace.value_context())
        return [self.shown(record, kind) for record in self.index().documents(kind, [condition])]

    def place(self, kind_name: str, record_id: str) -> Place | None:
        """Where a record is, what the open transaction has added included; None when there is none."""
        pending = self.open.place(kind_name, record_id) if self.open else None
        if pending is not None:
            return pending
        if not is_safe_id(record_id):
            return None
        kind = self._workspace.kind(kind_name)
        usual = self._workspace.usual_place(record_id, kind)
        if usual is not None:
            return usual
        self._workspace.index([]).refresh([kind.name])
        try:
            return self._workspace.locate(record_id, kind, exact=True)
        except NotFoundError:
            return None


def spelled(kind: Kind, values: Mapping[str, Any]) -> Data:
    """The values, those of enumerations in the schema's own case: `high` is HIGH."""
    return {
        name: _spelled(kind.fields[name].enum, value) if name in kind.fields else value
        for name, value in values.items()
    }


def _spelled(known: Sequence[Any], value: Any) -> Any:
    if not isinstance(value, str) or value in known:
        return value
    return next((item for item in known if isinstance(item, str) and item.lower() == value.lower()), value)


def given_arguments(values: dict[str, Any], *left_out: str) -> Data:
    """A method's own arguments that were given, without `self`."""
    skipped = {"self", *left_out}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if name not in skipped and value not in (None, [], {}, ())
    }
