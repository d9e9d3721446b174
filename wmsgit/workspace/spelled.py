"""Spelled: what a person's way of writing an id means in a workspace."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from wmsgit.errors import AmbiguousError, NotFoundError
from wmsgit.model.finding import Finding
from wmsgit.schema.kind import Kind
from wmsgit.schema.registry import Registry
from wmsgit.store.names import record_names
from wmsgit.workspace.place import Place

if TYPE_CHECKING:
    from wmsgit.index.conditions import Condition
    from wmsgit.model.people import People
    from wmsgit.schema.spelling import SpelledId


def spelled_by(registry: Registry, text: str, kind: Kind | None) -> "list[SpelledId]":
    """What a text spells, of one kind that was named before it or of all."""
    from wmsgit.schema.spelling import spelled_ids

    kinds = [kind] if kind else [item for item in registry.kinds() if not item.id_of]
    return spelled_ids(text, kinds, after_noun=kind is not None)


def is_plainly(root: Path, kind: Kind, text: str, number: int) -> bool:
    """Whether a text stands for the record of a number, as far as the kind's folder alone can tell.

    That is when no record has this very text for an id, in any case, and only one has the number.
    """
    listed = list(record_names(root, kind.folder))
    if len(listed) != 1:
        return False
    start, meant = kind.id_form.prefix.lower(), f"{text}.yaml".lower()
    names = [name.lower() for name in listed[0][1]]
    digits = [name[len(start) : -len(".yaml")] for name in names if name.startswith(start)]
    return meant not in names and sum(part.isdecimal() and part.lstrip("0") == str(number) for part in digits) == 1


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


_WITH_IDS = frozenset({"", "not"})
"""The operators of filters whose values are whole ids."""


class Filtered(Protocol):
    """What filters need of a workspace, which see."""

    @property
    def registry(self) -> Registry: ...  # noqa: D102
    @property
    def people(self) -> "People": ...  # noqa: D102
    def now(self) -> datetime: ...  # noqa: D102
    def actor(self) -> str: ...  # noqa: D102
    def numbered(self, kind: Kind, text: str) -> str: ...  # noqa: D102


def conditions_for(
    ws: Filtered, kind: Kind, terms: Iterable[str], fields: "Mapping[str, Iterable[str]] | None" = None
) -> "list[Condition]":
    """The conditions that terms such as `parent=2` spell, and those that fields have one of some values.

    Raises:
        UsageError, InvalidError: when a term is no filter, or the kind has no such field or value.
    """
    from wmsgit.index.conditions import condition_for, parse_term

    now, people = ws.now(), ws.people
    chosen = [(name, [_whole_id(ws, kind, name, each) for each in values]) for name, values in (fields or {}).items()]
    pairs = [(term, *term.partition("=")) for term in terms]
    typed = [f"{name}={_whole_id(ws, kind, name, value)}" if equals else term for term, name, equals, value in pairs]
    return [
        *(condition_for(kind, name, "", values, now=now, actor=ws.actor, people=people) for name, values in chosen),
        *(parse_term(term, kind, now=now, actor=ws.actor, people=people) for term in typed),
    ]


def _whole_id(ws: Filtered, kind: Kind, field: str, value: str) -> str:
    """The id that a value spells in a field that refers to records: WS-TASK-002 for `2`. All else stays as it is."""
    name, _, operator = field.strip().partition(".")
    reference = kind.references.get(kind.options.get(name.replace("_", "-"), name))
    if reference is None or operator not in _WITH_IDS or not value[-1:].isdigit():
        return value
    kinds = [ws.registry.kind(each) for each in reference.kinds if ws.registry.has(each)]
    return next((whole for each in kinds if (whole := ws.numbered(each, value)) != value), value)


_HIDDEN = frozenset({"SYMLINK", "UNREADABLE", "NAME"})
"""The codes of what was meant as a record, or may hold some."""


def may_hold_record(stray: Finding) -> bool:
    """Whether somebody may miss a record that this finding of a kind's folder is about."""
    return stray.code in _HIDDEN or stray.path.lower().endswith((".yml", ".yaml"))
