"""Parsing: a record's text read by YAML's parser."""

import re
from collections.abc import Callable
from itertools import islice
from typing import Any

import yaml

from wmsgit.model.record import Data
from wmsgit.schema.shape import Shape
from wmsgit.store.events import depth_error_at, event_source, has_late_mark, refusal_of
from wmsgit.store.refusal import UnreadableError
from wmsgit.store.stand_ins import StandIns, needs_stand_ins, tab_at
from wmsgit.store.values import Builder

_LINE_END = "[\n\r]"
_YAML_DIRECTIVE = re.compile(r"%YAML[ \t]")
# What may stand before the first directive that is none of YAML's version: blank lines, comments, that one.
_LEADING = re.compile(f"(?:[ \t\ufeff]*(?:#.*?)??{_LINE_END}|%YAML[ \t].*?{_LINE_END})*")
_DIRECTIVE = re.compile(f"{_LINE_END}(?=%)")
_MAX_DIRECTIVES = 16
"""Lines that begin with `%`, which need be no directives where they stand inside of a text."""


def parse(text: str, shape: Shape, *, keeps: bool = True) -> tuple[Data, list[Any]]:
    """The data of a text, and its events.

    Args:
        text: the characters of the file without a byte order mark.
        shape: the types that the schema admits at each place.
        keeps: whether the events are wanted; without them reading is a fifth faster, and there are none.

    Raises:
        UnreadableError: when the text is no record within the bounds; without a path.
    """
    _screen_directives(text)
    if has_late_mark(text):
        raise refusal_of(yaml.YAMLError(), text)
    tabs: frozenset[int] = frozenset()
    while True:
        builder = Builder(_source(text, tabs), keeps=keeps)
        try:
            return builder.document(shape), builder.events
        except yaml.YAMLError as error:
            at = tab_at(error, text, tabs)
            if at is not None:
                tabs |= {at}
                continue
            end = depth_error_at(error)
            raise refusal_of(error, text) if end is None else _refusal_of_depth(text[:end], shape, error) from None


def _source(text: str, tabs: frozenset[int] = frozenset()) -> Callable[[], Any]:
    """The events of a text, as YAML 1.2 reads it."""
    if not tabs and not needs_stand_ins(text):
        return event_source(text)
    stand_ins = StandIns(text, tabs)
    return stand_ins.source(event_source(stand_ins.text))


def _refusal_of_depth(text: str, shape: Shape, error: yaml.YAMLError) -> UnreadableError:
    """What is wrong first in a text that the parser refused as too deep: most often that it goes beyond our own bound.

    Args:
        text: the text up to where the parser stopped, which is thus within the parser's bound.
        shape: the types that the schema admits at each place.
        error: what the parser said.
    """
    try:
        Builder(_source(text), keeps=False).document(shape)
    except UnreadableError as found:
        return found
    except yaml.YAMLError:
        pass
    refusal = refusal_of(error, text)
    return UnreadableError(refusal.message, code="DEPTH", line=refusal.line, column=refusal.column)


def _screen_directives(text: str) -> None:
    """Refuses directives, for which libyaml takes the square of their number (YAML 1.2.2, section 6.8)."""
    leading = _LEADING.match(text)
    start = leading.end() if leading else 0
    if text[start : start + 1] == "%" and not _YAML_DIRECTIVE.match(text, start):
        first = start
    else:
        first = next((match.end() for match in islice(_DIRECTIVE.finditer(text), _MAX_DIRECTIVES, None)), -1)
    if first >= 0:
        from wmsgit.store.spans import Lines  # only the message needs it

        line, column = Lines(text).position(first)
        raise UnreadableError("no directive but %YAML is supported", code="YAML", line=line, column=column)
