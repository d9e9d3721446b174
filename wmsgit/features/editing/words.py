"""Words in texts: ids wherever they stand, and texts of records made harmless for an editor's Markdown."""

import re
from collections.abc import Iterator

from wmsgit.features.editing.values import TextSpan
from wmsgit.model.text import clean

_TOKEN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_MARKUP = re.compile(r"([\\`\[\]<])")
"""What begins a link, a picture, code or HTML (CommonMark 0.31); what only sets off a word stays as it is."""
_UNMARKED = re.compile(r"\\([\\`\[\]<])|\*\*|^---$", re.MULTILINE)
_REACH = 100
"""How far an id reaches: as long as one may be."""


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[TextSpan, str]]:
    """The words of a text that may be ids, without the full stop of a sentence."""
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        word = match[0].removesuffix(".yaml").rstrip(".-")
        yield TextSpan(match.start(), match.start() + len(word)), word


def token_at(text: str, at: int) -> tuple[TextSpan, str] | None:
    """The word at an offset that may be an id; None where none stands."""
    line_start = max(text.rfind("\n", 0, at) + 1, at - _REACH)
    while line_start > 0 and at - line_start == _REACH and _TOKEN.match(text, line_start - 1):
        return None  # longer than any id
    line_end = text.find("\n", at)
    end = min(len(text) if line_end < 0 else line_end, at + _REACH)
    return next(((span, word) for span, word in tokens(text, line_start, end) if span.touches(at)), None)


def plain(text: str) -> str:
    """A text of a record as Markdown that shows it, and does nothing else: no link, no picture, no markup."""
    return _MARKUP.sub(r"\\\1", clean(text))


def unmarked(markdown: str) -> str:
    """A card for an editor that shows no Markdown."""
    return _UNMARKED.sub(lambda match: match[1] or "", markdown)


def first_lines(text: str, count: int, length: int) -> str:
    """The beginning of a text: so many lines and characters at most."""
    lines = text.strip().splitlines()
    shown = "\n".join(lines[:count])
    is_whole = len(lines) <= count and len(shown) <= length
    return shown[:length] + ("" if is_whole else " …")
