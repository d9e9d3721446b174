"""Colours: which words of a record stand out on a terminal, as ANSI select-graphic-rendition codes.

Neither yellow, which is faint on white, nor blue, which is faint on black, is among them.
"""

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
