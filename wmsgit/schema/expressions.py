"""Expressions: regular expressions from records and schemas, run by RE2, which is linear in the text."""

from functools import cache
from typing import Any


@cache
def regular_expression(pattern: str, *, by_line: bool = False) -> Any:
    """A compiled expression with `search`, `fullmatch` and `finditer`, over texts or over UTF-8 bytes.

    Args:
        pattern: in the syntax of RE2.
        by_line: whether `^` and `$` mean a line's ends, and nothing matches the end of a line itself.

    Raises:
        ValueError: when it is none, or needs backtracking, and so cannot be run in bounded time.
    """
    import re2

    options = re2.Options()
    options.log_errors = False
    options.never_nl = by_line
    try:
        return re2.compile(f"(?m){pattern}" if by_line else pattern, options)
    except re2.error as error:
        raise ValueError(f"the pattern {pattern!r} cannot be run in bounded time: {_words(error)}") from error


def _words(error: Exception) -> str:
    words = error.args[0] if error.args else ""
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
