"""Marks: what an editor shows beside a text without being asked: titles behind ids, lines above a record."""

from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.features.editing.actions.fixes import transitions
from wmsgit.features.editing.actions.hover import findings_of
from wmsgit.features.editing.actions.point import mentions_in
from wmsgit.features.editing.values import Mark, Remark, TextSpan
from wmsgit.model.text import counted, one_line, shortened
from wmsgit.schema.mentions import references_along
from wmsgit.schema.relations import Relations

_MAX_TITLE = 60
_MAX_MARKS = 500


def titles(edited: EditedWorkspace, path: str, span: TextSpan) -> list[Mark]:
    """The title behind each id that a part of a file names."""
    plane = edited.plane
    kind, parsed = plane.kind_at(path), plane.parsed_soon(path)
    if kind is None or parsed is None or not plane.is_current(parsed, path):
        named = [(item.span.end, item.file) for item in mentions_in(edited, path, span.start, span.end)]
    else:
        ways = references_along(parsed.document.data, kind.reference_ways)
        places = [
            (parsed.span(pointer), plane.catalogue.record(value, field.references)) for field, pointer, value in ways
        ]
        named = [(place.end, file) for place, file in places if place and file and span.start <= place.end <= span.end]
    marks = []
    for at, file in named[:_MAX_MARKS]:
        line = plane.catalogue.line(file.path)
        if line.title:
            marks.append(Mark(at, shortened(one_line(line.title))[:_MAX_TITLE]))
    return marks


def remarks(edited: EditedWorkspace, path: str) -> list[Remark]:
    """The lines above a record: its transitions, who waits for it, what the last scan found of its rules."""
    plane = edited.plane
    file, parsed = plane.catalogue.files.get(path), plane.parsed_soon(path)
    if file is None or parsed is None or file.data is None:
        return []
    first = parsed.entry(("id",)) or next((entry for _, entry in parsed.entries()), None)
    at = first.start + parsed.shift if first else 0
    span = TextSpan(at, at)
    result = [
        Remark(fix.title.partition(":")[0], span, fix.title.partition(":")[0])
        for fix in transitions(edited, path)
        if not fix.refusal
    ]
    relations, name = Relations(plane.kinds), file.id.casefold()
    waiting = [
        other
        for other in plane.catalogue.namers(file.id)
        if name in map(str.casefold, relations.awaited(other.kind, other.data or {}))
        and not plane.catalogue.line(other.path).is_closed
    ]
    if waiting:
        verb = "waits" if len(waiting) == 1 else "wait"
        result.append(Remark(f"{counted(len(waiting), 'record')} {verb} for this", span))
    rules = [str((finding.data or {})["detected_rule"]) for finding in findings_of(edited)]
    open_findings = [rule for rule in rules if rule.startswith(f"{file.id}/")]
    if open_findings:
        result.append(Remark(f"{counted(len(open_findings), 'finding')} open", span))
    return result
