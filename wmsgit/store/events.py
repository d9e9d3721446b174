"""Events: the stream of YAML events of a text, from libyaml where PyYAML has it, and the bounds on it.

Only events are taken from the parser, never its composed nodes: libyaml's composer recurses in C and can
overflow the stack, while its parser keeps its state on the heap.
"""

import re
from collections.abc import Callable
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from wmsgit.store.refusal import UnreadableError

# PyYAML may have been built without libyaml.
_CParser: Any = None
if yaml.__with_libyaml__:
    from yaml._yaml import CParser

    _CParser = CParser
_SURROGATE = re.compile("[\ud800-\udfff]")

MAX_DEPTH = 64
MAX_NODES = 100_000
MAX_ALIASES = 16

__all__ = [
    "MAX_ALIASES", "MAX_DEPTH", "MAX_NODES", "AliasEvent", "DocumentEndEvent", "DocumentStartEvent",
    "MappingEndEvent", "MappingStartEvent", "ScalarEvent", "SequenceEndEvent", "SequenceStartEvent",
    "StreamEndEvent", "StreamStartEvent", "event_source", "refusal_at", "refusal_of",
]  # fmt: skip


def event_source(text: str) -> Callable[[], Any]:
    """A function that gives the next event of `text` at each call; libyaml's parser where there is one.

    The function raises `yaml.YAMLError` where the text is not YAML.
    """
    if _CParser is not None:
        source: Callable[[], Any] = _CParser(text).get_event
        return source
    return _PureParser(text).get_event


def refusal_at(event: Any, code: str, message: str) -> UnreadableError:
    """A refusal at the place where an event begins."""
    mark = event.start_mark
    return UnreadableError(message, code=code, line=mark.line + 1, column=mark.column + 1)


def refusal_of(error: yaml.YAMLError) -> UnreadableError:
    """The refusal that a parser's error means."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "the text cannot be parsed"
    context = getattr(error, "context", None)
    message = f"not valid YAML: {problem}" + (f" {context}" if context else "")
    code = "YAML"
    if "maximum nesting depth" in str(problem):  # libyaml's own bound, which it may reach before ours is
        code, message = "DEPTH", f"nested more than {MAX_DEPTH} deep"
    if mark is None:
        return UnreadableError(message, code=code)
    return UnreadableError(message, code=code, line=mark.line + 1, column=mark.column + 1)


class _PureParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """PyYAML's own parser, for installations without libyaml."""

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)

    def get_event(self) -> Any:
        """The next event; unlike PyYAML alone, lone surrogates are refused, as libyaml does."""
        event = super().get_event()  # type: ignore[no-untyped-call]
        if type(event) is ScalarEvent and _SURROGATE.search(event.value):
            raise refusal_at(event, "ENCODING", "a lone surrogate is no character")
        return event
