"""Colours: which words of a record stand out on a terminal, as ANSI select-graphic-rendition codes."""

_RESET = "\x1b[0m"
_CODES = {
    "bold": "1", "dim": "2", "alarm": "1;31", "red": "31", "green": "32", "yellow": "33", "blue": "34",
    "cyan": "36",
}  # fmt: skip
COLOURED_COLUMNS = frozenset({"status", "severity", "priority"})
_WORDS = {
    "alarm": ("critical",),
    "red": ("high", "blocked", "open", "rejected"),
    "yellow": ("medium", "pending", "proposed", "acknowledged", "draft", "deferred"),
    "green": ("completed", "resolved", "implemented", "accepted", "maintained", "active"),
    "cyan": ("in_progress",),
    "blue": ("approved", "planned", "planning"),
    "dim": (
        "low", "info", "closed", "cancelled", "wont_fix", "abandoned", "superseded", "deprecated", "retired",
        "ignored", "backlog",
    ),
}  # fmt: skip
_STYLE_OF = {word: style for style, words in _WORDS.items() for word in words}


def paint(text: str, style: str) -> str:
    """`text` in a style: `bold`, `dim`, `alarm` or a colour's name; without change for any other."""
    return f"\x1b[{_CODES[style]}m{text}{_RESET}" if text and style in _CODES else text


def style_of(column: str, word: str) -> str:
    """The style of a word in a column; empty for a word that has none, whatever kind of record it is of."""
    return _STYLE_OF.get(word.strip().lower(), "") if column in COLOURED_COLUMNS else ""
