"""Foreign YAML: files of other programs, which have several documents, tags, anchors and merge keys."""

from collections.abc import Mapping
from typing import Any

import yaml

from wmsgit.store.document import checked_text
from wmsgit.store.events import (
    MAX_DEPTH,
    MAX_NODES,
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    event_source,
    refusal_at,
    refusal_of,
)
from wmsgit.store.refusal import UnreadableError
from wmsgit.store.scalars import core_value

_MERGE = "<<"
_TEXT_TAGS = frozenset({"tag:yaml.org,2002:str", "!"})
_OWN_TAGS = "tag:yaml.org,2002:"


def read_documents(raw: bytes) -> list[Any]:
    """The data of every document of a YAML text.

    A tag that is none of YAML's own is left out: the value is what stands behind it, a plain scalar its text. A merge
    key (`<<`) brings the keys that the mapping lacks.

    Raises:
        UnreadableError: when it is no YAML, has a key twice, or is beyond the bounds: depth, nodes, also those that
            aliases repeat.
    """
    text = checked_text(raw)
    try:
        documents = list(_DocumentBuilder(text).all())
    except yaml.YAMLError as error:
        raise refusal_of(error, text) from None
    known: dict[int, int] = {}
    if sum(_size(document, known) for document in documents) > MAX_NODES:
        raise UnreadableError(f"more than {MAX_NODES:,} values, those that aliases repeat among them", code="SIZE")
    return documents


class _DocumentBuilder:
    """Builds values from events."""

    def __init__(self, text: str) -> None:
        self._next = event_source(text)
        self._anchors: dict[str, Any] = {}
        self._count = 0

    def all(self) -> Any:
        """The documents, one after the other."""
        while True:
            event = self._next()
            if isinstance(event, StreamEndEvent):
                return
            if isinstance(event, DocumentStartEvent):
                self._anchors = {}
                yield self._value(self._next(), 1)

    def _value(self, event: Any, depth: int) -> Any:
        self._count += 1
        if depth > MAX_DEPTH or self._count > MAX_NODES:
            raise refusal_at(event, "DEPTH", f"nested more than {MAX_DEPTH} deep, or more than {MAX_NODES:,} values")
        if isinstance(event, AliasEvent):
            if event.anchor not in self._anchors:
                raise refusal_at(event, "YAML", f"the alias {event.anchor!r} leads to nothing before it")
            return self._anchors[event.anchor]
        if isinstance(event, ScalarEvent):
            value = _scalar(event)
        elif isinstance(event, SequenceStartEvent):
            value = self._sequence(depth)
        else:
            value = self._mapping(depth)
        if event.anchor:
            self._anchors[event.anchor] = value
        return value

    def _sequence(self, depth: int) -> list[Any]:
        result = []
        while not isinstance(event := self._next(), SequenceEndEvent):
            result.append(self._value(event, depth + 1))
        return result

    def _mapping(self, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        while not isinstance(event := self._next(), MappingEndEvent):
            is_merge = isinstance(event, ScalarEvent) and event.value == _MERGE and event.implicit[0]
            key = self._value(event, depth + 1)
            value = self._value(self._next(), depth + 1)
            if is_merge:
                for item in value if isinstance(value, list) else [value]:
                    if not isinstance(item, Mapping):
                        raise refusal_at(event, "YAML", "a merge key takes a mapping, or a list of them")
                    merged = {**item, **merged}
            elif _key(key) in result:
                raise refusal_at(event, "DUPLICATE", f"the key {_key(key)!r} stands twice")
            else:
                result[_key(key)] = value
        return {**merged, **result}


def _scalar(event: Any) -> Any:
    if event.tag in _TEXT_TAGS or (event.tag and not event.tag.startswith(_OWN_TAGS)):
        return event.value
    return core_value(event.value) if event.implicit[0] or (event.tag and not event.implicit[1]) else event.value


def _key(value: Any) -> str:
    """A key as JSON has it: a text."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return value if isinstance(value, str) else str(value)


def _size(value: Any, known: dict[int, int]) -> int:
    """How many values there are, those that aliases repeat counted each time; every one is walked over once."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if id(value) not in known:
        known[id(value)] = 1 + sum(_size(part, known) for part in parts)
    return known[id(value)]
