"""HCL, the language of Terraform's files ("HCL Native Syntax Specification"), as the data that pointers lead into.

A block is a mapping below its type and its labels, as `/terraform/required_providers`, `/resource/aws_s3_bucket/logs`;
several at one place are a list. Literals are data; any other expression is its text, as it is written.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from wmsgit.features.drift.budget import MAX_DEPTH

_TOKEN = re.compile(
    r"(?P<aside>[ \t\r\ufeff]+|#[^\n]*|//[^\n]*|/\*.*?\*/)|(?P<open>/\*)|(?P<line>\n)"
    r"|(?P<heredoc><<-?(?P<mark>\w+)[ \t]*\r?\n)|(?P<name>[^\W\d][\w-]*)"
    r"|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<sign>.)",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_WORDS = {"true": True, "false": False, "null": None}
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


class _Token(NamedTuple):
    """A part of the text: its kind, its value, and where it begins and ends."""

    kind: str
    value: str
    start: int
    end: int


def read_hcl(text: str) -> dict[str, Any]:
    """A file of HCL.

    Raises:
        ValueError: when it is none, or nested too deep.
    """
    return _HclReader(text).body(MAX_DEPTH, is_top=True)


class _HclReader:
    """Reads the tokens of a file in their order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._at = 0

    def body(self, depth: int, *, is_top: bool = False) -> dict[str, Any]:
        """The attributes and blocks up to a closing brace, or the end of the file."""
        if depth < 0:
            raise ValueError(f"it is nested more than {MAX_DEPTH} deep")
        result: dict[str, Any] = {}
        while True:
            self._skip_lines()
            token = self._next()
            if token.kind == "end" or (token.kind == "sign" and token.value == "}"):
                if (token.kind == "end") != is_top:
                    raise ValueError(f"line {self._line(token)}: a brace is missing, or there is one too many")
                return result
            if token.kind != "name":
                raise ValueError(f"line {self._line(token)}: {token.value[:20]!r} begins no attribute and no block")
            self._add(result, token, depth)

    def _add(self, result: dict[str, Any], name: _Token, depth: int) -> None:
        way = [name.value]
        while (token := self._next()).kind in {"name", "text"}:
            way.append(token.value)
        if token.value == "=" and len(way) == 1:
            result[way[0]] = self._value(self._expression(), depth)
        elif token.value == "{":
            _put(result, way, self.body(depth - 1))
        else:
            raise ValueError(f"line {self._line(token)}: what {name.value[:40]!r} is cannot be read")

    def _expression(self) -> list[_Token]:
        """The tokens up to the end of the line, or to what ends the block, outside of brackets."""
        first, depth = self._at, 0
        while (token := self._tokens[self._at]).kind != "end":
            if token.kind == "sign":
                depth += (token.value in _OPENING) - (token.value in _CLOSING)
            if depth < 0 or (token.kind == "line" and not depth):
                break
            self._at += 1
        return self._tokens[first : self._at]

    def _value(self, tokens: Sequence[_Token], depth: int) -> Any:
        if depth < 0:
            raise ValueError(f"it is nested more than {MAX_DEPTH} deep")
        inner = [token for token in tokens if token.kind != "line"]
        if len(inner) == 1 and inner[0].kind in {"text", "number", "name"}:
            return _literal(inner[0])
        ends = (inner[0].value, inner[-1].value) if inner and inner[0].kind == inner[-1].kind == "sign" else ("", "")
        parts = _parts(tokens) if ends in {("[", "]"), ("{", "}")} else None
        if parts is not None and ends[0] == "[" and not _is_computed(parts):
            return [self._value(part, depth - 1) for part in parts]
        pairs = [_pair(part) for part in parts] if parts is not None and ends[0] == "{" else [None]
        if all(pairs):
            return {key: self._value(value, depth - 1) for key, value in filter(None, pairs)}
        return self._text[inner[0].start : inner[-1].end] if inner else ""

    def _skip_lines(self) -> None:
        while self._tokens[self._at].kind == "line":
            self._at += 1

    def _next(self) -> _Token:
        token = self._tokens[self._at]
        self._at += token.kind != "end"
        return token

    def _line(self, token: _Token) -> int:
        return self._text.count("\n", 0, token.start) + 1


def _tokens(text: str) -> list[_Token]:
    result, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        assert match  # any sign is one
        kind, end, value = str(match.lastgroup), match.end(), match[0]
        if value == '"':
            end = _end_of_text(text, at)
            kind, value = "text", _ESCAPE.sub(_unescaped, text[at + 1 : end - 1])
        elif match["open"]:
            raise ValueError("a comment has no end")
        elif match["heredoc"]:
            closing = re.compile(rf"^[ \t]*{match['mark']}[ \t]*\r?$", re.MULTILINE).search(text, end)
            if not closing:
                raise ValueError(f"the text that ends with {match['mark'][:40]} has no end")
            kind, value, end = "text", text[end : closing.start()], closing.end()
        if kind != "aside":
            result.append(_Token(kind, value, at, end))
        at = end
    return [*result, _Token("end", "", at, at)]


def _end_of_text(text: str, at: int) -> int:
    """Where a text in quotes ends; one in `${}` or `%{}` inside it ends nothing."""
    depth, quoted = 0, [True]
    at += 1
    while at < len(text) and text[at] != "\n":
        sign = text[at]
        if sign == "\\" and quoted[-1]:
            at += 1
        elif quoted[-1] and sign in "$%" and text[at + 1 : at + 2] == "{" and text[at - 1] != sign:
            quoted.append(False)
            depth, at = depth + 1, at + 1
        elif sign == '"':
            quoted[-1:] = [] if quoted[-1] else [False, True]
            if not quoted:
                return at + 1
        elif not quoted[-1] and sign in "{}":
            quoted[-1:] = [False, False] if sign == "{" else []
        at += 1
    raise ValueError(f"line {text.count(chr(10), 0, at) + 1}: a text has no end")


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else _ESCAPES.get(match[2], match[2])


def _literal(token: _Token) -> Any:
    if token.kind == "number":
        return float(token.value) if set(token.value) & set(".eE") else int(token.value)
    return _WORDS.get(token.value, token.value) if token.kind == "name" else token.value


def _parts(tokens: Sequence[_Token]) -> list[list[_Token]] | None:
    """What stands between the first bracket and the last, parted by commas and lines; None where these are no pair."""
    parts: list[list[_Token]] = [[]]
    depth = 0
    for at, token in enumerate(tokens):
        if token.kind == "sign":
            depth += (token.value in _OPENING) - (token.value in _CLOSING)
        if depth == 0 and at < len(tokens) - 1:
            return None
        if depth == 1 and (token.kind == "line" or (token.kind == "sign" and token.value == ",")):
            parts.append([])
        elif 0 < at < len(tokens) - 1:
            parts[-1].append(token)
    return [part for part in parts if part]


def _is_computed(parts: Sequence[Sequence[_Token]]) -> bool:
    """Whether a list is made by `for`."""
    return bool(parts) and parts[0][0].kind == "name" and parts[0][0].value == "for" and len(parts[0]) > 1


def _pair(part: Sequence[_Token]) -> tuple[str, Sequence[_Token]] | None:
    """Key and value of an item of an object; None for what is computed."""
    is_plain = len(part) > 2 and part[0].kind in {"name", "text", "number"} and part[1].value in {"=", ":"}  # noqa: PLR2004
    return (part[0].value, part[2:]) if is_plain else None


def _put(result: dict[str, Any], way: Sequence[str], value: Any) -> None:
    for key in way[:-1]:
        inner = result.setdefault(key, {})
        if not isinstance(inner, dict):
            raise ValueError(f"blocks of {key[:40]!r} have labels, and have none")  # noqa: TRY004 - of the text
        result = inner
    key = way[-1]
    known = result.get(key)
    result[key] = value if key not in result else [*(known if isinstance(known, list) else [known]), value]
