"""Renumbering: which records collide, and a record's fields with the new ids in the place of the old ones."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wmsgit.model.identity import id_of_path
from wmsgit.model.record import Data
from wmsgit.model.same import same
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind
from wmsgit.store.matching import match_items

_NO_FIELDS: Mapping[str, Field] = {}


@dataclass(frozen=True, slots=True)
class Move:
    """One record's way to another id.

    Attributes:
        kind: the record's kind.
        old, new: its ids.
        keeper: the kind of the record that keeps the old id; empty when nobody has it from now on.
    """

    kind: str
    old: str
    new: str
    keeper: str = ""

    def takes(self, kind: str) -> bool:
        """Whether a reference to `old` in a field for records of `kind` means the record that moves."""
        return kind == self.kind or kind != self.keeper

    @property
    def is_word(self) -> bool:
        """Whether the id may as well be a word of a sentence: then texts are left alone."""
        return not any(char.isdigit() for char in self.old)


@dataclass(frozen=True, slots=True)
class Collision:
    """A record of ours that has the id of another: its path, and the path of the other one."""

    path: str
    taken_by: str


def collisions(ours: Iterable[str], base: Collection[str], theirs: Collection[str]) -> list[Collision]:
    """The records that only we have added and whose ids are taken, in any case and by whatever kind.

    Args:
        ours: paths of the record files as we have them.
        base: those where the two histories parted; equal to `theirs` after a merge.
        theirs: those of the other side.
    """
    ours = list(ours)
    before, taken, mine = _by_id(base), _by_id(theirs), _by_id(ours)
    result = []
    for path in ours:
        name = _key(path)
        rivals = sorted(taken.get(name, ()))
        # What lay elsewhere before and does no longer has only been put into another folder.
        is_new = path not in before.get(name, ()) and not before.get(name, set()) - mine[name]
        if is_new and rivals:
            result.append(Collision(path, path if path in rivals else rivals[0]))
    return result


def renumbered(kind: Kind, data: Data, moves: Sequence[Move], base: Data | None = None) -> Data:
    """A record's fields as they are after the moves; the very same object where nothing changes.

    References are rewritten at any depth, and texts where an id stands alone as a token. What `base` says
    already is not ours, and stays.

    Args:
        kind: the record's kind.
        data: its fields.
        moves: which ids give way to which; `id` itself is left to the caller.
        base: its fields before our side began; None when it is ours altogether.
    """
    work = _Rewriting({move.old: move for move in moves})
    known = base or {}
    new = {
        name: value if name == "id" else work.value(kind.fields.get(name), value, known.get(name))
        for name, value in data.items()
    }
    return data if same(new, data) else new


@dataclass(frozen=True)
class _Rewriting:
    """The moves at work on values; `known` is what stood in a value's place at the base."""

    moves: Mapping[str, Move]

    @cached_property
    def by_case(self) -> Mapping[str, Move]:
        """The moves by their ids in lower case: a reference may have it in any."""
        return {old.casefold(): move for old, move in self.moves.items()}

    @cached_property
    def token(self) -> re.Pattern[str] | None:
        """The ids as tokens: within no longer id, at the end of a sentence, and as the name of their file."""
        names = [re.escape(old) for old, move in self.moves.items() if not move.is_word]
        if not names:
            return None
        return re.compile(rf"(?<![A-Za-z0-9._-])(?:{'|'.join(names)})(?![A-Za-z0-9_-])(?!\.(?!yaml\b)[A-Za-z0-9_])")

    def value(self, field: Field | None, value: Any, known: Any) -> Any:
        if same(value, known):
            return value
        if isinstance(value, str):
            return self.string(field, value, known)
        if isinstance(value, list):
            return self.items(field, value, known if isinstance(known, list) else [])
        if isinstance(value, dict):
            before = known if isinstance(known, dict) else {}
            fields = field.properties if field else _NO_FIELDS
            return {name: self.value(fields.get(name), part, before.get(name)) for name, part in value.items()}
        return value

    def items(self, field: Field | None, items: list[Any], known: list[Any]) -> list[Any]:
        """The items of a list: one that stood there before, wherever, stays."""
        became = {new: old for old, new in match_items(known, items) if new is not None and old is not None}
        return [
            item
            if any(same(item, other) for other in known)
            else self.value(field, item, known[became[number]] if number in became else None)
            for number, item in enumerate(items)
        ]

    def string(self, field: Field | None, text: str, known: Any) -> str:
        if field and field.references:
            move = self.by_case.get(text.casefold())
            return move.new if move and text != field.wildcard and any(map(move.takes, field.kinds)) else text
        if self.token is None or (field and (field.enum or field.is_time)):
            return text
        lines = set(known.splitlines()) if isinstance(known, str) else set()
        return "".join(
            line if line.rstrip("\r\n") in lines else self.token.sub(lambda result: self.moves[result[0]].new, line)
            for line in text.splitlines(keepends=True)
        )


def _by_id(paths: Iterable[str]) -> dict[str, set[str]]:
    result: dict[str, set[str]] = {}
    for path in paths:
        result.setdefault(_key(path), set()).add(path)
    return result


def _key(path: str) -> str:
    return id_of_path(path).casefold()
