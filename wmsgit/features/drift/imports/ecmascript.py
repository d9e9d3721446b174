"""ECMAScript text as tokens: words, strings and signs, without comments; other literals only hold their place.

Elements of JSX (https://facebook.github.io/jsx) are no program but for what stands in braces: they hold a place, too.
"""

import re
from typing import NamedTuple

from wmsgit.features.drift.budget import MAX_TOKENS
from wmsgit.features.drift.facts import ExtractionError

WORD, STRING, SIGN, OTHER = "word", "string", "sign", "other"


class Token(NamedTuple):
    """One token.

    Attributes:
        kind: `WORD`, `STRING` (a template without substitutions too), `SIGN`, or `OTHER` for what has no text of
            interest: numbers, regular expressions, templates.
        text: a word or sign as it stands, a string's value.
        line: counted from 1.
    """

    kind: str
    text: str
    line: int


_TOKEN = re.compile(
    r"""
      (?P<space>[\s\ufeff]+|//[^\n\r\u2028\u2029]*|/\*(?s:.*?)(?:\*/|\Z)|\A\#![^\n]*)
    | (?P<word>[#@]?[\w$\\]+)
    | (?P<string>'(?:[^'\\\n\r]|\\(?:\r\n|(?s:.)))*'|"(?:[^"\\\n\r]|\\(?:\r\n|(?s:.)))*")
    | (?P<template>`)
    | (?P<slash>/)
    | (?P<sign>\?\.(?!\d)|\.\.\.|=>|(?s:.))
    """,
    re.VERBOSE,
)
# ECMA-262, 12.9.5: the body has no line end, and a `/` inside a class does not end it.
_REGEX = re.compile(r"/(?:[^\\/\[\n\r]|\\[^\n\r]|\[(?:[^\\\]\n\r]|\\[^\n\r])*\])+/[\w$]*")
_TEMPLATE_PART = re.compile(r"(?:[^`\\$]|\\(?s:.)|\$(?!\{))*")
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|(?s:.))")
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r": "", "\r\n": ""}
_BEFORE_VALUE = frozenset(
    """
    return typeof instanceof in of new delete void throw case do else await yield extends default
    """.split()  # noqa: SIM905 - words, not a list of quotes
)
_ELEMENT = re.compile(r"<(?:(?P<name>[A-Za-z_$][\w$.:-]*)(?:(?P<generic>\s+extends\b|\s*[,=])|(?=[\s/>]))|>)")
_IN_TAG = re.compile(r"""(?:[^>{}'"/]|/(?!>)|'[^']*'|"[^"]*")*""")
_END_TAG = re.compile(r"</([\w$.:-]*)")
_MAX_TAG = 4096
"""How far it is looked whether a tag has a brace or ends itself; what has not by then is known by its end tag."""
_CHILDREN = re.compile(r"[^<{]*")
_TEMPLATE, _TAG, _INSIDE = "template", "tag", "children"
_VAIN_TIMES = 20
"""How many times its own length a file may be looked through for ends that are not there."""
_BEFORE_CONDITION = frozenset({"if", "while", "for", "with"})


def tokens(text: str) -> list[Token]:
    """The tokens of a text, in order, whatever the text is.

    Raises:
        ExtractionError: when there are more of them than are read, or most of the time went into what is none.
    """
    return _Scanner(text).run()


class _Scanner:
    """One pass over a text.

    Attributes:
        recorded: the tokens so far.
        line: the one that is read.
        braces: for each open brace, what goes on after it: a template, an element's tag or children, or nothing.
        parens: for each open parenthesis, whether it holds the condition of a statement.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self.line = 1
        self.recorded: list[Token] = []
        self.braces: list[str] = []
        self.parens: list[bool] = []
        self._is_after_condition = False
        self._elements = _Elements(self, text)
        self._vain = _VAIN_TIMES * (len(text) + 1)

    def run(self) -> list[Token]:
        at, end, match_at = 0, len(self._text), _TOKEN.match
        while at < end:
            match = match_at(self._text, at)
            assert match is not None  # the last alternative takes any character
            kind = match.lastgroup
            if kind == "space":
                self.line += match[0].count("\n")
                at = match.end()
            elif kind == "word":
                self.recorded.append(Token(WORD, match[0], self.line))
                at = match.end()
            elif kind == "string":
                at = self._string(match)
            elif kind == "template":
                at = self._template(match.end(), is_start=True)
            elif kind == "slash":
                at = self._slash(at)
            else:
                at = self._sign(match)
            if len(self.recorded) > MAX_TOKENS:
                raise ExtractionError(f"it has more than {MAX_TOKENS:,} tokens")
        return self.recorded

    def _lose(self, at: int) -> None:
        """Count what was looked through in vain for the end of what begins at a place: the rest of its line."""
        end = self._text.find("\n", at)
        self._vain -= (len(self._text) if end < 0 else end) - at
        if self._vain < 0:
            raise ExtractionError("it opens too much that is never closed")

    def _string(self, match: re.Match[str]) -> int:
        self.recorded.append(Token(STRING, _value(match[0][1:-1]), self.line))
        self.line += match[0].count("\n")
        return match.end()

    def _sign(self, match: re.Match[str]) -> int:
        sign = match[0]
        if sign == "}" and self.braces and (goes_on := self.braces.pop()):
            return self._go_on(match.end(), goes_on)
        if sign == "<" and self._may_be_value(match.start()) and self._elements.begins(match.start()):
            return self._elements.read(match.start())
        if sign == "{":
            self.braces.append("")
        elif sign == "(":
            last = self.recorded[-1] if self.recorded else None
            self.parens.append(last is not None and last.kind == WORD and last.text in _BEFORE_CONDITION)
        elif sign in {"'", '"'}:
            self._lose(match.start())
        elif sign == ")":
            self._is_after_condition = bool(self.parens) and self.parens.pop()
        self.recorded.append(Token(SIGN, sign, self.line))
        return match.end()

    def _template(self, at: int, *, is_start: bool) -> int:
        """From a backtick or the end of a substitution to the next substitution or the end of the template."""
        part = _TEMPLATE_PART.match(self._text, at)
        assert part is not None  # it may be empty
        end = part.end()
        if is_start and end >= len(self._text):
            self.recorded.append(Token(OTHER, "", self.line))  # a lone backtick, as in JSX text: it opens nothing
            return at
        is_whole = is_start and self._text.startswith("`", end)
        self.recorded.append(Token(STRING if is_whole else OTHER, _value(part[0]) if is_whole else "", self.line))
        self.line += part[0].count("\n")
        if self._text.startswith("${", end):
            self.open_brace(_TEMPLATE)
            return end + 2
        return end + 1

    def _go_on(self, at: int, outside: str) -> int:
        """Read on behind a brace what it stands in."""
        if outside == _TEMPLATE:
            return self._template(at, is_start=False)
        return self._elements.go_on(at, in_tag=outside == _TAG)

    def open_brace(self, goes_on: str) -> None:
        """Record a brace, and what is read on after its end."""
        self.braces.append(goes_on)
        self.recorded.append(Token(SIGN, "{", self.line))

    def pass_over(self, at: int, end: int) -> int:
        """Count the lines of what is no program."""
        self.line += self._text.count("\n", at, end)
        return end

    def _slash(self, at: int) -> int:
        """A regular expression where one may stand, else a division."""
        may_be = self._may_be_value(at)
        match = _REGEX.match(self._text, at) if may_be else None
        if may_be and not match:
            self._lose(at)
        self.recorded.append(Token(OTHER if match else SIGN, "" if match else "/", self.line))
        return match.end() if match else at + 1

    def _may_be_value(self, at: int) -> bool:
        """Whether what begins here is a value, such as a regular expression or an element, and not an operator."""
        if not self.recorded:
            return True
        last = self.recorded[-1]
        if last.kind == WORD:
            return last.text in _BEFORE_VALUE
        if last.kind != SIGN:
            return False
        if last.text == ")":
            return self._is_after_condition
        if last.text == "}":
            return last.line < self.line
        if last.text == "<":
            return self._text[at - 1] != "<"  # `</` ends an element that was not known as one
        return last.text != "]"


class _Elements:
    """The elements of JSX in a text: tags, and between them text that is no program.

    An element begins where a value may: a type in `<T>value` or `<T,>() =>` is told by what follows its name, and by
    the end tag that it has not.
    """

    def __init__(self, scanner: _Scanner, text: str) -> None:
        self._scanner, self._text = scanner, text
        self._open: list[int] = []
        self._last_ends: dict[str, int] | None = None

    def begins(self, at: int) -> bool:
        """Whether the `<` at a place begins an element."""
        match = _ELEMENT.match(self._text, at)
        if match is None or match["generic"]:
            return False
        name, start = match["name"] or "", match.end("name") if match["name"] else at + 1
        tag = _IN_TAG.match(self._text, start, start + _MAX_TAG)
        if name and tag is not None and self._text[tag.end() : tag.end() + 1] in {"{", "/"}:
            return True
        if self._last_ends is None:
            self._last_ends = {end[1]: end.start() for end in _END_TAG.finditer(self._text)}
        return self._last_ends.get(name, 0) > at

    def read(self, at: int) -> int:
        """From an element's `<` to its end, or to the first brace in it."""
        self._open.append(1)
        return self.go_on(at + 1, in_tag=True)

    def go_on(self, at: int, *, in_tag: bool) -> int:
        """From a place in a tag or among the children to the next brace, or to the end of the outermost element."""
        end = len(self._text)
        while at < end:
            part = (_IN_TAG if in_tag else _CHILDREN).match(self._text, at)
            assert part is not None  # it may be empty
            at = self._scanner.pass_over(at, part.end())
            if self._text.startswith("{", at):
                self._scanner.open_brace(_TAG if in_tag else _INSIDE)
                return at + 1
            if in_tag:
                in_tag, at = False, self._end_of_tag(at)
            elif self._text.startswith("</", at):
                self._open[-1] -= 1
                at = self._after_end_tag(at)
            elif at < end:
                self._open[-1] += 1
                in_tag, at = True, at + 1
            if self._open[-1] == 0:
                break
        self._open.pop()
        self._scanner.recorded.append(Token(OTHER, "", self._scanner.line))
        return at

    def _end_of_tag(self, at: int) -> int:
        """Behind `>`, or behind `/>`, which is the end of the element."""
        if self._text.startswith("/", at):
            self._open[-1] -= 1
            return at + 2
        return at + 1

    def _after_end_tag(self, at: int) -> int:
        end = self._text.find(">", at)
        return self._scanner.pass_over(at, len(self._text) if end < 0 else end + 1)


def _value(text: str) -> str:
    """What a string literal's text stands for (ECMA-262, 12.9.4)."""
    return _ESCAPE.sub(_escaped, text) if "\\" in text else text


def _escaped(match: re.Match[str]) -> str:
    word = match[1]
    if word[0] in "ux" and len(word) > 1:
        code = int(word[1:].strip("{}"), 16)
        return chr(code) if code <= 0x10FFFF else ""  # noqa: PLR2004 - the last code point
    return _SIMPLE.get(word, word)
