"""Text for a terminal: made harmless, measured in columns, cut and wrapped."""

import re
from collections.abc import Iterator

ELLIPSIS = "…"
# ECMA-48, sections 5.4 (control sequences), 5.6 (control strings) and 5.3 (escape sequences). An unfinished
# control string loses only its introducer: what follows must not become invisible.
_SEQUENCE = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    "|(?:\x1b[\\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f]*(?:\x07|\x1b\\\\|\x9c)"
    "|\x1b[ -/]*[0-~]"
)
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# C0 and C1 but for tab and line feed, and the overrides and isolates that reorder text (UAX #9, section 2).
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Letters and marks of one column each, for which the tables of wcwidth need not be loaded.
_NARROW = re.compile("[ -~\u00a1-\u00ac\u00ae-\u02ff\u2013\u2014\u2018-\u201d\u2026\u2190-\u2193]*\\Z")
_ZERO_WIDTH_JOINER = "\u200d"
_SKIN_TONES = ("\U0001f3fb", "\U0001f3ff")
_REGIONAL_INDICATORS = ("\U0001f1e6", "\U0001f1ff")


def clean(text: str) -> str:
    """`text` without what would command a terminal, reorder its characters or fail to be written.

    Escape sequences and control characters are removed; line ends of every sort become line feeds; a lone
    surrogate becomes U+FFFD. Tabs stay.
    """
    if text.isprintable():
        return text
    text = _LINE_END.sub("\n", _SEQUENCE.sub("", text))
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))


def one_line(text: str) -> str:
    """`text`, harmless and on one line: line ends, tabs and the space around them become one space.

    A joiner at the end goes too: it would join what follows the text.
    """
    if text.isprintable():
        return text
    text = clean(text).rstrip(_ZERO_WIDTH_JOINER)
    return " ".join(text.split()) if "\n" in text or "\t" in text else text


def counted(count: int, noun: str) -> str:
    """A number and its noun: `1 record`, `66 tasks`, `1,000 records`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def width_of(text: str) -> int:
    """The columns that `text`, which must be harmless and one line, takes on a terminal."""
    if _NARROW.match(text):
        return len(text)
    from wcwidth import wcswidth

    width: int = wcswidth(text)
    return width if width >= 0 else sum(map(width_of, clusters(text))) if len(text) > 1 else 0


def clip(text: str, width: int) -> str:
    """`text` in at most `width` columns, with `…` as the last where something is missing."""
    if len(text) * 2 <= width or width_of(text) <= width:
        return text
    kept, room = [], width - 1
    for cluster in clusters(text):
        room -= width_of(cluster)
        if room < 0:
            break
        kept.append(cluster)
    return "".join(kept).rstrip() + ELLIPSIS


def pad(text: str, width: int) -> str:
    """`text` with spaces after it to fill `width` columns."""
    return text + " " * (width - width_of(text))


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
        if line.strip() and width_of(longer) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


def _continues(text: str, start: int, position: int) -> bool:
    """Whether the character at `position` belongs to the piece that began at `start` (after UAX #29)."""
    from wcwidth import wcwidth

    character, before = text[position], text[position - 1]
    if _ZERO_WIDTH_JOINER in {character, before} or wcwidth(character) == 0:
        return True
    if _SKIN_TONES[0] <= character <= _SKIN_TONES[1]:
        return True
    flags = [_REGIONAL_INDICATORS[0] <= part <= _REGIONAL_INDICATORS[1] for part in (before, character)]
    return all(flags) and position - start == 1
