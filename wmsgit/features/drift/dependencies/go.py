"""go.mod ("Go Modules Reference"): what a module requires and replaces."""

import re
from collections.abc import Iterator

from wmsgit.features.drift.budget import MAX_REQUIREMENT
from wmsgit.features.drift.dependencies.declared import (
    DEV,
    INDIRECT,
    RUNTIME,
    Declared,
    Manifest,
    ManifestBuilder,
    manifest_text,
)

_COMMENT = re.compile(r"//.*$")
_INDIRECT = re.compile(r"//\s*indirect\b")
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`|\(|\)|=>|[^\s"`()]+')
_ARROW = "=>"
_OTHERS = frozenset({"module", "go", "toolchain", "godebug", "exclude", "retract", "tool", "ignore"})
"""Directives that require nothing (the "go.mod file reference")."""


def read_go_mod(data: bytes) -> Manifest:
    """What a go.mod requires; a module that is replaced is taken from elsewhere, and what replaces it is required.

    Raises:
        ExtractionError: when it is binary.
    """
    builder = ManifestBuilder()
    replaced: dict[str, str] = {}
    for number, verb, words, comment in _lines(manifest_text(data)):
        if verb == "require":
            if len(words) == 2:  # noqa: PLR2004 - a path and a version
                group = INDIRECT if _INDIRECT.search(comment) else RUNTIME
                builder.add(Declared(group, words[0], words[1], "", is_poetry=False, line=number))
            else:
                builder.odd(number, "a requirement that is no path and version")
        elif verb == "replace":
            at = words.index(_ARROW) if _ARROW in words else len(words)
            _add_replacement(builder, words[:at], words[at + 1 :], replaced, number)
        elif verb == "tool" and words:
            builder.add(Declared(DEV, words[0], "", "", is_poetry=False, line=number))
        elif verb not in _OTHERS:
            builder.odd(number, f"the directive {verb[:80]!r} is not known")
    rows = [item._replace(url=replaced.get(item.name, "")) for item in builder.manifest.dependencies]
    return builder.manifest._replace(dependencies=rows)


def _add_replacement(
    builder: ManifestBuilder, old: list[str], new: list[str], replaced: dict[str, str], number: int
) -> None:
    if not old or not new:
        builder.odd(number, "a replacement without a module on either side")
        return
    replaced[old[0]] = " ".join(new)
    if not new[0].startswith(("./", "../", "/")):
        version = new[1] if len(new) > 1 else ""
        builder.add(Declared(RUNTIME, new[0], version, "", is_poetry=False, line=number))


def _lines(text: str) -> Iterator[tuple[int, str, list[str], str]]:
    """Number, directive, words and comment of each line; a directive may stand before a block in parentheses."""
    block = ""
    for number, whole in enumerate(text.splitlines(), 1):
        raw = whole[:MAX_REQUIREMENT]
        words = [word.strip('"`') for word in _WORD.findall(_COMMENT.sub("", raw))]
        comment = raw[raw.find("//") :] if "//" in raw else ""
        if words == [")"]:
            block = ""
        elif block and words:
            yield number, block, words, comment
        elif words[1:] == ["("]:
            block = words[0]
        elif words:
            yield number, words[0], words[1:], comment
