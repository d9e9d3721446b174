"""Documents: what the Python API writes, each call a commit of its own or all of them one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from wmsgit.api.objects import RecordObject
from wmsgit.errors import NotFoundError, UsageError
from wmsgit.features.records.actions.write import arrange, defaults
from wmsgit.index.index import Index
from wmsgit.model.identity import is_safe_id
from wmsgit.model.record import Data, Record
from wmsgit.model.times import format_time
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.transaction import Transaction

if TYPE_CHECKING:
    from wmsgit.api.overlay import Overlay


class Documents:
    """Writes plain dicts as records."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.open: Transaction | None = None
        self._overlay: Overlay | None = None

    def index(self) -> Index:
        """The index, with what the open transaction holds."""
        if self.open is None or not self.open.pending():
            return self._workspace.index()
        if self._overlay is None:
            from wmsgit.api.overlay import Overlay

            self._overlay = Overlay(self._workspace, self.open)
        return self._overlay.index()

    @contextmanager
    def together(self, why: str) -> Iterator[Transaction]:
        """One transaction for everything inside.

        Raises:
            UsageError: when one is open already.
        """
        if self.open is not None:
            raise UsageError("a transaction is open already")
        with Transaction(self._workspace, "api") as transaction:
            transaction.subject = why
            self.open = transaction
            try:
                yield transaction
            finally:
                self.open = None
                if self._overlay:
                    self._overlay.close()
                self._overlay = None

    @contextmanager
    def joined(self, op: str) -> Iterator[Transaction]:
        """The open transaction, or one of its own."""
        if self.open is not None:
            yield self.open
        else:
            with Transaction(self._workspace, op) as transaction:
                yield transaction

    def now(self) -> str:
        """The present moment as a timestamp."""
        return format_time(self._workspace.now())

    def add(self, kind_name: str, record_id: str | None, given: Data) -> RecordObject:
        """Add a record with its defaults; its id is made when None."""
        kind = self._workspace.kind(kind_name)
        with self.joined(f"{kind.name} add") as transaction:
            whole = arrange(kind, given | defaults(self._workspace, kind, given))
            chosen = transaction.new_id(kind, whole) if record_id is None else record_id
            place = transaction.add(kind, chosen, whole)
            data = transaction.data(place)
        return RecordObject(Record(kind.name, chosen, data, place.path), kind)

    def change(self, kind_name: str, record_id: str, values: Mapping[str, Any]) -> RecordObject | None:
        """Set fields of a record; None when there is no such record."""
        kind = self._workspace.kind(kind_name)
        with self.joined(f"{kind.name} set") as transaction:
            place = self.place(kind_name, record_id)
            if place is None:
                return None
            data = {**transaction.data(place), **values}
            transaction.put(place, data)
        return RecordObject(Record(kind.name, record_id, data, place.path), kind)

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
        return RecordObject(Record(kind.name, record_id, data, place.path), kind)

    def place(self, kind_name: str, record_id: str) -> Place | None:
        """Where a record is, what the open transaction has added included; None when there is none."""
        pending = self.open.place(kind_name, record_id) if self.open else None
        if pending is not None:
            return pending
        if not is_safe_id(record_id):
            return None
        try:
            return self._workspace.locate(record_id, self._workspace.kind(kind_name), exact=True)
        except NotFoundError:
            return None


def given_arguments(values: dict[str, Any], *left_out: str) -> Data:
    """A method's own arguments that were given, without `self`."""
    skipped = {"self", *left_out}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if name not in skipped and value not in (None, [], {}, ())
    }
