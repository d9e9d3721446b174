"""Going: where an id, a field or a path leads, who names a record, and what a file and the workspace hold."""

from collections.abc import Iterator
from heapq import nsmallest
from pathlib import Path
from typing import Any

from wmsgit.errors import WmsgitError
from wmsgit.features.check.checks.files import is_address, is_outside, plain_path
from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.features.editing.actions.point import field_at, mentioned_at, mentions_in, schema_of, spot_at
from wmsgit.features.editing.outline import outline_of
from wmsgit.features.editing.values import Outline, RecordMatch, Target, TextSpan, WebLink
from wmsgit.model.ports import Pointer
from wmsgit.model.record import LoadedFile
from wmsgit.schema.field import ways_to
from wmsgit.schema.locate import offset_of
from wmsgit.schema.mentions import references_along, values_along

MAX_MATCHES = 200
_MAX_READ = 1 << 20
_NOWHERE = TextSpan(0, 0)
_WEB = ("https://", "http://")


def definition(edited: EditedWorkspace, path: str, at: int) -> Target | None:
    """Where what is under the cursor leads: a record, a rule, a file of a member, a schema."""
    mentioned = mentioned_at(edited, path, at)
    if mentioned is not None and not (_is_rule(edited, path, at)):
        return record_target(edited, mentioned.file)
    result = spot_at(edited, path, at)
    if result is None:
        return None
    parsed, spot = result
    if spot.is_key:
        return _in_schema(edited, path, spot.pointer)
    value = _value_at(parsed.document.data, spot.pointer)
    if not isinstance(value, str):
        return None
    return rule_target(edited, value) or _file_target(edited, path, spot.pointer, value)


def record_target(edited: EditedWorkspace, file: LoadedFile, pointer: Pointer = ("id",)) -> Target:
    """A record's file, at a value of it."""
    parsed = edited.plane.parsed_soon(file.path)
    span = parsed.span(pointer) if parsed else None
    return Target(edited.file_of(file.path), edited.plane.text(file.path), span or _NOWHERE)


def references(edited: EditedWorkspace, path: str, at: int, *, with_itself: bool = False) -> list[Target]:
    """Every place in a record, or in an open file, that names the record under the cursor, or whose file this is."""
    plane, file = edited.plane, meant_at(edited, path, at)
    if file is None:
        return []
    result = [record_target(edited, file)] if with_itself else []
    for namer in plane.catalogue.namers(file.id):
        result += _named_in(edited, namer, file)
    for other in plane.buffers:
        if plane.kind_at(other) is None:
            spans = [item.span for item in mentions_in(edited, other) if item.file.path == file.path]
            result += [Target(edited.file_of(other), plane.text(other), span) for span in spans]
    return result


def meant_at(edited: EditedWorkspace, path: str, at: int) -> LoadedFile | None:
    """The record under the cursor, else the one whose file this is."""
    mentioned = mentioned_at(edited, path, at)
    return mentioned.file if mentioned else edited.plane.catalogue.files.get(path)


def _named_in(edited: EditedWorkspace, namer: LoadedFile, file: LoadedFile) -> Iterator[Target]:
    plane = edited.plane
    kind, parsed = plane.kinds.get(namer.kind), plane.parsed_soon(namer.path)
    for field, pointer, value in references_along(namer.data, kind.reference_ways if kind else ()):
        is_meant = value.casefold() == file.id.casefold() and field.references == file.kind
        span = parsed.span(pointer) if parsed and is_meant else None
        if span is not None:
            yield Target(edited.file_of(namer.path), plane.text(namer.path), span)


def outline(edited: EditedWorkspace, path: str) -> list[Outline]:
    """The fields of a record or of the settings, with what is in them."""
    parsed = edited.plane.parsed_soon(path) if schema_of(edited, path) is not None else None
    return outline_of(parsed) if parsed else []


def search(edited: EditedWorkspace, query: str) -> list[tuple[RecordMatch, Target]]:
    """The records whose id and title hold every word that is asked for; those that begin so come first."""
    words = query.lower().split()
    lines = edited.plane.catalogue.lines()
    matches = (line for line in lines if all(word in line.lowered for word in words)) if words else lines
    lead = words[0] if words else ""
    best = nsmallest(
        MAX_MATCHES, matches, key=lambda line: (not line.lowered.startswith(lead), line.is_closed, line.id)
    )
    return [
        (RecordMatch(line.id, line.kind, line.title, line.path), Target(edited.file_of(line.path), "", _NOWHERE))
        for line in best
    ]


def links(edited: EditedWorkspace, path: str) -> list[WebLink]:
    """What leads out of a file: paths of the workspace and its members, addresses, and ids in other files."""
    plane = edited.plane
    kind, file = plane.kind_at(path), plane.catalogue.files.get(path)
    if kind is None:
        named = mentions_in(edited, path)
        return [WebLink(item.span, edited.file_of(item.file.path)) for item in named]
    parsed = plane.parsed_soon(path)
    if file is None or parsed is None or not plane.is_current(parsed, path):
        return []
    result = []
    ways = ways_to(kind.fields, lambda field: field.is_text or field.is_list)
    for field, pointer, value in values_along(file.data, ways):
        span = parsed.span(pointer)
        if span is None or field.references or field.enum:
            continue
        if value.startswith(_WEB) and value.isprintable() and " " not in value:
            result.append(WebLink(span, address=value))
        elif field.is_path or field.file_of:
            place = place_of_path(edited, path, pointer, value)
            result += [WebLink(span, place)] if place else []
    return result


def place_of_path(edited: EditedWorkspace, path: str, pointer: Pointer, value: str) -> Path | None:
    """The file of the workspace or of a member that a value names; None where there is none, or it lies elsewhere."""
    kind, file = edited.plane.kind_at(path), edited.plane.catalogue.files.get(path)
    field = field_at(kind, pointer) if kind else None
    if field is None or file is None or is_address(value) or is_outside(value):
        return None
    members, plain = edited.members(), plain_path(value)
    repo = str((file.data or {}).get(field.file_of) or "") if field.file_of else ""
    first, _, rest = plain.partition("/")
    roots = [(members[repo], plain)] if repo in members else []
    if not field.file_of:
        roots = [(edited.root, plain), *([(members[first], rest)] if first in members and rest else [])]
    return next((root / inner for root, inner in roots if _is_plain_file(root, inner)), None)


def _is_plain_file(root: Path, path: str) -> bool:
    from wmsgit.store.files import require_no_links

    try:
        require_no_links(root, path)
        return (root / path).exists()
    except (WmsgitError, OSError, ValueError):
        return False


def _file_target(edited: EditedWorkspace, path: str, pointer: Pointer, value: str) -> Target | None:
    kind = edited.plane.kind_at(path)
    field = field_at(kind, pointer) if kind else None
    place = place_of_path(edited, path, pointer, value) if field and (field.is_path or field.file_of) else None
    if place is None or not place.is_file():
        return None
    data = edited.plane.catalogue.files[path].data or {}
    number = data.get("line") if field and field.file_of else None
    _, _, after = value.rpartition(":")
    line = number if isinstance(number, int) else int(after.partition("-")[0]) if after[:1].isdigit() else 1
    text = _text_of(edited, place)
    return Target(place, text, line_span(text, line))


def _text_of(edited: EditedWorkspace, file: Path) -> str:
    path = edited.path_of(file)
    if path in edited.plane.buffers:
        return edited.plane.buffers[path]
    try:
        with file.open("rb") as handle:
            return handle.read(_MAX_READ).decode("utf-8", "replace")
    except OSError:
        return ""


def line_span(text: str, line: int) -> TextSpan:
    """A line of a text, counted from 1, without its end; the last one for lines behind it."""
    start = 0
    for _ in range(line - 1):
        end = text.find("\n", start)
        if end < 0:
            break
        start = end + 1
    end = text.find("\n", start)
    return TextSpan(start, len(text) if end < 0 else end)


def _is_rule(edited: EditedWorkspace, path: str, at: int) -> bool:
    """Whether the cursor stands on the name of a rule, `ADR-003/rooms`."""
    result = spot_at(edited, path, at)
    value = _value_at(result[0].document.data, result[1].pointer) if result and not result[1].is_key else None
    return isinstance(value, str) and rule_target(edited, value) is not None


def rule_target(edited: EditedWorkspace, value: str) -> Target | None:
    """The line of the decision in which a finding's rule stands."""
    holder, slash, name = value.partition("/")
    file = edited.plane.catalogue.record(holder) if slash else None
    kind = edited.plane.kinds.get(file.kind) if file else None
    if file is None or kind is None:
        return None
    for field in kind.fields.values():
        items = (file.data or {}).get(field.name)
        for number, item in enumerate(items if field.rules and isinstance(items, list) else ()):
            if isinstance(item, dict) and item.get("id") == name:
                return record_target(edited, file, (field.name, number, "id"))
    return None


def _in_schema(edited: EditedWorkspace, path: str, pointer: Pointer) -> Target | None:
    """The place in the schema's file that a key is described at."""
    kind = edited.plane.kind_at(path)
    name = f"{kind.name if kind else 'workspace'}.schema.json"
    text = edited.plane.schemas().get(name, b"").decode("utf-8", "replace")
    if not text:
        return None
    way: list[str | int] = []
    for part in pointer:
        way += ["items"] if isinstance(part, int) else ["properties", part]
    start = offset_of(text, tuple(way))
    return Target(edited.file_of(f"schemas/{name}"), text, TextSpan(start, start))


def _value_at(data: Any, pointer: Pointer) -> Any:
    for part in pointer:
        is_there = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if not is_there and not (isinstance(data, dict) and part in data):
            return None
        data = data[part]
    return data
