"""JSON text as values, with the place of whatever is wrong in it (RFC 8259)."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from math import isfinite
from typing import Any, NoReturn

from wmsgit.errors import InvalidError
from wmsgit.features.exchange.sound_rows import RepeatedKeys, UnreadRow

_BOM = b"\xef\xbb\xbf"
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|(?P<constant>-?Infinity|NaN)|(?P<number>-?\d[\d.eE+-]*)', re.DOTALL)
_NOT_BLANK = re.compile(r"[^ \t\r\n]")
_MAX_DIGITS = 4000


def parse_json(content: bytes, name: str) -> Any:
    """The value that a JSON file holds; a byte order mark at its start is passed over.

    An object in which a key stands twice becomes a `RepeatedKeys`, whose row is refused later and by name.

    Raises:
        InvalidError: with `name:line:column`, when the file is not UTF-8, not JSON, has a number that JSON
            cannot spell or Python not hold (NaN, Infinity, 1e999, thousands of digits), or is nested too
            deeply.
    """
    text = _decode(content.removeprefix(_BOM), name)
    with _refusals(text, name):
        return json.loads(text, parse_constant=_refuse, parse_float=_finite, object_pairs_hook=_object_of)


def parse_json_stream(content: bytes, name: str) -> list[Any]:
    """The values of JSON texts that follow one another, as JSON Lines has them, and programs that print page by page.

    Raises:
        InvalidError: as `parse_json`.
    """
    text = _decode(content.removeprefix(_BOM), name)
    decoder = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite, object_pairs_hook=_object_of)
    values, at = [], 0
    with _refusals(text, name):
        while match := _NOT_BLANK.search(text, at):
            value, at = decoder.raw_decode(text, match.start())
            values.append(value)
    return values


def rows_in(content: bytes, name: str) -> Iterator[tuple[str, Any]]:
    """Place and value of every row of a file: of lists one after another, or of lines.

    A line of JSON Lines that is no JSON, such as the last one of a file that was cut off, is an `UnreadRow`.

    Raises:
        InvalidError: as `parse_json`, when the file is not made of lines either: most of these have to be objects.
    """
    try:
        values = parse_json_stream(content, name)
    except InvalidError:
        lines = list(_lines(content.removeprefix(_BOM)))
        if sum(isinstance(row, dict) for _, row in lines) <= len(lines) // 2:
            raise
        yield from lines
        return
    rows = (row for value in values for row in (value if isinstance(value, list) else [value]))
    yield from ((f"[{number}]", row) for number, row in enumerate(rows))


def _lines(content: bytes) -> Iterator[tuple[str, Any]]:
    """Place and value of every line that is not blank."""
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            yield f"line {number}", parse_json(line, "")
        except InvalidError as error:
            column = error.where.rpartition(":")[2]
            yield f"line {number}, column {column}", UnreadRow(error.message)


@contextmanager
def _refusals(text: str, name: str) -> Iterator[None]:
    """Name the place of what is wrong in a text."""
    try:
        yield
    except json.JSONDecodeError as error:
        raise InvalidError(f"not valid JSON: {error.msg}", where=f"{name}:{error.lineno}:{error.colno}") from error
    except RecursionError as error:
        raise InvalidError("not valid JSON: nested too deeply", where=_deepest(text, name)) from error
    except ValueError as error:
        raise InvalidError("not valid JSON: a number that cannot be held", where=_bad_number(text, name)) from error


def _decode(content: bytes, name: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        place = _place(content[: error.start].decode(), error.start, name)
        raise InvalidError("not valid JSON: the text is not UTF-8", where=place) from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) == len(pairs):
        return result
    repeated = RepeatedKeys(result)
    first: dict[str, int] = {}
    repeated.key = next(key for at, (key, _) in enumerate(pairs) if first.setdefault(key, at) < at)
    return repeated


def _bad_number(text: str, name: str) -> str:
    for token in _TOKENS.finditer(text):
        if token["constant"] or (token["number"] and not _is_held(token["number"])):
            return _place(text, token.start(), name)
    return name


def _is_held(number: str) -> bool:
    return len(number) < _MAX_DIGITS and isfinite(float(number))


def _deepest(text: str, name: str) -> str:
    """Where the deepest nesting of `text` begins."""
    depth = deepest = position = 0
    for match in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', text, re.DOTALL):
        mark = match[0]
        depth += 1 if mark in "[{" else -1 if mark in "]}" else 0
        if depth > deepest:
            deepest, position = depth, match.start()
    return _place(text, position, name)


def _place(text: str, position: int, name: str) -> str:
    before = text[:position]
    return f"{name}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
