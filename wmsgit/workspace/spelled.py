"""Spelled: what a person's way of writing an id means in a workspace."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from wmsgit.errors import AmbiguousError, NotFoundError
from wmsgit.schema.kind import Kind
from wmsgit.schema.registry import Registry
from wmsgit.store.layout import record_names
from wmsgit.workspace.place import Place

if TYPE_CHECKING:
    from wmsgit.schema.spelling import SpelledId


def spelled_by(registry: Registry, text: str, kind: Kind | None) -> "list[SpelledId]":
    """What a text spells, of one kind that was named before it or of all."""
    from wmsgit.schema.spelling import spelled_ids

    kinds = [kind] if kind else [item for item in registry.kinds() if not item.id_of]
    return spelled_ids(text, kinds, after_noun=kind is not None)


def names_nothing(root: Path, kind: Kind, text: str) -> bool:
    """Whether no record of a kind has this very text for an id, in any case, as far as its folder alone can tell."""
    listed = list(record_names(root, kind.folder))
    name = f"{text}.yaml".lower()
    return len(listed) == 1 and all(written.lower() != name for written in listed[0][1])


def unreadable_place(
    numbered: "Iterable[SpelledId]",
    error: NotFoundError,
    kind_of: Callable[[str], Kind],
    usual_place: Callable[[str, Kind], Place | None],
) -> Place:
    """A record of one of these numbers that lies at its usual path and cannot be read: the index has no such.

    Raises:
        NotFoundError: `error`, where there is none, too.
    """
    if not isinstance(error, AmbiguousError):
        for spelled in numbered:
            kind = kind_of(spelled.kind)
            place = usual_place(kind.id_form.numbered(spelled.number), kind)
            if place is not None:
                return place
    raise error
