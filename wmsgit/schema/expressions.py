"""Expressions: regular expressions from records and schemas, run by RE2, which is linear in the text.

Where RE2 is not installed, `without_re2` runs the same syntax within a time limit.
"""

from functools import cache
from typing import Any


@cache
def regular_expression(pattern: str, *, by_line: bool = False) -> Any:
    """A compiled expression with `search` and `fullmatch`, over texts or over UTF-8 bytes.

    Args:
        pattern: in the syntax of RE2.
        by_line: whether `^` and `$` mean a line's ends, and nothing matches the end of a line itself.

    Raises:
        ValueError: when it is none, or needs backtracking, and so cannot be run in bounded time.
    """
    try:
        compiled = _linear(pattern, by_line=by_line)
        if compiled is None:
            from wmsgit.schema.without_re2 import LimitedExpression

            return LimitedExpression(pattern, by_line=by_line)
    except ValueError as error:
        raise ValueError(f"the pattern {pattern!r} {_fault(pattern)}: {error}") from error
    return compiled


def _linear(pattern: str, *, by_line: bool) -> Any:
    """The expression of RE2; None where it is not installed."""
    try:
        import re2
    except ImportError:
        return None
    options = re2.Options()
    options.log_errors = False
    options.never_nl = by_line
    try:
        return re2.compile(f"(?m){pattern}" if by_line else pattern, options)
    except re2.error as error:
        raise ValueError(_words(error)) from error


def _fault(pattern: str) -> str:
    """Whether a refused pattern is none at all, or one that only an engine that backtracks could run."""
    import re

    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return "is not a valid regular expression"
    return "cannot be run in bounded time"


def _words(error: Exception) -> str:
    words = error.args[0] if error.args else ""
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
