"""Spelling: what a person's way of writing an id, such as `task-2`, may stand for."""

from collections.abc import Iterable
from typing import NamedTuple

from wmsgit.schema.kind import Kind


class SpelledId(NamedTuple):
    """A kind, the beginning of its ids, and the number that was written."""

    kind: str
    prefix: str
    number: int


def spelled_ids(text: str, kinds: Iterable[Kind], *, after_noun: bool) -> list[SpelledId]:
    """What a text spells: `WS-TASK-2` and `task-2`, and after the noun `2` and `#2`.

    Args:
        text: what was typed.
        kinds: whose ids it may be.
        after_noun: whether the kind was named before it.
    """
    if not text[-1:].isdigit():
        return []
    result = []
    for kind in kinds:
        number = kind.id_form.number_in(text, [kind.name, *kind.aliases, *([""] if after_noun else [])])
        if number is not None:
            result.append(SpelledId(kind.name, kind.id_form.prefix, number))
    return result
