"""Places of findings: the part of a text that an editor underlines, and the other places that a finding is about."""

import re

from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.features.editing.actions.go import record_target
from wmsgit.features.editing.values import Target, TextSpan
from wmsgit.features.editing.words import tokens
from wmsgit.model.finding import Finding
from wmsgit.store.document import BOM
from wmsgit.store.spans import Lines

_JSON = ".json"
_WORD = re.compile(r"[^\s,\]}]+")
_RELATED = frozenset({"CYCLE", "DUPLICATE-ID"})
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
    """The other records that a finding is about, each with a word on it."""
    if finding.code not in _RELATED:
        return []
    catalogue, own = edited.plane.catalogue, edited.plane.catalogue.files.get(finding.path)
    if own is None:
        return []
    if finding.code == "DUPLICATE-ID":
        others = [file for file in catalogue.same_ids(own.id) if file.path != own.path]
        return [(record_target(edited, file), f"{file.id} in {file.path}") for file in others[:_MAX_RELATED]]
    names = dict.fromkeys(word for _, word in tokens(finding.message))
    files = [file for name in names if (file := catalogue.record(name, own.kind)) and file.path != own.path]
    return [(record_target(edited, file), f"{file.id} is part of the cycle") for file in files[:_MAX_RELATED]]


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
