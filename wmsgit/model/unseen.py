"""Unseen characters: what a reader of a file is not shown, and a program obeys or compares."""

import re
from collections.abc import Iterator

from wmsgit.model.text import UNSEEN, first_words

_SELECTORS = "\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""What changes the look of the character before it: joiners and variation selectors (Unicode 23.2, 23.4)."""
_BLANK = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\u3164\uffa0\ufff9-\ufffb"
)
"""What has no width or ends no line, though it looks so: Default_Ignorable_Code_Point and U+2028, U+2029."""
_MOST_NAMED = 3
_ANY = re.compile(f"[{UNSEEN}{_BLANK}{_SELECTORS}]")
_ESCAPE = re.compile(rb"\\[uUxNLP_]")
_SELECTOR = re.compile(f"[{_SELECTORS}]")


def may_have_unseen(text: str) -> bool:
    """Whether a text has such a character anywhere, a joiner in its place among them."""
    return not text.isascii() and _ANY.search(text) is not None


def may_be_unseen(text: bytes) -> bool:
    """Whether a file may have such characters, as themselves or written as escapes: a cheap question for every file."""
    if _ESCAPE.search(text):
        return True
    return not text.isascii() and may_have_unseen(text.decode("utf-8", "replace"))


def unseen_in(text: str, *, is_prose: bool = False) -> Iterator[tuple[int, str]]:
    """Place and character of each that is not seen.

    In prose a joiner or selector that follows a character beyond ASCII is part of it, as in an emoji or in Persian.
    """
    if text.isascii():
        return
    for match in _ANY.finditer(text):
        at = match.start()
        if not (is_prose and at and _SELECTOR.match(match[0]) and not text[at - 1].isascii()):
            yield at, match[0]


def spelled(characters: str) -> str:
    """The characters by number and name: `U+202E (right-to-left override)`; the first three."""
    import unicodedata

    distinct = dict.fromkeys(characters)
    words = [f"U+{ord(item):04X} ({unicodedata.name(item, 'a control').lower()})" for item in distinct]
    return first_words(words, _MOST_NAMED)
