"""Titles for what has none: the first sentence of a text."""

import re

MAX_TITLE = 500
"""The longest title, in characters, that the packaged schemas admit."""

_MARKUP = re.compile(r"\A(?:#{1,6}|[-*+>]|\d{1,3}[.)])\s+")
_SENTENCE_END = re.compile(r"[.!?]+[\"')\]]*(?=\s)")
# What ends with a full stop and does not end a sentence; a single letter is an initial.
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|incl|resp|no|dr|mr|mrs|ms|st)|\b[a-z])\.\Z", re.IGNORECASE
)
_LONGEST_ABBREVIATION = 8


def first_sentence(text: str) -> str:
    """The first sentence of `text` as a title: one line, without Markdown's marks of a heading or an item.

    It has no final full stop and at most 500 characters, cut with `…`. Empty where `text` has no words.
    """
    paragraphs = (paragraph for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip())
    heading = next(paragraphs, "").strip()
    if heading.startswith("#"):
        heading = heading.partition("\n")[0]
    line = " ".join(_MARKUP.sub("", heading, count=1).split())
    sentence = line[: _end_of_sentence(line)]
    title = sentence.removesuffix(".") if not sentence.endswith("..") else sentence
    return title if len(title) <= MAX_TITLE else clip_title(title, MAX_TITLE)


def clip_title(text: str, length: int) -> str:
    """The first `length` characters of `text`, the last one `…` where something is missing."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _end_of_sentence(line: str) -> int:
    for match in _SENTENCE_END.finditer(line):
        end = match.end()
        begins = line[end + 1 : end + 2]
        if not begins.islower() and not _ABBREVIATION.search(line[max(0, end - _LONGEST_ABBREVIATION) : end]):
            return end
    return len(line)
