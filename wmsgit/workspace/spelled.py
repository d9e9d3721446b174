"""Spelled: what a person's way of writing an id means in a workspace."""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from wmsgit.errors import AmbiguousError, InvalidError, NotFoundError
from wmsgit.schema.kind import Kind
from wmsgit.schema.registry import Registry
from wmsgit.store.names import record_names
from wmsgit.workspace.place import Place

if TYPE_CHECKING:
    from wmsgit.index.index import Index
    from wmsgit.schema.spelling import SpelledId


def spelled_by(registry: Registry, text: str, kind: Kind | None) -> "list[SpelledId]":
    """What a text spells, of one kind that was named before it or of all."""
    from wmsgit.schema.spelling import spelled_ids

    kinds = [kind] if kind else [item for item in registry.kinds() if not item.id_of]
    return spelled_ids(text, kinds, after_noun=kind is not None)


def meant_among(registry: Registry, text: str, ids: Collection[str]) -> list[str]:
    """Those of some ids that a text means: the id itself, else in another case, else as `task-2` or `WS-TASK-2`."""
    if text in ids:
        return [text]
    same = [name for name in ids if name.casefold() == text.casefold()]
    if same:
        return same
    spelled = [(each.prefix.casefold(), each.number) for each in spelled_by(registry, text, None)]
    return [name for name in ids if any(_is_numbered(name.casefold(), *each) for each in spelled)]


def _is_numbered(name: str, prefix: str, number: int) -> bool:
    digits = name.removeprefix(prefix)
    return name.startswith(prefix) and digits.isdecimal() and digits.lstrip("0") == str(number)


def is_plainly(root: Path, kind: Kind, text: str, number: int) -> bool:
    """Whether a text stands for the record of a number, as far as the kind's folder alone can tell.

    That is when no record has this very text for an id, in any case, and only one has the number.
    """
    listed = list(record_names(root, kind.folder))
    if len(listed) != 1:
        return False
    prefix = kind.id_form.prefix.casefold()
    names = [name.casefold().removesuffix(".yaml") for name in listed[0][1]]
    return text.casefold() not in names and sum(_is_numbered(name, prefix, number) for name in names) == 1


def whole_id(registry: Registry, locate: Callable[..., Place], kind: Kind, text: str) -> str:
    """The id of the record that `locate` finds by a text, or that a number spells; of what is no spelling the text."""
    try:
        return locate(text, kind, exact=True).id
    except (NotFoundError, InvalidError):
        spelled = spelled_by(registry, text, kind)
        return kind.id_form.numbered(spelled[0].number) if spelled and text.isdigit() else text


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


def locate_spelled(
    registry: Registry,
    root: Path | None,
    text: str,
    kind: Kind | None,
    index: Callable[[list[str] | None], "Index"],
    usual_place: Callable[[str, Kind | None], Place | None],
    *,
    exact: bool,
) -> Place:
    """Where the record is that a text spells or, unless `exact`, begins; `root` is None at a revision.

    Raises:
        NotFoundError, AmbiguousError: when it is unknown.
    """
    shared = () if kind else tuple(item.name for item in registry.kinds() if item.id_of)
    numbered = spelled_by(registry, text, kind)
    number = numbered[0].number if numbered else 0
    if number and kind and root and is_plainly(root, kind, text, number):
        usual = usual_place(kind.id_form.numbered(number), kind)
        if usual is not None:
            return usual
    try:
        result = index([kind.name] if kind else None).find(text, kind, exact=exact, but=shared, numbered=numbered)
    except NotFoundError as error:
        return unreadable_place(numbered, error, registry.kind, usual_place)
    return Place(result.kind, result.id, result.path)
