"""Syntax trees of Python files: of a whole file, or of as much of it as can import anything."""

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Callable
from typing import TypeVar

from wmsgit.features.drift.facts import ExtractionError
from wmsgit.features.drift.imports.bounds import require_parsable

_Result = TypeVar("_Result")
_LAST: dict[bytes, ast.Module] = {}
"""The file whose tree was made last: several extractors take the same one, one behind the other."""
_COOKIE = re.compile(rb"(?:[^\n]*\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*(?!utf-?8\b)")
"""PEP 263: what names an encoding other than the usual one."""
_IMPORTING = re.compile(rb"^(?![ \t]*(?:>>>|#)).*import(?:\b|_module|__)", re.MULTILINE)
"""A line that may import: no comment and no example of doctest, which lie in comments and texts alone."""
_NEXT = re.compile(rb"\n(?=[A-Za-z_@])(?!(?:elif|else|except|finally)\b)")
"""Before a line that begins a statement at the top of a module, unless it lies in a text."""
_WORTH = 0.4
"""The part of a file up to which a tree of it, and proof that the whole is Python, take less than a whole tree."""


def bounded_tree(data: bytes) -> ast.Module:
    """The syntax tree of a Python file that its parser can take; nobody changes it.

    Raises:
        ExtractionError: when it is not Python, not for this release of Python, or beyond the bounds.
    """
    if data not in _LAST:
        require_parsable(_as_utf_8(data))
        _LAST.clear()
        _LAST[data] = _quietly(lambda: ast.parse(data))
    return _LAST[data]


def importing_tree(data: bytes) -> ast.Module:
    """The tree of a Python file's statements at least up to the last that can import anything.

    What is in no tree need not be made into objects, which takes longer than to parse it. A beginning that can be
    parsed is made of the same statements in the whole, for it ends between two tokens, and outside all brackets.

    Raises:
        ExtractionError: as of the whole tree.
    """
    end = _end_of_imports(data) if data not in _LAST else len(data)
    if end > len(data) * _WORTH:
        return bounded_tree(data)
    require_parsable(data)
    try:
        return _quietly(lambda: _tree_of(data[:end], data))
    except ExtractionError:
        return bounded_tree(data)


def has_plain_lines(data: bytes) -> bool:
    """Whether each line feed ends a line, nothing else does, and ASCII is ASCII."""
    return not (b"\r" in data or b"\f" in data or _COOKIE.match(data))


def _end_of_imports(data: bytes) -> int:
    """Where the statement ends that may be the last to import; the file's end where that cannot be seen."""
    if not has_plain_lines(data):
        return len(data)
    last = 0
    for match in _IMPORTING.finditer(data):
        last = match.end()
    end = _NEXT.search(data, last) if last else None
    return end.start() + 1 if end else len(data) * bool(last)


def _tree_of(part: bytes, whole: bytes) -> ast.Module:
    """The tree of a file's beginning.

    Raises:
        SyntaxError: when either is not Python.
        ValueError: when the file is no UTF-8.
    """
    from symtable import symtable

    symtable(whole.decode(), "<file>", "exec")
    return ast.parse(part)


def _as_utf_8(data: bytes) -> bytes:
    """The text in an encoding in which ASCII is ASCII; in some that a file may name, it is not."""
    if not _COOKIE.match(data):
        return data
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding, "replace").encode("utf-8", "replace")
    except (SyntaxError, ValueError, LookupError) as error:
        raise ExtractionError(f"it is not Python that can be read here: {error}") from error


def _quietly(parse: Callable[[], _Result]) -> _Result:
    """What the parser gives, without warnings of the file's own escapes and comparisons.

    Raises:
        ExtractionError: when there is nothing.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return parse()
    except SyntaxError as error:
        line = f" in line {error.lineno}" if error.lineno else ""
        raise ExtractionError(f"it is not Python that can be read here: {error.msg}{line}") from error
    except (ValueError, RecursionError, MemoryError, LookupError) as error:
        raise ExtractionError(f"it is not Python that can be read here: {error}") from error
