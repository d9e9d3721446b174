"""Scripts in files of markup: what the `<script>` blocks of Vue, Svelte and Astro import, and Astro's front matter.

Expressions in the markup itself are not read.
"""

import re
from collections.abc import Iterator
from typing import Any

from wmsgit.features.drift.budget import MAX_SETTINGS_BYTES
from wmsgit.features.drift.facts import Extractor
from wmsgit.features.drift.imports.javascript import javascript_imports

SUFFIXES = (".vue", ".svelte", ".astro")
_FRONT_MATTER = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*---[ \t]*\r?\n(?P<text>.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE
)
_OPENING = re.compile(rb"<script\b(?P<attributes>(?:[^<>\"']|\"[^\"]{0,999}\"|'[^']{0,999}'){0,999})>", re.IGNORECASE)
_SIGN = re.compile(rb"[^\n]")
_CLOSING = re.compile(rb"</script\s*>", re.IGNORECASE)
_SOURCE = re.compile(rb"\ssrc\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)


def component_imports(data: bytes) -> list[list[Any]]:
    """The imports of the scripts of a file in its order, each as line, specifier and flags."""
    result = []
    for start, text in _scripts(data):
        line = data.count(b"\n", 0, start)
        result += [[line + number, specifier, flags] for number, specifier, flags in javascript_imports(text)]
    for opening in _OPENING.finditer(_without_comments(data)):
        source = _SOURCE.search(opening["attributes"])
        place = (source[1] or source[2] or b"").decode("utf-8", "replace") if source else ""
        if place and ":" not in place and not place.startswith("//"):  # of the repository
            specifier = place if place[0] in "./@~" else f"./{place}"
            result.append([data.count(b"\n", 0, opening.start()) + 1, specifier, 0])
    return sorted(result, key=lambda row: row[0])


def _scripts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Where each script begins, and its text."""
    front = _FRONT_MATTER.match(data)
    if front:
        yield front.start("text"), front["text"]
    text, at = _without_comments(data), front.end() if front else 0
    while opening := _OPENING.search(text, at):
        closing = _CLOSING.search(text, opening.end())
        at = closing.start() if closing else len(text)
        yield opening.end(), data[opening.end() : at]


def _without_comments(data: bytes) -> bytes:
    """The text with comments of markup that hold a script blank, at the same places."""
    parts, at = [], 0
    while (start := data.find(b"<!--", at)) >= 0 and (end := data.find(b"-->", start)) >= 0:
        comment = data[start : end + 3]
        parts += [data[at:start], _SIGN.sub(b" ", comment) if b"<script" in comment else comment]
        at = end + 3
    return b"".join([*parts, data[at:]])


COMPONENT_IMPORTS = Extractor("component-imports", 2, component_imports, MAX_SETTINGS_BYTES)
