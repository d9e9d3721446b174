"""Text of records and messages: made harmless, on one line, counted, and the nearest known word to another."""

import re
from collections.abc import Callable, Iterable, Sequence

ELLIPSIS = "…"
ZERO_WIDTH_JOINER = "\u200d"

# ECMA-48, sections 5.4 (control sequences), 5.6 (control strings) and 5.3 (escape sequences). An unfinished
# control string loses only its introducer: what follows must not become invisible.
_SEQUENCE = (
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    "|(?:\x1b[\\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f]*(?:\x07|\x1b\\\\|\x9c)"
    "|\x1b[ -/]*[0-~]"
)
_LINE_END = "\r\n?|[\x0b\x0c\x85\u2028\u2029]"
UNSEEN = "\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e01ef"
"""What a person does not see and a program obeys, as part of a class of a regular expression: DEL and C1, the marks,
overrides and isolates that reorder text (UAX #9, section 2), byte order marks, and the tags and selectors in which
whole sentences can be spelled.
"""
# C0 but for tab and line feed, and all of that.
_CONTROL = f"[\x00-\x08\x0e-\x1f{UNSEEN}]"
_SURROGATE = "[\ud800-\udfff]"
# What begins a command to the runner of a workflow: `::` where a line begins, and `##[` anywhere in it
# (actions/runner, ActionCommand.cs); elsewhere `##vso[` and `##teamcity[`. A name such as `std::string` begins none.
_COMMAND = r"(?<![\w:]):(?=:)|#(?=#\w*\[)"


def is_command(text: str) -> bool:
    """Whether something in `text` may command the runner of a workflow that prints it."""
    return _may_command(text) and re.search(_COMMAND, text) is not None


def clean(text: str) -> str:
    """`text` without what would command a terminal or a workflow's runner, or reorder its characters.

    As `uncontrolled`, and a space parts the signs with which a workflow command begins.
    """
    text = uncontrolled(text)
    return re.sub(_COMMAND, r"\g<0> ", text) if _may_command(text) else text


def _may_command(text: str) -> bool:
    return "::" in text or "##" in text


def uncontrolled(text: str) -> str:
    """`text` without what would command a terminal, reorder its characters or fail to be written.

    Escape sequences and control characters are removed; line ends of every sort become line feeds; a lone
    surrogate becomes U+FFFD. Tabs stay.
    """
    if text.isprintable() or text.replace("\n", "").isprintable():
        return text
    text = re.sub(_LINE_END, "\n", re.sub(_SEQUENCE, "", text))
    return re.sub(_SURROGATE, "\ufffd", re.sub(_CONTROL, "", text))


def is_harmless(text: str) -> bool:
    """Whether `text` is plainly harmless and on one line, as `one_line` would leave it."""
    return text.isprintable() and not _may_command(text)


def one_line(text: str) -> str:
    """`text`, harmless and on one line: line ends, tabs and the space around them become one space.

    A joiner at the end goes too: it would join what follows the text.
    """
    if is_harmless(text):
        return text
    text = clean(text).rstrip(ZERO_WIDTH_JOINER)
    return " ".join(text.split()) if "\n" in text or "\t" in text else text


def first_lines(lines: Sequence[str], most: int) -> list[str]:
    """The first lines, and after them how many more there are: `and 3 more`."""
    more = len(lines) - most
    return [*lines[:most], f"and {more:,} more"] if more > 0 else list(lines)


def first_words(words: Sequence[str], most: int) -> str:
    """The first words, and how many more there are, in a sentence: `api, web and 3 more`."""
    more = len(words) - most
    return ", ".join(words[:most]) + (f" and {more:,} more" if more > 0 else "")


def counted(count: int, noun: str) -> str:
    """A number and its noun: `1 record`, `66 tasks`, `1,000 records`, `2 entries`, `3 patches`."""
    return f"{count:,} {noun if count == 1 else _plural(noun)}"


def _plural(noun: str) -> str:
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"


MAX_ECHO = 200
"""Characters of a value that a message repeats; whoever needs the whole of it has the place."""


def shortened(text: str) -> str:
    """A text as a message may repeat it: whole, or its beginning with its length."""
    return text if len(text) <= MAX_ECHO else f"{text[: MAX_ECHO - 40]}… ({len(text):,} characters)"


_MAX_LENGTH = 64
"""Longer words are compared by their beginnings, for comparing takes the product of the lengths."""
_SHORT, _NEAR_IF_SHORT, _NEAR = 4, 0.6, 0.7


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """`; did you mean 'pending'?` when a choice is near enough to `word`, else an empty string."""
    near = nearest(word, choices)
    return f"; did you mean {shortened(near)!r}?" if near else ""


def suggest(word: str, known: Iterable[str]) -> str:
    """`did you mean ...?` for the known word that is nearest to `word`, in any case; empty for none."""
    near = nearest(word, known)
    return f"did you mean {near!r}?" if near else ""


def nearest(word: str, choices: Iterable[str], *, cutoff: float | None = None) -> str:
    """The choice nearest to `word`, ignoring case; empty when none is as near as `cutoff`, from 0 to 1 (the same).

    Without a cutoff a short word may be less near: one letter of three is a third of it, and `lgo` means `log`, but
    `clone` does not mean `context`. A word that other systems have for one of the choices means that one, however it is
    spelled.
    """
    import difflib

    if cutoff is None:
        from wmsgit.model.meanings import meant_by

        choices = tuple(choices)
        if meant := meant_by(word, choices):
            return meant
        cutoff = _NEAR_IF_SHORT if len(word) <= _SHORT else _NEAR
    by_lower = {choice[:_MAX_LENGTH].lower(): choice for choice in choices}
    close_matches = difflib.get_close_matches(word.lower()[:_MAX_LENGTH], by_lower, n=1, cutoff=cutoff)
    return by_lower[close_matches[0]] if close_matches else ""


def edited(data: bytes, edit: Callable[[str], str]) -> bytes:
    """A file's bytes after an edit of its text; those that are no UTF-8 stay as they are (PEP 383)."""
    return edit(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
