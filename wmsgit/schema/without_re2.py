"""Expressions without RE2, where no build of it exists: its syntax, run by the package regex within a time limit.

What RE2 cannot have (a look around, a reference back) is refused here, too, so that a pattern means the same
everywhere. The rest is written as the package regex has it: RE2's syntax is https://github.com/google/re2/wiki/Syntax.
"""

import re
import time
from typing import Any

from wmsgit.errors import IncompleteError

LIMIT_S = 2.0
"""Processor time is not at hand; on a busy machine a pattern that is meant well takes milliseconds."""

_MAX_REPEAT = 1000
"""RE2 refuses more."""

_TOKEN = re.compile(
    r"""
    (?P<quote>\\Q(?P<quoted>.*?)(?:\\E|\Z))
  | (?P<code>\\x\{(?P<hex>[0-9A-Fa-f]{1,6})\})
  | (?P<escape>\\(?:x[0-9A-Fa-f]{2}|[0-7]{3}|p\{\^?\w+\}|P\{\^?\w+\}|[pP][A-Z]|[^A-Za-z0-9]|[dDwWsSbBAzafnrtv0]))
  | (?P<group>\((?:\?(?:P?<[A-Za-z_]\w*>|[ims]*(?:-[ims]+)?[:)]))?(?!\?))
  | (?P<repeat>\{(?P<least>[0-9]+)(?P<comma>,)?(?P<most>[0-9]*)\}|[*+?])(?P<lazy>\??)
  | (?P<set>\[\^?)
  | (?P<end>\$)
  | (?P<plain>[^\\(\[])
    """,
    re.VERBOSE | re.DOTALL,
)
_IN_SET = re.compile(
    r"(?P<quote>\\Q(?P<quoted>.*?)(?:\\E|\Z))|(?P<posix>\[:\^?[a-z]+:\])|(?P<code>\\x\{(?P<hex>[0-9A-Fa-f]{1,6})\})"
    r"|(?P<escape>\\(?:x[0-9A-Fa-f]{2}|[0-7]{3}|p\{\^?\w+\}|P\{\^?\w+\}|[pP][A-Z]|[^A-Za-z0-9]|[dDwWsSafnrtv0]))"
    r"|(?P<plain>[^\\])",
    re.DOTALL,
)
_WORD = "0-9A-Za-z_"
_CLASSES = {
    "d": ("0-9", r"\x00-/:-\U0010ffff"),
    "w": (_WORD, r"\x00-/:-@\[-\^`{-\U0010ffff"),
    "s": (r"\t\n\f\r ", r"\x00-\x08\x0b\x0e-\x1f!-\U0010ffff"),
    "alnum": ("0-9A-Za-z", r"\x00-/:-@\[-`{-\U0010ffff"),
    "alpha": ("A-Za-z", r"\x00-@\[-`{-\U0010ffff"),
    "ascii": (r"\x00-\x7f", r"\x80-\U0010ffff"),
    "blank": (r"\t ", r"\x00-\x08\n-\x1f!-\U0010ffff"),
    "cntrl": (r"\x00-\x1f\x7f", r" -~\x80-\U0010ffff"),
    "digit": ("0-9", r"\x00-/:-\U0010ffff"),
    "graph": ("!-~", r"\x00- \x7f-\U0010ffff"),
    "lower": ("a-z", r"\x00-`{-\U0010ffff"),
    "print": (" -~", r"\x00-\x1f\x7f-\U0010ffff"),
    "punct": (r"!-/:-@\[-`{-~", r"\x00- 0-9A-Za-z\x7f-\U0010ffff"),
    "space": (r"\t\n\x0b\f\r ", r"\x00-\x08\x0e-\x1f!-\U0010ffff"),
    "upper": ("A-Z", r"\x00-@\[-\U0010ffff"),
    "word": (_WORD, r"\x00-/:-@\[-\^`{-\U0010ffff"),
    "xdigit": ("0-9A-Fa-f", r"\x00-/:-@G-`g-\U0010ffff"),
}
"""What a class and its opposite hold, to stand in brackets: ASCII alone, as in RE2."""

_BOUNDARIES = {
    r"\b": f"(?:(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}]))",
    r"\B": f"(?:(?<=[{_WORD}])(?=[{_WORD}])|(?<![{_WORD}])(?![{_WORD}]))",
    r"\z": r"\Z",
}
_FLAGS = re.compile(r"\(\?(?P<on>[ims]*)")


class SlowPatternError(IncompleteError):
    """A pattern was not done with a text in time."""


class FirstFit:
    """Where a pattern fits, in the units of the text that was searched."""

    def __init__(self, start: int) -> None:
        self._start = start

    def start(self) -> int:
        """The offset of the first byte or character."""
        return self._start


class LimitedExpression:
    """An expression as RE2's, with `search` and `fullmatch` over texts or UTF-8 bytes.

    Raises:
        ValueError: for a pattern that RE2 would refuse, or has no counterpart in the package regex.
    """

    def __init__(self, pattern: str, *, by_line: bool) -> None:
        import regex

        self._pattern, self._by_line = pattern, by_line
        flags = regex.VERSION0 | (regex.MULTILINE if by_line else 0)
        try:
            self._compiled = regex.compile(_translated(pattern, by_line=by_line), flags)
        except (regex.error, OverflowError, RecursionError) as error:
            raise ValueError(str(error)) from error

    def search(self, text: str | bytes) -> FirstFit | None:
        """Where it first fits; None where it does not.

        Raises:
            SlowPatternError: it took longer than `LIMIT_S`.
        """
        words = text.decode("utf-8", "surrogateescape") if isinstance(text, bytes) else text
        at = self._first(words)
        if at < 0:
            return None
        return FirstFit(len(words[:at].encode("utf-8", "surrogateescape")) if isinstance(text, bytes) else at)

    def fullmatch(self, text: str | bytes) -> FirstFit | None:
        """Whether the whole text fits; errors as for `search`."""
        words = text.decode("utf-8", "surrogateescape") if isinstance(text, bytes) else text
        return FirstFit(0) if self._run("fullmatch", words, 0, len(words), LIMIT_S) else None

    def _first(self, text: str) -> int:
        """The offset of the first match, or -1. By line, no match reaches over the end of one."""
        if not self._by_line:
            match = self._run("search", text, 0, len(text), LIMIT_S)
            return match.start() if match else -1
        start, deadline = 0, time.monotonic() + LIMIT_S
        while start <= len(text):
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            match = self._run("search", text, start, end, max(deadline - time.monotonic(), 0.001))
            if match:
                return int(match.start())
            start = end + 1
        return -1

    def _run(self, way: str, text: str, start: int, end: int, seconds: float) -> Any:
        try:
            return getattr(self._compiled, way)(text, start, end, timeout=seconds)
        except TimeoutError:
            message = f"the pattern {self._pattern!r} took longer than {LIMIT_S:.0f} s"
            raise SlowPatternError(message, hint="with the package google-re2 it is done in linear time") from None


def _translated(pattern: str, *, by_line: bool) -> str:
    """The pattern as the package regex writes it."""
    parts, at, lines = [], 0, by_line
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        if token is None:
            raise ValueError(f"{pattern[at : at + 4]!r} is not in the syntax of RE2")
        at = token.end()
        if token["set"]:
            text, at = _set(pattern, at, token["set"])
            parts.append(text)
            continue
        flags = _FLAGS.match(token["group"] or "")
        lines = lines or bool(flags and "m" in flags["on"])
        parts.append(_written(token, pattern, lines=lines))
    return "".join(parts)


def _written(token: re.Match[str], pattern: str, *, lines: bool) -> str:
    """A token outside of brackets. `$` without `(?m)` is the end of the text alone, as RE2 has it."""
    if token["quote"]:
        return re.escape(token["quoted"])
    if token["code"]:
        return _character(token["hex"])
    if token["end"]:
        return "$" if lines else r"\Z"
    if token["repeat"]:
        return _repeat(token, pattern)
    if token["group"]:
        return token["group"].replace("(?<", "(?P<")
    if token["escape"]:
        inside = _class(token["escape"])
        return f"[{inside}]" if inside else _BOUNDARIES.get(token["escape"]) or _escape(token["escape"])
    return re.escape(token["plain"]) if token["plain"] in "{}" else token[0]


def _repeat(token: re.Match[str], pattern: str) -> str:
    if max(int(token["least"] or 0), int(token["most"] or 0)) > _MAX_REPEAT:
        raise ValueError(f"more than {_MAX_REPEAT} repetitions: {token['repeat']}")
    if pattern[token.end() : token.end() + 1] in {"+", "*", "?"} or re.match(r"\{\d+,?\d*\}", pattern[token.end() :]):
        raise ValueError(f"bad repetition operator: {pattern[token.start() : token.end() + 1]}")
    return token[0]


def _set(pattern: str, at: int, opening: str) -> tuple[str, int]:
    """What stands in brackets from `at` on, and where it ends. A first `]` is a character."""
    parts = [opening]
    while at < len(pattern):
        if pattern[at] == "]" and len(parts) > 1:
            return "".join([*parts, "]"]), at + 1
        token = _IN_SET.match(pattern, at)
        if token is None:
            raise ValueError(f"{pattern[at : at + 4]!r} is not in the syntax of RE2")
        at = token.end()
        parts.append(_in_set(token))
    raise ValueError("missing ]")


def _in_set(token: re.Match[str]) -> str:
    if token["quote"]:
        return re.escape(token["quoted"])
    if token["code"]:
        return _character(token["hex"])
    if token["posix"]:
        name = token["posix"].strip("[:^]")
        if name not in _CLASSES:
            raise ValueError(f"there is no class {token['posix']}")
        return _CLASSES[name]["^" in token["posix"]]
    if token["escape"]:
        return _class(token["escape"]) or _escape(token["escape"])
    return "\\" + token["plain"] if token["plain"] in "[]^&|~" else token["plain"]


def _character(digits: str) -> str:
    return re.escape(chr(int(digits, 16)))


def _class(escape: str) -> str:
    """What a class such as that of digits holds; empty for another escape."""
    letter = escape[1]
    return _CLASSES[letter.lower()][letter.isupper()] if escape[1:] in {*"dDwWsS"} else ""


def _escape(text: str) -> str:
    if text[1] in "pP" and len(text) == len(r"\pL"):
        return f"\\{text[1]}{{{text[2]}}}"
    return text
