"""Text for a terminal: made harmless, measured in columns, cut and wrapped; a value as one line of it.

Words of a record that stand out have colours, which are neither yellow, faint on white, nor blue, faint on black.
"""

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

from wmsgit.model.text import ELLIPSIS, ZERO_WIDTH_JOINER, one_line

# Patterns are compiled when a text needs them, which few do.
# Letters and marks of one column each, for which the tables of wcwidth need not be loaded.
_NARROW = "[ -~\u00a1-\u00ac\u00ae-\u02ff\u2013\u2014\u2018-\u201d\u2026\u2190-\u2193]*\\Z"
_COLOUR = "\x1b\\[[0-9;]*m"
_SKIN_TONES = ("\U0001f3fb", "\U0001f3ff")
_REGIONAL_INDICATORS = ("\U0001f1e6", "\U0001f1ff")

_LONG = 1000
"""Up to so many characters are measured together."""


def is_narrow(text: str) -> bool:
    """Whether every character of `text` is known, without the tables of wcwidth, to take one column."""
    return (text.isascii() and text.isprintable()) or re.match(_NARROW, text) is not None


def width_of(text: str) -> int:
    """The columns that `text`, which must be harmless and one line, takes on a terminal."""
    if is_narrow(text):
        return len(text)
    from wcwidth import wcswidth

    if len(text) > _LONG:  # it looks back over every flag before each; a piece is one character with its marks
        return sum(width_of(piece[:_LONG]) for piece in clusters(text))
    width: int = wcswidth(text)
    return width if width >= 0 else sum(map(width_of, clusters(text))) if len(text) > 1 else 0


def clip(text: str, width: int) -> str:
    """`text` in at most `width` columns, with `…` as the last where something is missing."""
    if len(text) * 2 <= width or width_of(text) <= width:
        return text
    if is_narrow(text):
        return text[: max(width - 1, 0)].rstrip() + ELLIPSIS
    kept, room = [], width - 1
    for cluster in clusters(text):
        room -= width_of(cluster)
        if room < 0:
            break
        kept.append(cluster)
    return "".join(kept).rstrip() + ELLIPSIS


def pad(text: str, width: int) -> str:
    """`text` with spaces after it to fill `width` columns."""
    return text.ljust(width + len(text) - width_of(text))


def clusters(text: str) -> Iterator[str]:
    """The pieces of `text` that must not be cut: a character with its marks, a joined emoji, a flag."""
    if text.isascii():
        yield from text
        return
    start = 0
    for position in range(1, len(text)):
        if not _continues(text, start, position):
            yield text[start:position]
            start = position
    if text:
        yield text[start:]


def wrap(text: str, width: int) -> Iterator[str]:
    """The lines of one paragraph, broken at spaces to fit `width` columns; a longer word stays whole."""
    line, *words = text.split(" ")
    for word in words:
        longer = f"{line} {word}"
        if width_of(longer) > width and (line.strip() or len(line) >= width):
            yield line
            line = word
        else:
            line = longer
    yield line


def hang(line: str, width: int | None, indent: int = 4) -> Iterator[str]:
    """A line, perhaps coloured, broken at spaces to fit; the next lines stand `indent` further in than the first."""
    if width is None or width_of(_bare(line)) <= width:
        yield line
        return
    text = line.lstrip(" ")
    start = " " * (len(line) - len(text))
    current = start
    for word in text.split(" "):
        longer = f"{current}{word}" if current.isspace() or not current else f"{current} {word}"
        if width_of(_bare(longer)) > width and current.strip():
            yield current.rstrip()
            current = f"{start}{' ' * indent}{word}"
        else:
            current = longer
    yield current


def _bare(line: str) -> str:
    return re.sub(_COLOUR, "", line) if "\x1b" in line else line


def _continues(text: str, start: int, position: int) -> bool:
    """Whether the character at `position` belongs to the piece that began at `start` (after UAX #29)."""
    from wcwidth import wcwidth

    character, before = text[position], text[position - 1]
    if ZERO_WIDTH_JOINER in {character, before} or wcwidth(character) == 0:
        return True
    if _SKIN_TONES[0] <= character <= _SKIN_TONES[1]:
        return True
    flags = [_REGIONAL_INDICATORS[0] <= part <= _REGIONAL_INDICATORS[1] for part in (before, character)]
    return all(flags) and position - start == 1


_MOMENT = r"(?a)\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)\Z"


def cell(value: Any, zone: tzinfo | None) -> str:
    """One value as harmless text on one line.

    A timestamp is shown in `zone` (None is the system's own) as `2026-11-23 10:30`; a list's items are joined
    by commas; an object is compact JSON; None is empty.
    """
    if isinstance(value, str):
        return local_time(value, zone) if may_be_time(value) else one_line(value)
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(cell(item, zone) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        import json

        return one_line(json.dumps(value, ensure_ascii=False, default=str))
    return one_line(str(value))


def may_be_time(text: str) -> bool:
    """Whether the T and a dash stand where every timestamp has them: only then is the dear test worth it."""
    return text[10:11] == "T" and text[4:5] == "-"


def plain(value: Any) -> str:
    """One value as harmless text on one line, its times as they stand in the file."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(plain, value))
    return cell(value, None)


def local_time(text: str, zone: tzinfo | None) -> str:
    """A timestamp to the minute in `zone`, None being the system's own; any other text on one line."""
    if not re.match(_MOMENT, text):
        return one_line(text)
    try:
        moment = datetime.fromisoformat(text).astimezone(zone)
    except (ValueError, OverflowError):
        return one_line(text)
    return moment.isoformat(" ", "minutes")[:16]


_RESET = "\x1b[0m"
_CODES = {
    "bold": "1", "dim": "2", "alarm": "1;31", "red": "31", "green": "32", "magenta": "35", "cyan": "36",
    "match": "1;4",
}  # fmt: skip
COLOURED_COLUMNS = frozenset({"status", "severity", "priority", "urgency"})
_WORDS = {
    "alarm": ("critical",),
    "red": ("high", "blocked", "open", "rejected"),
    "magenta": ("medium", "pending", "proposed", "acknowledged", "draft", "deferred"),
    "green": ("completed", "resolved", "implemented", "accepted", "maintained", "active"),
    "cyan": ("in_progress", "approved", "planned", "planning"),
    "dim": (
        "low", "info", "closed", "cancelled", "wont_fix", "abandoned", "superseded", "deprecated", "retired",
        "ignored", "backlog",
    ),
}  # fmt: skip
_STYLE_OF = {word: style for style, words in _WORDS.items() for word in words}


def paint(text: str, style: str) -> str:
    """`text` in a style: `bold`, `dim`, `alarm`, `match` or a colour's name; without change for any other."""
    return f"\x1b[{_CODES[style]}m{text}{_RESET}" if text and style in _CODES else text


def style_of(column: str, word: str) -> str:
    """The style of a word in a column; empty for a word that has none, whatever kind of record it is of."""
    if column in COLOURED_COLUMNS:
        return _STYLE_OF.get(word.strip().lower(), "")
    return next((style for beginning, style in MEMBER_STYLES.get(column, {}).items() if word.startswith(beginning)), "")


MEMBER_STYLES = {
    "marks": {"": "magenta"},
    "remote": {"diverged": "red", "behind": "magenta", "ahead": "cyan", "gone": "red"},
    "state": {"clean": "dim", "not ": "red", "bare": "dim", **dict.fromkeys("123456789", "magenta")},
}
"""Columns of the state of a member: the beginning of a cell → its style."""
