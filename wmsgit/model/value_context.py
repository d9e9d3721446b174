"""What the words of a person stand for, here and now, in a filter or where a value is set."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from wmsgit.model.value import immutable

if TYPE_CHECKING:
    from wmsgit.model.people import People


def _nobody() -> "People":
    from wmsgit.model.people import NOBODY

    return NOBODY


def _as_it_is(_kind: str, text: str) -> str:
    return text


@immutable
class ValueContext:
    """What words such as `tomorrow`, `@me` and `task-2` stand for.

    Attributes:
        now: the present moment; its time zone says where days begin.
        actor: who `@me` is.
        numbered: a kind's name and a text → the id that it stands for; text that names no record as it is.
        people: who is who.
    """

    now: datetime
    actor: Callable[[], str]
    numbered: Callable[[str, str], str] = _as_it_is
    people: "Callable[[], People]" = _nobody

    def id_of(self, kinds: Iterable[str], text: str) -> str:
        """The id that a text means where a record of one of these kinds may stand; the text where it means none."""
        ids = (self.numbered(kind, text) for kind in kinds)
        return next((name for name in ids if name != text), text)
