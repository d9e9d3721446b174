"""Hover: what an editor shows of what the cursor stands on."""

from collections.abc import Iterator
from datetime import UTC, datetime

from wmsgit.errors import GitError
from wmsgit.features.check.checks.references import MEMBERS
from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.features.editing.actions.point import field_at, mentioned_at, schema_of, spot_at
from wmsgit.features.editing.cards import field_card, record_card, value_card
from wmsgit.features.editing.catalogue import title_of
from wmsgit.features.editing.schema_parts import part_at, properties_at, values_of
from wmsgit.features.editing.values import TextSpan
from wmsgit.model.record import LoadedFile
from wmsgit.model.text import counted
from wmsgit.model.times import age
from wmsgit.schema.relations import Relations

_MAX_WAITS = 5


def hover(edited: EditedWorkspace, path: str, at: int) -> tuple[TextSpan, str] | None:
    """What is under the cursor, as Markdown, and where it stands; None for nothing that is known."""
    mentioned = mentioned_at(edited, path, at)
    if mentioned is not None:
        return mentioned.span, card_of(edited, mentioned.file)
    return _field(edited, path, at)


def record_at(edited: EditedWorkspace, path: str, at: int) -> str:
    """The path of the record that is named under the cursor; empty for none."""
    mentioned = mentioned_at(edited, path, at)
    return mentioned.file.path if mentioned else ""


def card_of(edited: EditedWorkspace, file: LoadedFile) -> str:
    """A record's card."""
    kind, data = edited.plane.kinds[file.kind], file.data or {}
    facts = [*_facts(edited, file)]
    if file.problem:
        facts.append(("it cannot be read", file.problem.message))
    return record_card(kind, file.id, title_of(kind, data), data, _waits(edited, file), facts)


def _field(edited: EditedWorkspace, path: str, at: int) -> tuple[TextSpan, str] | None:
    schema, result = schema_of(edited, path), spot_at(edited, path, at)
    if schema is None or result is None:
        return None
    parsed, spot = result
    data, pointer = parsed.document.data, spot.pointer
    while pointer and isinstance(pointer[-1], int) and not spot.is_key:
        pointer = pointer[:-1]
    part = part_at(schema, pointer, data)
    if not part or not pointer:
        return None
    _, required = properties_at(schema, pointer[:-1], data)
    name = str(pointer[-1])
    card = field_card(name, part, schema, is_required=name in required, notes=list(_notes(edited, path, pointer)))
    text = edited.plane.text(path)[spot.span.start : spot.span.end]
    meaning = "" if spot.is_key else values_of(part, schema).get(text.strip("\"' "), "")
    return spot.span, value_card(text, meaning) + (_rule(edited, path, pointer, data) + card)


def _notes(edited: EditedWorkspace, path: str, pointer: tuple[str | int, ...]) -> Iterator[str]:
    kind = edited.plane.kind_at(path)
    field = field_at(kind, pointer) if kind else None
    if kind is None or field is None:
        return
    if field.references:
        yield f"Names records of the kind {field.references}."
    if field.name in kind.frozen.fields and len(pointer) == 1:
        yield f"May not change once the status is {', '.join(kind.frozen.statuses)}."
    if field.is_time:
        yield "A day such as 2026-11-23." if field.format == "date" else "A moment such as 2026-11-23T09:30:00Z."


def _rule(edited: EditedWorkspace, path: str, pointer: tuple[str | int, ...], data: object) -> str:
    """What the rule around a field finds today, by the records of the last scan."""
    kind, file = edited.plane.kind_at(path), edited.plane.catalogue.files.get(path)
    if kind is None or file is None or not isinstance(data, dict) or len(pointer) < _RULE_DEPTH:
        return ""
    field = kind.fields.get(str(pointer[0]))
    items = data.get(str(pointer[0]))
    if field is None or field.rules is None or not isinstance(items, list) or not isinstance(pointer[1], int):
        return ""
    item = items[pointer[1]] if pointer[1] < len(items) else None
    name = f"{file.id}/{item.get('id')}" if isinstance(item, dict) else ""
    count = sum(1 for _ in findings_of(edited, name))
    return f"By the last scan the rule {name} has {counted(count, 'open finding')}.\n\n" if name else ""


_RULE_DEPTH = 2


def findings_of(edited: EditedWorkspace, rule: str = "") -> Iterator[LoadedFile]:
    """The records of the last scan's findings that are open, of one rule or of all."""
    plane = edited.plane
    for kind in [kind for kind in plane.kinds.values() if "detected_rule" in kind.fields]:
        for file in plane.catalogue.of_kinds(kind.name):
            data = file.data or {}
            if "detected_rule" in data and not kind.is_closed(data) and rule in {"", data["detected_rule"]}:
                yield file


def _waits(edited: EditedWorkspace, file: LoadedFile) -> Iterator[str]:
    catalogue = edited.plane.catalogue
    relations = Relations(edited.plane.kinds)
    kinds = (file.kind, *relations.others.get(file.kind, ()))
    for number, target in enumerate(relations.awaited(file.kind, file.data or {})):
        if number == _MAX_WAITS:
            yield "…"
            return
        other = next(filter(None, (catalogue.record(target, name) for name in kinds)), None)
        line = catalogue.line(other.path) if other else None
        yield f"{target} ({line.status}) {line.title}" if line else f"{target}, which does not exist"


def _facts(edited: EditedWorkspace, file: LoadedFile) -> Iterator[tuple[str, str]]:
    if file.kind == MEMBERS:
        yield from _state(edited, file.id)
    change = edited.last_change(file.path)
    if change:
        moment = datetime.fromtimestamp(change[1], UTC)
        passed = age(moment, edited.ws.now())
        yield "changed", f"{passed if passed == 'now' else f'{passed} ago'} by {change[0]}"
    elif not (edited.root / file.path).exists():
        yield "not saved yet", ""


def _state(edited: EditedWorkspace, name: str) -> Iterator[tuple[str, str]]:
    from wmsgit.vcs.members import member_state

    place = edited.members().get(name)
    if place is None:
        yield "not on this machine", ""
        return
    try:
        state = member_state(place)
    except GitError:
        return
    counts = {"ahead": state.ahead, "behind": state.behind, "modified": state.modified, "untracked": state.untracked}
    shown = [f"{count} {label}" for label, count in counts.items() if count]
    yield "branch", ", ".join([state.branch or "none", *shown])
