"""Pointing: what a cursor stands on, in whatever file: a record's id, a field, a value."""

from dataclasses import dataclass
from typing import Any

from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.features.editing.catalogue import RecordCatalogue
from wmsgit.features.editing.parsed import Parsed, Spot
from wmsgit.features.editing.typed import typed_at
from wmsgit.features.editing.values import TextSpan
from wmsgit.features.editing.words import token_at, tokens
from wmsgit.model.record import LoadedFile
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind
from wmsgit.store.layout import SETTINGS_PATH

MAX_TEXT = 1 << 20
"""Longer texts of other files are not searched for ids."""


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A record that a text names."""

    file: LoadedFile
    span: TextSpan


def schema_of(edited: EditedWorkspace, path: str) -> dict[str, Any] | None:
    """The JSON Schema of a record or of the settings; None for every other file."""
    plane = edited.plane
    kind = plane.kind_at(path)
    if kind is not None:
        return dict(kind.schema)
    return dict(plane.registry.settings_schema) if path == SETTINGS_PATH else None


def spot_at(edited: EditedWorkspace, path: str, at: int) -> tuple[Parsed, Spot] | None:
    """The key or value under the cursor; in a text that is broken now, by the lines around it."""
    plane = edited.plane
    parsed = plane.parsed_soon(path) if schema_of(edited, path) is not None else None
    if parsed is None:
        return None
    if plane.is_current(parsed, path):
        spot = parsed.spot(at)
        return (parsed, spot) if spot else None
    text = plane.text(path)
    typed = typed_at(text, at)
    if typed is None:
        return None
    pointer = (*typed.pointer, text[typed.span.start : typed.span.end]) if typed.is_key else typed.pointer
    return (parsed, Spot(pointer, typed.span, is_key=typed.is_key)) if pointer else None


def field_at(kind: Kind, pointer: tuple[str | int, ...]) -> Field | None:
    """The field that a pointer leads to, or leads into the list of."""
    field: Field | None = None
    fields = kind.fields
    for name in (part for part in pointer if isinstance(part, str)):
        field = fields.get(name)
        if field is None:
            return None
        fields = field.properties
    return field


def mentioned_at(edited: EditedWorkspace, path: str, at: int) -> Mentioned | None:
    """The record whose id stands under the cursor, in a field or in any text."""
    plane = edited.plane
    token = token_at(plane.text(path), at)
    if token is None:
        return None
    span, word = token
    kind, wanted = plane.kind_at(path), ""
    result = spot_at(edited, path, at) if kind else None
    if kind and result and not result[1].is_key:
        field = field_at(kind, result[1].pointer)
        wanted = field.references if field else ""
    file = record_named(plane.catalogue, word, wanted)
    return Mentioned(file, span) if file else None


def record_named(catalogue: RecordCatalogue, word: str, wanted: str = "") -> LoadedFile | None:
    """The record that a word of a text names: a word without a digit is one only where a field asks for its kind."""
    if not wanted and not any(sign.isdigit() for sign in word):
        return None
    return catalogue.record(word, wanted) or (catalogue.record(word) if wanted else None)


def mentions_in(edited: EditedWorkspace, path: str, start: int = 0, end: int | None = None) -> list[Mentioned]:
    """The records that a part of a text names, in order, its own id left out."""
    text = edited.plane.text(path)
    if len(text) > MAX_TEXT:
        return []
    own = edited.plane.catalogue.files.get(path)
    result = []
    for span, word in tokens(text, start, end):
        file = record_named(edited.plane.catalogue, word)
        if file and (own is None or file.path != own.path):
            result.append(Mentioned(file, span))
    return result
