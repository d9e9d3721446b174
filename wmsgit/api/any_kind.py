"""Calls for records of every kind: read one or many, add, change, take through a transition, remark, remove."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, overload

from wmsgit.api.documents import spelled
from wmsgit.api.objects import RecordObject
from wmsgit.api.opened import OpenWorkspace
from wmsgit.api.standard import KINDS, R
from wmsgit.errors import InvalidError, NotFoundError
from wmsgit.features.records.actions.write import noting, removing, setting
from wmsgit.model.record import Data
from wmsgit.model.text import did_you_mean
from wmsgit.model.times import format_time
from wmsgit.schema.kind import Kind
from wmsgit.workspace.place import Place
from wmsgit.workspace.writing.transaction import Transaction
from wmsgit.workspace.writing.values import WriteOptions

_ADD, _REMOVE = "add", "remove"


class AnyKind(OpenWorkspace):
    """What every kind of record has, over a workspace that is open.

    A kind is given by its name or alias, or as its class from `wmsgit.api.standard`, whose fields a type checker knows.
    Values are plain Python: times may be `datetime` (with a zone) or `date`. Each call that writes is one commit,
    refused as the command of that name would be refused, unless it runs inside `transaction`.
    """

    @overload
    def get(self, record_id: str, kind: type[R]) -> R | None: ...
    @overload
    def get(self, record_id: str, kind: str | None = None) -> RecordObject | None: ...
    def get(self, record_id: str, kind: Any = None) -> RecordObject | None:
        """The record of this id, of one kind or of any; None when there is none."""
        place = self._find(record_id, _name_of(kind))
        return self._reading.get(place.kind, place.id) if place else None

    @overload
    def records(self, kind: type[R], **filters: Any) -> list[R]: ...
    @overload
    def records(self, kind: str, **filters: Any) -> list[RecordObject]: ...
    def records(self, kind: Any, **filters: Any) -> list[Any]:
        """The records of a kind that fit, newest first.

        Args:
            kind: which.
            filters: field=value, or a list of values of which any may fit; `limit` and `where` (SQL) as well.
        """
        return list(self.iterate(kind, **filters))

    @overload
    def iterate(self, kind: type[R], **filters: Any) -> Iterator[R]: ...
    @overload
    def iterate(self, kind: str, **filters: Any) -> Iterator[RecordObject]: ...
    def iterate(self, kind: Any, **filters: Any) -> Iterator[Any]:
        """What `records` gives, one after another: for kinds of which there are many."""
        limit, where = filters.pop("limit", None), filters.pop("where", "")
        return self._reading.each(_name_of(kind), limit, where=where, **filters)

    @overload
    def add(self, kind: type[R], record_id: str | None = None, **fields: Any) -> R: ...
    @overload
    def add(self, kind: str, record_id: str | None = None, **fields: Any) -> RecordObject: ...
    def add(self, kind: Any, record_id: str | None = None, **fields: Any) -> Any:
        """Add a record with its defaults; its id is made by the kind's form when None.

        Raises:
            InvalidError: when a field or the id is not valid.
            ConflictError: when the id exists, or a review would refuse the record.
        """
        schema = self.workspace.kind(_name_of(kind))
        return self._documents.add(schema.name, record_id, _given(schema, fields), how=WriteOptions())

    def set(self, record_id: str, *, message: str = "", **fields: Any) -> RecordObject:
        """Set fields of a record; None removes one.

        Args:
            record_id: which record.
            message: why: the body of the commit.
            fields: field=value; `labels__add=["x"]` and `labels__remove=["x"]` change items of a list.

        Raises:
            NotFoundError: when there is no such record.
            InvalidError: when a field, a value or the change of status is not legal.
        """
        place = self._require(record_id)
        change: Callable[[Kind, Data], Data] = lambda kind, old: _changed(kind, old, fields)  # noqa: E731
        return self._written(place, "set", setting(self.workspace, [place], change), message)

    def transition(
        self,
        record_id: str,
        name: str,
        *,
        message: str = "",
        steal: bool = False,
        override: bool = False,
        **fields: Any,
    ) -> RecordObject:
        """Take a record through a transition of its kind, with its stamps.

        Args:
            record_id: which record.
            name: the transition's.
            message: why; it fills the field that the transition names for it.
            steal: take on what another holds; the message says why.
            override: pass gates that are not met; the message says why.
            fields: further fields to set.

        Raises:
            NotFoundError: when there is no such record, or its kind has no such transition.
            InvalidError: when its status does not allow the step.
            ConflictError: when another holds the record, or a gate is not met.
        """
        from wmsgit.features.records.actions.transition import StepOptions, stepping

        place = self._require(record_id)
        kind = self.workspace.kind(place.kind)
        if name not in kind.transitions:
            raise NotFoundError(f"{kind.name} has no transition {name!r}{did_you_mean(name, kind.transitions)}")
        change = (lambda data: _changed(kind, data, fields)) if fields else None
        given = StepOptions(message, change=change, steal=steal, override=override)
        work = stepping(self.workspace, [place], kind.transitions[name], given)
        return self._written(place, f"{kind.name} {name}", work, message)

    def note(self, record_id: str, text: str) -> RecordObject:
        """Add a remark to a record.

        Raises:
            NotFoundError: when there is no such record.
            InvalidError: when the text is empty, or the kind has no comments.
        """
        place = self._require(record_id)
        return self._written(place, "note", noting(self.workspace, [place], text))

    def remove(self, record_id: str, *, unlink: bool = False) -> None:
        """Remove a record.

        Args:
            record_id: which.
            unlink: remove the references to it, too.

        Raises:
            NotFoundError: when there is no such record.
            ConflictError: when others refer to it and `unlink` is not set.
        """
        place = self._require(record_id)
        with self._documents.joined("rm", WriteOptions()) as transaction:
            removing(self.workspace, [place], unlink=unlink)(transaction)

    def _written(self, place: Place, op: str, work: Callable[[Transaction], None], message: str = "") -> RecordObject:
        with self._documents.joined(op, WriteOptions(message)) as transaction:
            work(transaction)
        result = self._reading.get(place.kind, place.id)
        if result is None:
            raise NotFoundError(f"{place.id} is gone")
        return result

    def _find(self, record_id: str, kind: str) -> Place | None:
        names = [kind] if kind else [item.name for item in self.workspace.registry.kinds()]
        places = (self._documents.place(name, record_id) for name in names)
        return next((place for place in places if place), None)

    def _require(self, record_id: str) -> Place:
        place = self._find(record_id, "")
        if place is None:
            raise NotFoundError(f"there is no record {record_id!r}")
        return place


def _name_of(kind: Any) -> str:
    """The name of a kind that is given by name or as a class."""
    return KINDS.get(kind, "") if isinstance(kind, type) else str(kind or "")


def _given(kind: Kind, fields: Mapping[str, Any]) -> Data:
    return spelled(kind, {name: plain(value) for name, value in fields.items() if value is not None})


def _changed(kind: Kind, old: Data, fields: Mapping[str, Any]) -> Data:
    """The fields of a record after those that are given."""
    new = dict(old)
    for key, value in fields.items():
        name, _, way = key.rpartition("__")
        if name and way in {_ADD, _REMOVE}:
            new[name] = _items(name, new.get(name, []), value, is_added=way == _ADD)
        else:
            new |= spelled(kind, {key: plain(value)})
    return {name: value for name, value in new.items() if value is not None and (value != [] or old.get(name) == [])}


def _items(name: str, items: Any, value: Any, *, is_added: bool) -> list[Any]:
    if not isinstance(items, list):
        raise InvalidError(f"{name!r} is not a list")
    named = plain(list(value) if isinstance(value, list | tuple | set) else [value])
    if is_added:
        return [*items, *(item for item in named if item not in items)]
    return [item for item in items if item not in named]


def plain(value: Any) -> Any:
    """A value as a record holds it: times as text in UTC, days as text, tuples as lists.

    Raises:
        InvalidError: for a time without its zone.
    """
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise InvalidError("this time has no zone", hint="such as datetime.now(timezone.utc)")
        return format_time(value.astimezone(UTC))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value
