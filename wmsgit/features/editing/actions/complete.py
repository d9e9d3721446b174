"""Completion: what may be typed at the cursor, by the field that it stands in."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from wmsgit.errors import WmsgitError
from wmsgit.features.editing.actions import texts
from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.features.editing.actions.point import field_at, schema_of
from wmsgit.features.editing.actions.texts import NOTHING, Answer
from wmsgit.features.editing.catalogue import repositories, title_of
from wmsgit.features.editing.choosing import (
    date_choices,
    key_choices,
    path_choices,
    record_choices,
    skeleton,
    used_choices,
    value_choices,
)
from wmsgit.features.editing.schema_parts import part_at, properties_at
from wmsgit.features.editing.typed import Typed, typed_at
from wmsgit.features.editing.values import Choice, TextSpan
from wmsgit.model.identity import id_of_path
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind

_MAX_FOLDER = 2000


def complete(edited: EditedWorkspace, path: str, at: int) -> Answer:
    """What may be typed at an offset of a file."""
    text = edited.plane.text(path)
    schema = schema_of(edited, path)
    if schema is None:
        return texts.complete(edited, path, text, at)
    kind = edited.plane.kind_at(path)
    if kind is not None and not text.strip("\ufeff \t\r\n"):
        return [_new_record(edited, kind, path, text)], False
    typed = typed_at(text, at)
    if typed is None:
        return NOTHING
    if typed.is_text:
        return texts.ids_of(edited, typed.word, typed.span)
    parsed = edited.plane.parsed_soon(path)
    data: dict[str, Any] = parsed.document.data if parsed else {}
    if typed.is_key:
        keys = _keys(schema, data, typed)
        if keys or kind is None or not typed.is_item:
            return keys, False
    choices, is_more = _values(edited, kind, path, schema, data, typed)
    taken = _taken(data, typed)
    choices = [choice for choice in choices if choice.label not in taken]
    if text[: typed.span.start].endswith(":"):  # a value begins behind a space
        choices = [replace(choice, text=f" {choice.text}") for choice in choices]
    return choices, is_more


def _taken(data: dict[str, Any], typed: Typed) -> set[str]:
    """The other items of the list in which something is being typed: each stands there once."""
    if not typed.pointer or not isinstance(typed.pointer[-1], int):
        return set()
    value: Any = data
    for step in typed.pointer[:-1]:
        is_there = isinstance(step, int) and isinstance(value, list) and step < len(value)
        value = value[step] if is_there else value.get(step) if isinstance(value, dict) else None
    items = value if isinstance(value, list) else ()
    return {item for number, item in enumerate(items) if isinstance(item, str) and number != typed.pointer[-1]}


def _keys(schema: dict[str, Any], data: dict[str, Any], typed: Typed) -> list[Choice]:
    properties, required = properties_at(schema, typed.pointer, data)
    return key_choices(properties, required, typed.siblings, typed.span, None if typed.is_flow else typed.column)


def _values(
    edited: EditedWorkspace, kind: Kind | None, path: str, schema: dict[str, Any], data: dict[str, Any], typed: Typed
) -> Answer:
    field = field_at(kind, typed.pointer) if kind else None
    part = part_at(schema, typed.pointer, data)
    if field is not None and field.references:
        return _references(edited, kind, path, field, data, typed)
    if kind and field and field.name == kind.status and len(typed.pointer) == 1:
        return _statuses(edited, kind, path, part, schema, typed.span), False
    values = value_choices(part, schema, typed.span)
    if values:
        return values, False
    return _of_field(edited, kind, path, field, data, typed) if field and kind else NOTHING


def _of_field(
    edited: EditedWorkspace, kind: Kind, path: str, field: Field, data: dict[str, Any], typed: Typed
) -> Answer:
    """What a field may hold that is neither a reference nor one of some values."""
    if field.is_time:
        return date_choices(field, typed.word, edited.ws.value_context(), typed.span), True  # `+3` may become `+3d`
    if field.is_path or field.file_of:
        return _paths(edited, field, data, typed), False
    if "id" in typed.pointer[:1]:
        return [Choice(id_of_path(path), id_of_path(path), typed.span, "value")], False
    used = _used(edited, kind, field, typed, path)
    if used or not field.is_text:
        return used, False
    return texts.complete(edited, path, edited.plane.text(path), typed.span.start + len(typed.word))


def _references(
    edited: EditedWorkspace, kind: Kind | None, path: str, field: Field, data: dict[str, Any], typed: Typed
) -> Answer:
    catalogue = edited.plane.catalogue
    choices, is_more = record_choices(
        catalogue.ranked(field.references),
        typed.word,
        typed.span,
        repositories(kind, data),
        id_of_path(path),
        title_of(kind, data),
    )
    if field.wildcard and field.wildcard.startswith(typed.word):
        choices.append(Choice(field.wildcard, field.wildcard, typed.span, "value", f"every {field.references}"))
    return choices, is_more


def _statuses(
    edited: EditedWorkspace, kind: Kind, path: str, part: dict[str, Any], schema: dict[str, Any], span: TextSpan
) -> list[Choice]:
    """The statuses that may follow the one that HEAD has; all of them for a record that it does not have."""
    before = (edited.hints.data_at_head(path) or {}).get(kind.status)
    if before is None or not kind.transitions:
        return value_choices(part, schema, span)
    steps = {step.target: f"{step.name}: {step.description}" for step in kind.legal_transitions(str(before))}
    return value_choices(part, schema, span, [str(before), *steps], steps)


def _used(edited: EditedWorkspace, kind: Kind, field: Field, typed: Typed, path: str) -> list[Choice]:
    if field.name in {kind.argument, *kind.search[:2]} or not typed.pointer or "string" not in field.types | {"array"}:
        is_names = field.name in kind.search and field.is_list
        if not is_names:
            return []
    counts = edited.plane.catalogue.values(kind.name, str(typed.pointer[0]), path)
    short = {value: count for value, count in counts.items() if len(value) <= _SHORT and "\n" not in value}
    claims = {step.claims for step in kind.transitions.values()} | {"actor"}
    names = [edited.ws.actor()] if field.fills == "actor" or field.name in claims else []
    names += edited.diagnosis.people.spellings if field.is_person else []
    return used_choices(short, typed.span, list(dict.fromkeys(names)))


_SHORT = 60


def _paths(edited: EditedWorkspace, field: Field, data: dict[str, Any], typed: Typed) -> list[Choice]:
    """Files of the repository that the record says, or of the workspace and its members by name."""
    above, _, _ = typed.word.rpartition("/")
    members = edited.members()
    repo = str(data.get(field.file_of) or data.get("repo") or data.get("correct_repo") or "")
    first, _, rest = above.partition("/")
    names: list[tuple[str, bool]]
    if field.file_of or repo in members:
        names = list(_listing(members[repo], above)) if repo in members else []
    elif first in members:
        names = list(_listing(members[first], rest))
    else:
        names = list(_listing(edited.root, above))
        names += [(name, True) for name in members if not above]
    start = typed.span.start + (len(above) + 1 if above else 0)
    return path_choices(names, TextSpan(min(start, typed.span.end), typed.span.end))


def _listing(root: Path, below: str) -> Iterator[tuple[str, bool]]:
    """What a folder below a trusted root holds; nothing is listed that lies outside of it or behind a link."""
    from wmsgit.store.files import require_no_links

    try:
        if below:
            require_no_links(root, below)
        with os.scandir(root / below) as entries:
            for number, entry in enumerate(entries):
                if number >= _MAX_FOLDER:
                    return
                if not entry.name.startswith(".") and not entry.is_symlink():
                    yield entry.name, entry.is_dir(follow_symlinks=False)
    except (OSError, ValueError, WmsgitError):
        return


def _new_record(edited: EditedWorkspace, kind: Kind, path: str, text: str) -> Choice:
    from wmsgit.features.records.actions.write import defaults
    from wmsgit.store.canonical import modeline

    given = defaults(edited.ws, kind, {})
    made = skeleton(kind, given, modeline(kind.name, path), id_of_path(path))
    start = 1 if text.startswith("\ufeff") else 0
    label = f"new {kind.name} {id_of_path(path)}"
    return Choice(label, made, TextSpan(start, len(text)), "snippet", kind.description, is_snippet=True)
