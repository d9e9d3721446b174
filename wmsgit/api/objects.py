"""Objects: a record with its fields as attributes, as the Python API gives it back."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

from wmsgit.model.record import Data, Record
from wmsgit.model.times import parse_time
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind

_OLDER_NAMES = {"extra_metadata": "metadata", "related_task": "related_task_id"}
"""Attributes of the older system's objects → the fields of today."""
_STRETCHES = (("activated_at", "deactivated_at"), ("start_time", "end_time"))
_GRADES = {"bastard_plan_grade": "plan", "bastard_completion_grade": "completion"}


class RecordSource(Protocol):
    """Where an object looks for what its own file does not say."""

    def updated(self, path: str) -> datetime | None:
        """When a record's file last changed."""

    def referring(self, kind_name: str, field: str, record_id: str) -> "list[RecordObject]":
        """The records of a kind whose field refers to a record."""


class AwareTime(datetime):
    """A time with its zone, which says what is wrong when it is compared with one that has none."""

    def __lt__(self, other: date) -> bool:
        """Whether it is earlier."""
        return super().__lt__(_aware(other))

    def __le__(self, other: date) -> bool:
        """Whether it is no later."""
        return super().__le__(_aware(other))

    def __gt__(self, other: date) -> bool:
        """Whether it is later."""
        return super().__gt__(_aware(other))

    def __ge__(self, other: date) -> bool:
        """Whether it is no earlier."""
        return super().__ge__(_aware(other))

    def __sub__(self, other: Any) -> Any:
        """The time between, or the time that much earlier."""
        return super().__sub__(_aware(other))

    def __rsub__(self, other: datetime) -> timedelta:
        """The time between."""
        between: timedelta = _aware(other) - datetime.fromtimestamp(self.timestamp(), UTC)
        return between


class RecordObject:
    """One record.

    Every field of the kind is an attribute: lists are lists, times are `datetime` (a bare day is its midnight in
    UTC), an absent field is None, an absent list an empty list. `kind`, `path` and `to_dict()` come on top, and what
    the older system's objects had: `updated`, `extra_metadata`, `related_task`, `related_issues`,
    `duration_seconds`, `bastard_plan_grade`, `bastard_completion_grade`.

    Args:
        record: the record.
        kind: its kind.
        source: where to look for what the file does not say.
        naive_times: whether times come without their zone, in UTC.
    """

    __slots__ = ("_fields", "_naive", "_record", "_source")

    def __init__(self, record: Record, kind: Kind, source: RecordSource, *, naive_times: bool = False) -> None:
        self._record = record
        self._fields: Mapping[str, Field] = kind.fields
        self._source = source
        self._naive = naive_times

    @property
    def id(self) -> str:
        """The record's id."""
        return self._record.id

    @property
    def kind(self) -> str:
        """The kind's name."""
        return self._record.kind

    @property
    def path(self) -> str:
        """The file, relative to the workspace."""
        return self._record.path

    def to_dict(self, *, all: bool = False) -> Data:  # noqa: A002 - the older callers' word
        """The fields as they stand in the file, with `id` and `kind` first.

        Args:
            all: with a key for every field of the kind: None, or an empty list, where the file has none.
        """
        data = self._record.to_dict()
        if not all:
            return data
        return data | {name: [] if field.is_list else None for name, field in self._fields.items() if name not in data}

    def __getattr__(self, name: str) -> Any:
        """The value of the field `name`.

        Raises:
            AttributeError: when the kind has no such field.
        """
        if name.startswith("_"):
            raise AttributeError(name)
        field = self._fields.get(name)
        if field is not None or name in self._record.data:
            return self._attribute(field, self._record.data.get(name))
        return self._older(name)

    def _older(self, name: str) -> Any:
        """What the older system's objects had under a name that is no field."""
        if name == "updated":
            moment = self._source.updated(self._record.path)
            return self._shown(moment) if moment else None
        if name in _OLDER_NAMES and _OLDER_NAMES[name] in self._fields:
            return getattr(self, _OLDER_NAMES[name])
        if name == "related_issues":
            return self._source.referring("issue", "related_task_id", self._record.id)
        if name == "duration_seconds" and self._stretch():
            return self._duration()
        if name in _GRADES and "reviews" in self._fields:
            return self._grade(_GRADES[name])
        raise AttributeError(f"{self._record.kind} has no field {name!r}")

    def _stretch(self) -> tuple[str, str] | None:
        """The fields that say when the record's stretch of time began and ended; None for a kind without one."""
        return next((pair for pair in _STRETCHES if set(pair) <= set(self._fields)), None)

    def _duration(self) -> float | None:
        began, ended = (self._record.data.get(name) for name in self._stretch() or ("", ""))
        if not isinstance(began, str) or not isinstance(ended, str):
            return None
        try:
            return (parse_time(ended) - parse_time(began)).total_seconds()
        except ValueError:
            return None

    def _grade(self, review_type: str) -> Any:
        """The grade of the last review of a type."""
        reviews = [item for item in self._record.data.get("reviews") or () if isinstance(item, dict)]
        grades = [item.get("grade") for item in reviews if item.get("type") == review_type]
        return grades[-1] if grades else None

    def __dir__(self) -> list[str]:
        """The fields, for completion in a shell."""
        return [*super().__dir__(), *self._fields]

    def __eq__(self, other: object) -> bool:
        """Two objects are equal when they show the same record with the same fields."""
        return isinstance(other, RecordObject) and self._record == other._record

    def __hash__(self) -> int:
        """By kind and id."""
        return hash((self._record.kind, self._record.id))

    def __repr__(self) -> str:
        """The kind, the id, and the fields that the record has."""
        fields = ", ".join(f"{name}={value!r}" for name, value in self._record.data.items() if name != "id")
        return f"<{self._record.kind} {self._record.id}{f': {fields}' if fields else ''}>"

    def _attribute(self, field: Field | None, value: Any) -> Any:
        if field is None:
            return value
        if value is None:
            return [] if field.is_list else None
        if field.is_time and isinstance(value, str):
            return self._moment(value)
        if isinstance(value, list):
            return [self._item(field, item) for item in value]
        return value

    def _item(self, field: Field, item: Any) -> Any:
        if not isinstance(item, dict):
            return item
        return {name: self._attribute(field.properties.get(name), value) for name, value in item.items()}

    def _moment(self, text: str) -> datetime | str:
        try:
            return self._shown(parse_time(text))
        except ValueError:
            return text

    def _shown(self, moment: datetime) -> datetime:
        if self._naive:
            return moment.astimezone(UTC).replace(tzinfo=None)
        return AwareTime.fromtimestamp(moment.timestamp(), UTC).replace(microsecond=moment.microsecond)


class ActivityObject:
    """One activity of a session: its fields as attributes, its place in the session as `id`, counted from 1."""

    __slots__ = ("_data", "id", "session_id")

    def __init__(self, session: RecordObject) -> None:
        activities = session.activities
        self.id: int = len(activities)
        self.session_id: str = session.id
        self._data: Data = activities[-1]

    def __getattr__(self, name: str) -> Any:
        """The value of a field; None for an absent one.

        Raises:
            AttributeError: for a name that begins with an underscore.
        """
        if name.startswith("_"):
            raise AttributeError(name)
        return self._data.get("metadata" if name == "extra_metadata" else name)

    def to_dict(self) -> Data:
        """The fields, with `id` and `session_id`."""
        return {"id": self.id, "session_id": self.session_id, **self._data}

    def __repr__(self) -> str:
        """The session, the place in it and the type."""
        return f"<activity {self.session_id}#{self.id}: {self._data.get('activity_type')}>"


def _aware(other: Any) -> Any:
    if isinstance(other, datetime) and other.tzinfo is None:
        raise TypeError(
            "this time has its zone (UTC) and the other has none: give it one, such as "
            "datetime.now(timezone.utc), or open WorkspaceDB(naive_times=True)"
        )
    return other
