r"""Parsing: a record's text read by YAML's parser.

YAML 1.2 reads some characters otherwise than libyaml does; stand-ins take their places while the parser has the text.
Each is one character for one character, so that every place stays where it is:

- U+0085, U+2028 and U+2029 end no line in YAML 1.2 (section 5.4); libyaml, of YAML 1.1, lets them.
- Pairs of surrogates such as JSON writes (`"\ud83d\ude80"`) are one character in double quotes (section 5.7).
- A tab at the beginning of a block scalar's first line is its text (section 8.1.1); libyaml calls it indentation.
"""

import re
from collections.abc import Callable
from itertools import islice
from typing import Any

import yaml

from wmsgit.model.record import Data
from wmsgit.schema.shape import Shape
from wmsgit.store.events import depth_error_at, event_source, has_late_mark, refusal_of
from wmsgit.store.refusal import UnreadableError
from wmsgit.store.values import Builder

_LINE_END = "[\n\r]"
_YAML_DIRECTIVE = re.compile(r"%YAML[ \t]")
# What may stand before the first directive that is none of YAML's version: blank lines, comments, that one.
_LEADING = re.compile(f"(?:[ \t\ufeff]*(?:#.*?)??{_LINE_END}|%YAML[ \t].*?{_LINE_END})*")
_DIRECTIVE = re.compile(f"{_LINE_END}(?=%)")
_MAX_DIRECTIVES = 16
"""Lines that begin with `%`, which need be no directives where they stand inside of a text."""
_BREAKS = "\x85\u2028\u2029"
_PAIR = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
_BEFORE_TAB = re.compile(r"(?:^|(?<=[\n\r])) +\Z")
_TAB_REFUSED = "found a tab character where an indentation space is expected"
# Noncharacters (Unicode 23.7), which no text holds but on purpose; then private ones.
_CHOICES = (range(0xFDD0, 0xFDF0), range(0xE000, 0xF8FF))
_FEW = 1000
"""Block scalars of one text that may begin with a tab: for each the text is read once more."""


class StandIns:
    """A text with its stand-ins, and the way back.

    Args:
        text: the characters of the file.
        tabs: where tabs stand that are text.
    """

    def __init__(self, text: str, tabs: frozenset[int] = frozenset()) -> None:
        free = (chr(code) for codes in _CHOICES for code in codes if chr(code) not in text)
        signs = [next(free) for _ in (*_BREAKS, "\\", "\t")]
        self._back = dict(zip(signs, (*_BREAKS, "\\", "\t"), strict=True))
        self._tab, backslash = signs[-1], signs[-2]
        self._pair = re.compile(_PAIR.pattern.replace(r"\\", backslash), re.IGNORECASE)
        self._any = re.compile(f"[{''.join(signs)}]")
        self.text = _PAIR.sub(lambda match: match[0].replace("\\", backslash) if _is_read(match) else match[0], text)
        self.text = self.text.translate({ord(sign): signs[number] for number, sign in enumerate(_BREAKS)})
        for at in tabs:
            self.text = f"{self.text[:at]}{self._tab}{self.text[at + 1 :]}"

    def source(self, events: Callable[[], Any]) -> Callable[[], Any]:
        """The events of the text, with what stands in the file."""

        def following() -> Any:
            event = events()
            value = getattr(event, "value", None)
            if value and self._any.search(value):
                if self._tab in value and event.style not in {"|", ">"}:
                    raise yaml.MarkedYAMLError(problem=_TAB_REFUSED, problem_mark=event.start_mark)
                if event.style == ">" and self._tab in value:
                    value = self._unfolded(value, self.text.index(self._tab, event.start_mark.index))
                event.value = self._original(value, is_quoted=event.style == '"')
            return event

        return following

    def _unfolded(self, value: str, at: int) -> str:
        """A folded text with the line end behind its first line, which begins with a blank (section 8.1.3)."""
        line = re.match(r"[^\n\r]*", self.text[at:])
        end = value.index(self._tab) + len(line[0] if line else "")
        rest = value[end:].lstrip("\n")
        if value[end : end + 1] == " ":
            return f"{value[:end]}\n{rest[1:]}"
        return f"{value[:end]}\n{value[end:]}" if rest and rest[0] not in " \t" else value

    def _original(self, value: str, *, is_quoted: bool) -> str:
        if is_quoted:
            value = self._pair.sub(lambda match: bytes.fromhex(match[1] + match[2]).decode("utf-16-be"), value)
        return self._any.sub(lambda match: self._back[match[0]], value)


def needs_stand_ins(text: str) -> bool:
    """Whether anything in the text may be read otherwise by libyaml, tabs aside."""
    return (not text.isascii() and any(sign in text for sign in _BREAKS)) or (
        "\\u" in text and bool(_PAIR.search(text))
    )


def tab_at(error: yaml.YAMLError, text: str, known: frozenset[int]) -> int | None:
    """Where the tab stands, behind blanks, of which the parser thinks that it indents; None for any other error."""
    mark = getattr(error, "problem_mark", None)
    if mark is None or _TAB_REFUSED not in str(getattr(error, "problem", "")) or len(known) >= _FEW:
        return None
    at = mark.index
    is_text = text[at : at + 1] == "\t" and at not in known and _BEFORE_TAB.search(text[max(0, at - 200) : at])
    return at if is_text else None


def _is_read(match: re.Match[str]) -> bool:
    """Whether the first backslash is not escaped itself, were this in double quotes."""
    start = match.start()
    before = match.string[:start]
    return (start - len(before.rstrip("\\"))) % 2 == 0


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
