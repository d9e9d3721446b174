"""Places of findings: the part of a text that an editor underlines, and the other places that a finding is about."""

import re
from collections.abc import Iterator
from pathlib import Path

from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.features.editing.actions.go import record_target, rule_target
from wmsgit.features.editing.values import Target, TextSpan
from wmsgit.features.editing.words import tokens
from wmsgit.model.finding import Finding
from wmsgit.model.identity import id_of_path
from wmsgit.store.document import BOM
from wmsgit.store.spans import Lines
from wmsgit.workspace.pages import code_lines, code_page

_JSON = ".json"
_KEY = re.compile(r"[^\s:]+")
_WORD = re.compile(r"[^\s,\]}]+")
_RELATED = {
    "CYCLE": "{} is part of the cycle",
    "OPEN-DEPENDENCY": "{} is open",
    "DELETED": "{} names it",
}
"""Codes whose message names other records → what is said of each."""
_MAX_RELATED = 20


def finding_span(edited: EditedWorkspace, finding: Finding) -> TextSpan:
    """The part of the file's text that a finding is about; its first line where the whole file is meant."""
    plane = edited.plane
    text = plane.text(finding.path)
    if not finding.line:
        return _to_line_end(text, 0)
    parsed = plane.parsed(finding.path)
    if parsed is None or not plane.is_current(parsed, finding.path):
        return _word(text, _offset(text, finding))
    at = parsed.offset(finding.line, finding.column)
    spot = parsed.spot(at)
    if spot is None or spot.span.start != at or spot.span.end == at:
        return _word(text, at)
    line = _to_line_end(text, at)
    return TextSpan(at, min(spot.span.end, line.end))


def related(edited: EditedWorkspace, finding: Finding) -> list[tuple[Target, str]]:
    """The other places that a finding is about, each with a word on it: the first of two keys, other records."""
    if finding.code == "DUPLICATE-KEY":
        return list(_first_key(edited, finding))
    catalogue, path = edited.plane.catalogue, finding.path
    if finding.code == "DUPLICATE-ID":
        others = [file for file in catalogue.same_ids(id_of_path(path)) if file.path != path]
        return [(record_target(edited, file), f"{file.id} in {file.path}") for file in others[:_MAX_RELATED]]
    if finding.code not in _RELATED:
        return []
    own = catalogue.files.get(path)
    kind = own.kind if own and finding.code == "CYCLE" else ""
    names = dict.fromkeys(word for _, word in tokens(finding.message))
    files = [file for name in names if (file := catalogue.record(name, kind)) and file.path != path]
    words = _RELATED[finding.code]
    return [(record_target(edited, file), words.format(file.id)) for file in files[:_MAX_RELATED]]


def explanation(edited: EditedWorkspace, code: str) -> tuple[Path, int] | None:
    """The file that says what a finding's code means, and the line there: the page on codes, or a rule's decision."""
    line = code_lines().get(code)
    if line:
        return code_page(), line
    rule = rule_target(edited, code)
    return (rule.file, rule.text.count("\n", 0, rule.span.start) + 1) if rule else None


def _first_key(edited: EditedWorkspace, finding: Finding) -> Iterator[tuple[Target, str]]:
    """Where the key that stands twice stands first: the nearest line above that begins with it."""
    text = edited.plane.text(finding.path)
    at = _offset(text, finding)
    key = _KEY.match(text, at)
    start = text.rfind("\n", 0, at) + 1
    lines = re.compile(rf"^{re.escape(text[start:at])}{re.escape(key[0])}\s*:", re.MULTILINE) if key else None
    first = next(lines.finditer(text, 0, start), None) if lines and key else None
    if first and key:
        place = first.start() + at - start
        yield Target(edited.file_of(finding.path), text, TextSpan(place, place + len(key[0]))), "it stands here first"


def _offset(text: str, finding: Finding) -> int:
    shift = len(BOM) if text.startswith(BOM) else 0
    if finding.path.endswith(_JSON):
        start = 0
        for _ in range(finding.line - 1):
            start = text.find("\n", start) + 1
        return min(start + finding.column - 1, len(text))
    return Lines(text[shift:]).offset(finding.line, finding.column) + shift


def _word(text: str, at: int) -> TextSpan:
    match = _WORD.match(text, at)
    return TextSpan(at, match.end()) if match else _to_line_end(text, at)


def _to_line_end(text: str, at: int) -> TextSpan:
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return TextSpan(at, end - 1 if end > at and text[end - 1] == "\r" else end)
