"""ECMAScript text as tokens: words, strings and signs, without comments; other literals only hold their place."""

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
    | (?P<sign>\?\.(?!\d)|=>|(?s:.))
    """,
    re.VERBOSE,
)
# ECMA-262, 12.9.5: the body has no line end, and a `/` inside a class does not end it.
_REGEX = re.compile(r"/(?:[^\\/\[\n\r]|\\[^\n\r]|\[(?:[^\\\]\n\r]|\\[^\n\r])*\])+/[\w$]*")
_TEMPLATE_PART = re.compile(r"(?:[^`\\$]|\\(?s:.)|\$(?!\{))*")
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|(?s:.))")
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r": "", "\r\n": ""}
_BEFORE_REGEX = frozenset(
    """
    return typeof instanceof in of new delete void throw case do else await yield extends default
    """.split()  # noqa: SIM905 - words, not a list of quotes
)
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
        braces: for each open brace, whether a template's substitution ends with it.
        parens: for each open parenthesis, whether it holds the condition of a statement.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._line = 1
        self.recorded: list[Token] = []
        self.braces: list[bool] = []
        self.parens: list[bool] = []
        self._is_after_condition = False
        self._vain = _VAIN_TIMES * (len(text) + 1)

    def run(self) -> list[Token]:
        at, end, match_at = 0, len(self._text), _TOKEN.match
        while at < end:
            match = match_at(self._text, at)
            assert match is not None  # the last alternative takes any character
            kind = match.lastgroup
            if kind == "space":
                self._line += match[0].count("\n")
                at = match.end()
            elif kind == "word":
                self.recorded.append(Token(WORD, match[0], self._line))
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
        self.recorded.append(Token(STRING, _value(match[0][1:-1]), self._line))
        self._line += match[0].count("\n")
        return match.end()

    def _sign(self, match: re.Match[str]) -> int:
        sign = match[0]
        if sign == "}" and self.braces and self.braces.pop():
            return self._template(match.end(), is_start=False)
        if sign == "{":
            self.braces.append(False)
        elif sign == "(":
            self.parens.append(bool(self.recorded) and self.recorded[-1].text in _BEFORE_CONDITION)
        elif sign in {"'", '"'}:
            self._lose(match.start())
        elif sign == ")":
            self._is_after_condition = bool(self.parens) and self.parens.pop()
        self.recorded.append(Token(SIGN, sign, self._line))
        return match.end()

    def _template(self, at: int, *, is_start: bool) -> int:
        """From a backtick or the end of a substitution to the next substitution or the end of the template."""
        part = _TEMPLATE_PART.match(self._text, at)
        assert part is not None  # it may be empty
        end = part.end()
        if is_start and end >= len(self._text):
            self.recorded.append(Token(OTHER, "", self._line))  # a lone backtick, as in JSX text: it opens nothing
            return at
        is_whole = is_start and self._text.startswith("`", end)
        self.recorded.append(Token(STRING if is_whole else OTHER, _value(part[0]) if is_whole else "", self._line))
        self._line += part[0].count("\n")
        if self._text.startswith("${", end):
            self.braces.append(True)
            self.recorded.append(Token(SIGN, "{", self._line))
            return end + 2
        return end + 1

    def _slash(self, at: int) -> int:
        """A regular expression where one may stand, else a division."""
        may_be = self._may_be_regex(at)
        match = _REGEX.match(self._text, at) if may_be else None
        if may_be and not match:
            self._lose(at)
        self.recorded.append(Token(OTHER if match else SIGN, "" if match else "/", self._line))
        return match.end() if match else at + 1

    def _may_be_regex(self, at: int) -> bool:
        if not self.recorded:
            return True
        last = self.recorded[-1]
        if last.kind == WORD:
            return last.text in _BEFORE_REGEX
        if last.text == ")":
            return self._is_after_condition
        if last.text == "}":
            return last.line < self._line
        if last.text == "<":
            return self._text[at - 1] != "<"  # `</` ends a JSX element
        return last.kind == SIGN and last.text != "]"


def _value(text: str) -> str:
    """What a string literal's text stands for (ECMA-262, 12.9.4)."""
    return _ESCAPE.sub(_escaped, text) if "\\" in text else text


def _escaped(match: re.Match[str]) -> str:
    word = match[1]
    if word[0] in "ux" and len(word) > 1:
        code = int(word[1:].strip("{}"), 16)
        return chr(code) if code <= 0x10FFFF else ""  # noqa: PLR2004 - the last code point
    return _SIMPLE.get(word, word)
