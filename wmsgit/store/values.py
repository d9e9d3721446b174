"""Values: the events of one document as plain data, typed by the schema's shape, within bounds."""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final

from wmsgit.model.record import Data, copied
from wmsgit.schema.shape import ANYTHING, Shape
from wmsgit.store.events import (
    MAX_ALIASES,
    MAX_DEPTH,
    MAX_NODES,
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    refusal_at,
)
from wmsgit.store.refusal import UnreadableError
from wmsgit.store.scalars import is_null, plain_value

_MAX_SHOWN = 60
_QUOTES = "put a text that begins with '{}' in quotes"

ABSENT: Final = object()
"""Stands for a key that is written without a value, where null is no value."""

_Anchored = tuple[Any, int, int]  # the scalar's event or the container's data, its nodes, its height


class Builder:
    """Turns the events of one document into data, and keeps the events for whoever needs positions.

    Args:
        take: gives the next event at each call.
        keeps: whether the events are kept; without them reading is a fifth faster.
    """

    __slots__ = ("aliases", "anchors", "deepest", "events", "keep", "nodes", "take")

    def __init__(self, take: Callable[[], Any], *, keeps: bool) -> None:
        self.take = take
        self.events: list[Any] = []
        self.keep: Callable[[Any], None] = self.events.append if keeps else deque[Any](maxlen=0).append
        self.anchors: dict[str, _Anchored | None] = {}
        self.aliases = 0
        self.nodes = 0
        self.deepest = 0

    def document(self, shape: Shape) -> Data:
        """The data of the one document of the stream.

        Raises:
            UnreadableError: where the text goes beyond what a record may be.
            yaml.YAMLError: where it is not YAML.
        """
        self.take()  # the start of the stream
        if type(self.take()) is not DocumentStartEvent:
            raise UnreadableError("the file is empty", code="YAML", line=1, column=1)
        event = self.take()
        if type(event) is not MappingStartEvent:
            empty = type(event) is ScalarEvent and not event.value
            what = "the file is empty" if empty else "a record is a mapping of fields to values"
            raise refusal_at(event, "YAML", what)
        self.keep(event)
        data: Data = self.container(event, shape, 1)
        self.take()  # the end of the document
        event = self.take()
        if type(event) is not StreamEndEvent:
            raise refusal_at(event, "YAML", "a file holds one document, and a second one begins here")
        return data

    def container(self, event: Any, shape: Shape, depth: int) -> Any:
        """The data of a mapping or list whose start is `event`."""
        if depth > MAX_DEPTH:
            raise refusal_at(event, "DEPTH", f"nested more than {MAX_DEPTH} deep")
        self.deepest = max(self.deepest, depth)
        if event.tag is not None:
            raise _tag(event)
        anchor = event.anchor
        build = self.mapping if type(event) is MappingStartEvent else self.sequence
        if anchor is None:
            return build(shape, depth)
        first, deepest, self.deepest = self.nodes, self.deepest, depth
        self.anchors[anchor] = None
        data = build(shape, depth)
        self.anchors[anchor] = (data, self.nodes - first, self.deepest - depth)
        self.deepest = max(self.deepest, deepest)
        return data

    def mapping(self, shape: Shape, depth: int) -> Data:
        """The data of a mapping whose start has been taken."""
        take, keep, other = self.take, self.keep, shape.additional or ANYTHING
        parts: Mapping[str, Shape] = shape.properties
        data: Data = {}
        absent = False
        while True:
            key = take()
            keep(key)
            if type(key) is MappingEndEvent:
                break
            if len(data) >= MAX_NODES:
                raise refusal_at(key, "SIZE", f"more than {MAX_NODES} values")
            name = _key_name(key, data)
            part = parts.get(name) or other
            event = take()
            keep(event)
            value = data[name] = self.value(event, part, depth)
            if value is None and not (part.types is None or "null" in part.types):
                data[name] = ABSENT
                absent = True
        self.nodes += len(data) + 1
        return {name: value for name, value in data.items() if value is not ABSENT} if absent else data

    def sequence(self, shape: Shape, depth: int) -> list[Any]:
        """The data of a list whose start has been taken."""
        take, keep, part = self.take, self.keep, shape.item
        items: list[Any] = []
        while True:
            event = take()
            keep(event)
            if type(event) is SequenceEndEvent:
                self.nodes += len(items) + 1
                return items
            if len(items) >= MAX_NODES:
                raise refusal_at(event, "SIZE", f"more than {MAX_NODES} values")
            items.append(self.value(event, part, depth, is_item=True))

    def value(self, event: Any, shape: Shape, depth: int, *, is_item: bool = False) -> Any:
        """The value that begins with `event`: None for null, also where the shape does not admit it."""
        sort = type(event)
        if sort is ScalarEvent:
            if event.anchor is not None:
                self.anchors[event.anchor] = (event, 1, 0)
            return _scalar(event, shape, is_item=is_item)
        if self.nodes > MAX_NODES:
            raise refusal_at(event, "SIZE", f"more than {MAX_NODES} values")
        if sort is AliasEvent:
            return self.alias(event, shape, depth, is_item=is_item)
        if sort is MappingStartEvent or sort is SequenceStartEvent:
            return self.container(event, shape, depth + 1)
        raise refusal_at(event, "YAML", "not valid YAML")

    def alias(self, event: Any, shape: Shape, depth: int, *, is_item: bool) -> Any:
        """A copy of what an alias stands for; a scalar is typed anew by the shape of its place."""
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise refusal_at(event, "ALIAS", f"more than {MAX_ALIASES} aliases")
        anchored = self.anchors.get(event.anchor)
        if anchored is None:
            inside = event.anchor in self.anchors
            what = "stands inside what it repeats" if inside else "has no anchor before it"
            raise refusal_at(event, "ALIAS", f"the alias *{event.anchor} {what}", _QUOTES.format("*"))
        source, nodes, height = anchored
        if type(source) is ScalarEvent:
            return _scalar(source, shape, is_item=is_item)
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise refusal_at(event, "ALIAS", f"aliases expand to more than {MAX_NODES} values")
        self.deepest = max(self.deepest, depth + 1 + height)
        if depth + 1 + height > MAX_DEPTH:
            raise refusal_at(event, "DEPTH", f"nested more than {MAX_DEPTH} deep")
        return copied(source)


def _key_name(key: Any, data: Data) -> str:
    if type(key) is not ScalarEvent or (not key.value and not key.style):
        raise _no_key(key)
    name: str = key.value
    if key.tag is not None:
        raise _tag(key)
    if name in data:
        raise refusal_at(key, "DUPLICATE-KEY", f"the key {_shown(name)} stands twice in one mapping")
    if name == "<<" and not key.style:
        raise refusal_at(key, "YAML", "merge keys (<<) are not supported: write the fields out")
    return name


def _no_key(event: Any) -> UnreadableError:
    signs = {MappingStartEvent: ("{", "a mapping"), SequenceStartEvent: ("[", "a list"), AliasEvent: ("*", "an alias")}
    sign, what = signs.get(type(event), ("", ""))
    if not sign or not getattr(event, "flow_style", True):
        return refusal_at(event, "YAML", "a key is text")
    example = "such as {{ x }}" if sign == "{" else f"that begins with {sign!r}"
    hint = f"put a text {example} in quotes"
    return refusal_at(event, "YAML", f"a key is text, and {sign!r} begins {what}", hint)


def _scalar(event: Any, shape: Shape, *, is_item: bool) -> Any:
    if event.tag is not None:
        raise _tag(event)
    text: str = event.value
    if event.style:
        return text
    if not is_item and is_null(text):
        return None
    return plain_value(text, shape.types)


def _tag(event: Any) -> UnreadableError:
    return refusal_at(event, "TAG", f"tags are not supported: {event.tag}", _QUOTES.format("!"))


def _shown(name: str) -> str:
    return repr(name if len(name) <= _MAX_SHOWN else name[: _MAX_SHOWN - 1] + "…")
