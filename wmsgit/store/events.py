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

# A byte order mark where only the first character of a file may be one: before a line's first word.
_STRAY_MARK = re.compile("(?:^|(?<=\n))\ufeff")
_LATE_MARK = re.compile("(?:[ \t]*(?:#[^\n]*)?\n)+\ufeff")
_NO_MARK = "remove the character; an editor shows it when it shows invisible ones"
_NO_TOKEN = "cannot start any token"  # noqa: S105
_TAB = "found a tab character"
_UNEXPECTED = "did not find expected"
_QUOTES = frozenset("'\"")
_BRACKETS = frozenset("[{")
_CLOSING = _QUOTES | {"]", "}"}
_OPENING = frozenset("*&!|>%")
"""What begins an alias, an anchor, a tag, a block or a directive, and is often meant as text."""
_MISPLACED = frozenset(":-?")
"""What is a mapping's or a list's sign where neither can be."""

MAX_DEPTH = 64
MAX_NODES = 100_000
MAX_ALIASES = 16

__all__ = [
    "MAX_ALIASES", "MAX_DEPTH", "MAX_NODES", "AliasEvent", "DocumentEndEvent", "DocumentStartEvent",
    "MappingEndEvent", "MappingStartEvent", "ScalarEvent", "SequenceEndEvent", "SequenceStartEvent",
    "StreamEndEvent", "StreamStartEvent", "depth_error_at", "event_source", "has_late_mark", "refusal_at", "refusal_of",
]  # fmt: skip


def event_source(text: str) -> Callable[[], Any]:
    """A function that gives the next event of `text` at each call; libyaml's parser where there is one.

    The function raises `yaml.YAMLError` where the text is not YAML.
    """
    if _CParser is not None:
        source: Callable[[], Any] = _CParser(text).get_event
        return source
    return _PureParser(text).get_event


def depth_error_at(error: yaml.YAMLError) -> int | None:
    """How many characters into the text the parser met its own bound on depth; None for every other error.

    libyaml has one since 0.2.6, of 1,000 levels. Its scanner reads up to 1,024 characters ahead of the events, so that
    a text may be refused before its events are as deep as `MAX_DEPTH`.
    """
    mark = getattr(error, "problem_mark", None)
    is_depth = "nesting depth" in str(getattr(error, "problem", None))
    return mark.index if mark is not None and is_depth else None


def refusal_at(event: Any, code: str, message: str, hint: str = "") -> UnreadableError:
    """A refusal at the place where an event begins."""
    mark = event.start_mark
    return UnreadableError(message, code=code, line=mark.line + 1, column=mark.column + 1, hint=hint)


def has_late_mark(text: str) -> bool:
    """Whether a byte order mark stands below the first comment lines; libyaml takes it there if one key follows."""
    return "\ufeff" in text and _LATE_MARK.match(text) is not None


def refusal_of(error: yaml.YAMLError, text: str) -> UnreadableError:
    """The refusal that a parser's error in a text means."""
    stray = _STRAY_MARK.search(text)
    if stray is not None:
        line, column = text.count("\n", 0, stray.start()) + 1, stray.start() - text.rfind("\n", 0, stray.start())
        message = "not valid YAML: a byte order mark (U+FEFF), which is invisible, stands inside the file"
        return UnreadableError(message, code="YAML", line=line, column=column, hint=_NO_MARK)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "the text cannot be parsed"
    context = getattr(error, "context", None)
    message = f"not valid YAML: {problem}" + (f" {context}" if context else "")
    if mark is None:
        return UnreadableError(message, code="YAML")
    sign = _sign_at(text, mark)
    if _NO_TOKEN in problem:
        what = "a tab stands where a text begins" if sign == "\t" else f"{sign!r} cannot begin a text"
        message = f"not valid YAML: {what}"
    began = _sign_at(text, getattr(error, "context_mark", None)) if context else ""
    hint = _mend(problem, began, sign, text[: mark.index])
    return UnreadableError(message, code="YAML", line=mark.line + 1, column=mark.column + 1, hint=hint)


def _mend(problem: str, began: str, sign: str, before: str) -> str:
    """What mends an error; `began` is what the parser was in, `sign` what it met, `before` the text up to that."""
    if sign == "\t" or _TAB in problem:
        return "write spaces in place of the tab"
    if _NO_TOKEN in problem or sign in _MISPLACED or began in _OPENING:
        return _quotes(sign if began not in _OPENING else began)
    if began in _BRACKETS:
        return f"close the bracket, or put a text that begins with {began!r} in quotes"
    if began in _QUOTES:
        return "close the quote"
    last = before.rpartition("\n")[2].rstrip(" ")[-1:]
    if last in _CLOSING and problem.startswith(_UNEXPECTED):
        return f"put the whole text in quotes, not only what ends with {last!r}"
    return ""


def _quotes(sign: str) -> str:
    """The mend for a text that a sign of YAML's makes something else."""
    where = "has ': ' in it" if sign == ":" else f"begins with {sign!r}"
    return f"put a text that {where} in quotes"


def _sign_at(text: str, mark: Any) -> str:
    return text[mark.index : mark.index + 1] if mark is not None else ""


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
