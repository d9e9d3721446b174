"""Cards: what is shown of a record, a field or a repository under the cursor, as Markdown that does nothing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wmsgit.features.editing.schema_parts import Part, values_of
from wmsgit.features.editing.words import first_lines, plain
from wmsgit.model.text import shortened
from wmsgit.schema.kind import Kind
from wmsgit.schema.mentions import strings_at
from wmsgit.schema.shape import EXTENSION, WAYS

_TEXT_LINES, _TEXT_LENGTH = 8, 600
_MAX_VALUES = 40


def record_card(
    kind: Kind,
    record_id: str,
    title: str,
    data: Mapping[str, Any],
    waits: Iterable[str],
    facts: Iterable[tuple[str, str]] = (),
) -> str:
    """A record: its kind, title and status, who has it and by when, what it waits for, and how its text begins.

    Args:
        kind: its kind.
        record_id: its id.
        title: its title; empty for none.
        data: its fields.
        waits: what it waits for, a line each.
        facts: further labels and values, such as who changed it last.
    """
    head = f"**{plain(record_id)}** · {plain(kind.name)}"
    status = data.get(kind.status) if kind.status else None
    lines = [head + (f" · {plain(str(status))}" if status else "")]
    if title:
        lines.append(plain(shortened(title)))
    rows = [*_columns(kind, data), *((f"waits for {item}", "") for item in waits), *facts]
    lines += ["", *(f"- {plain(label)}{': ' + plain(value) if value else ''}" for label, value in rows)] if rows else []
    text = _text(kind, data)
    return "\n".join([*lines, *(["", "---", plain(text)] if text else [])])


def field_card(name: str, part: Part, root: Part, *, is_required: bool, notes: Sequence[str] = ()) -> str:
    """A field: what it is for, which values it takes and what they mean, and how it merges."""
    lines = [f"**{plain(name)}**{' (required)' if is_required else ''}"]
    description = part.get("description")
    if isinstance(description, str):
        lines += ["", plain(description)]
    values = values_of(part, root)
    lines += ["", *_values(values)] if values else []
    lines += [line for note in notes for line in ("", plain(note))]
    rule = part.get(EXTENSION)
    merge = rule.get("merge") if isinstance(rule, Mapping) else None
    way = (
        "object"
        if part.get("type") == "object"
        else str(merge or ("list" if part.get("type") == "array" else "scalar"))
    )
    lines += ["", f"Merges {plain(WAYS.get(way, way))}."]
    return "\n".join(lines)


def value_card(value: str, meaning: str) -> str:
    """One value of an enumeration."""
    return f"**{plain(value)}**: {plain(meaning)}\n\n" if meaning else ""


def _values(values: Mapping[str, str]) -> list[str]:
    shown = list(values.items())[:_MAX_VALUES]
    if not any(values.values()):
        return ["One of " + ", ".join(plain(value) for value, _ in shown) + "."]
    return [f"- {plain(value)}{': ' + plain(text) if text else ''}" for value, text in shown]


def _columns(kind: Kind, data: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    claimed = [step.claims for step in kind.transitions.values() if step.claims]
    names = dict.fromkeys((*kind.columns, *kind.order, *claimed))
    for name in names:
        if name in {"id", kind.argument, kind.status}:
            continue
        values = [text for _, text in strings_at(data.get(name), ())]
        if values:
            yield name, shortened(", ".join(values))


def _text(kind: Kind, data: Mapping[str, Any]) -> str:
    """The beginning of the first long text that a record has."""
    for name in ("description", *kind.search, *kind.fields):
        value = data.get(name)
        field = kind.fields.get(name)
        if field and field.is_text and not field.enum and isinstance(value, str) and name != kind.argument:
            is_long = "\n" in value or len(value) > len(name) + 60 or name in {"description", "decision"}
            if value.strip() and is_long:
                return first_lines(value, _TEXT_LINES, _TEXT_LENGTH)
    return ""
