"""Assembly: the merged text, put together from the segments of both sides so that comments and layout stay."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from wmsgit.features.merge.outcome import ABSENT, MergedValue
from wmsgit.features.merge.segments import NOTHING, Parts, with_newlines
from wmsgit.features.merge.weaving import weave
from wmsgit.model.same import same
from wmsgit.schema.shape import Shape
from wmsgit.store.document import BOM

if TYPE_CHECKING:
    from wmsgit.features.merge.field_text import FieldTexts

ATTEMPTS = 3
"""How many texts are tried of an open field, see `FieldTexts.open`."""
_T = TypeVar("_T")


class NotPlainError(Exception):
    """Both sides touched one part of the text."""


class Assembly:
    """Puts one merged text together.

    Args:
        parts: the parts of base, ours and theirs.
        data: the data of base, ours and theirs.
        merged: what the data came to.
        shape: the types that the schema admits.
    """

    def __init__(
        self, parts: Sequence[Parts], data: Sequence[dict[str, Any]], merged: MergedValue, shape: Shape
    ) -> None:
        self.newline = _pick(*(part.newline for part in parts)) or parts[1].newline
        self._parts = [with_newlines(part, self.newline) for part in parts]
        self._data = data
        self._merged = merged
        self._open = frozenset(item.path[0] for item in merged.open)
        self._shape = shape
        self._fields: FieldTexts | None = None

    @property
    def unended(self) -> str:
        """The last field of a text that is to end without a line break; empty where it ends with one."""
        return "" if _pick(*(part.ends for part in self._parts)) is not False else (self._order() or [""])[-1]

    @property
    def attempts(self) -> Sequence[int | None]:
        """The values of `FieldTexts.attempt` to try. With one open field the whole text tells whether it is right."""
        return range(ATTEMPTS) if len(self._open) == 1 else (None,)

    def plain(self) -> Iterator[bytes]:
        """Texts to try in which every part is as one side has it; none where both sides touched one."""
        self._fields = None
        try:
            yield from self._texts()
        except NotPlainError:
            return

    def built(self, fields: "FieldTexts") -> Iterator[bytes]:
        """Texts to try, with markers around the open fields.

        Args:
            fields: makes the text of a field that both sides touched.

        Raises:
            CannotAssembleError: when a field's text can be put together in no way that keeps everything.
        """
        self._fields = fields
        yield from self._texts()

    def _texts(self) -> Iterator[bytes]:
        heads, feet = ([getattr(part, name) for part in self._parts] for name in ("head", "foot"))
        pieces = [self._joined(*heads)]
        carried = ""
        for name in self._order():
            lead, body = self._segment(name)
            carried = _without(carried, lead) + lead
            if body:
                pieces += [carried, body]
                carried = ""
        foot = self._joined(*feet)
        text = "".join([*pieces, _without(carried, foot), foot])
        has_bom = _pick(*(part.has_bom for part in self._parts))
        for ended in self._ended(text):
            yield (BOM + ended if has_bom else ended).encode()

    def _order(self) -> list[str]:
        ranks = {name: rank for rank, name in enumerate(self._shape.properties)}
        base, ours, theirs = (list(part.segments) for part in self._parts)
        kept = frozenset((*ours, *theirs))
        return weave(base, ours, theirs, kept, lambda name: (ranks.get(name, len(ranks)), name))

    def _segment(self, name: str) -> tuple[str, str]:
        """The lines above a field, and its own lines; no lines of its own where it is gone."""
        base, ours, theirs = (part.get(name) or NOTHING for part in self._parts)
        lead = self._joined(base.lead, ours.lead, theirs.lead)
        body = _pick(base.body, ours.body, theirs.body)
        if body is not None and name not in self._open and self._says(name, body):
            return (lead if body else _new_lines(base.lead, ours.lead, theirs.lead)), body
        if self._fields is None:
            raise NotPlainError
        mine, yours = (side.get(name, ABSENT) for side in (self._merged.ours, self._merged.theirs))
        bodies = (base.body, ours.body, theirs.body)
        if name in self._open:
            made = self._fields.open(name, bodies, mine, yours)
        else:  # a side that changed but the layout is the better carrier
            is_old = [same(data.get(name, ABSENT), self._data[0].get(name, ABSENT)) for data in self._data[1:]]
            carriers = bodies[1:] if is_old == [True, False] else bodies[:0:-1] if is_old == [False, True] else ()
            made = self._fields.agreed(name, bodies, mine, carriers)
        return lead + "".join(f"{comment}{self.newline}" for comment in made.lost), made.text

    def _says(self, name: str, body: str) -> bool:
        """Whether lines that a version has give the merged value; not always where a text lost its last line's end."""
        if all(part.ends for part in self._parts):
            return True
        value = self._merged.ours.get(name, ABSENT)
        return any(
            (part.get(name) or NOTHING).body == body and same(data.get(name, ABSENT), value)
            for part, data in zip(self._parts, self._data, strict=True)
            # What ends a file without a line break says something else where lines follow it.
            if part.ends or name == self.unended or name != list(part.segments)[-1]
        )

    def _joined(self, base: str, ours: str, theirs: str) -> str:
        """Comment and blank lines of both sides: the changed ones, and where both changed them all."""
        chosen = _pick(base, ours, theirs)
        if chosen is not None:
            return chosen
        if self._fields is None:
            raise NotPlainError
        from wmsgit.features.merge.field_text import joined_lines

        return joined_lines(base, ours, theirs)

    def _ended(self, text: str) -> Iterable[str]:
        """The text with a final line break or without, as the side that changed it has it; then with it."""
        ends = _pick(*(part.ends for part in self._parts))
        if ends is False and not text.rstrip().endswith("> theirs"):
            yield text.removesuffix(self.newline)
        yield text


def _without(lines: str, others: str) -> str:
    """Comment lines of a field that is gone, without those that stand below already."""
    if not (lines and others):
        return lines
    from wmsgit.store.spans import kept_lines, split_lines

    known = {line.strip() for line in split_lines(others)}
    return "".join(line for line in kept_lines(lines) if line.strip() not in known)


def _new_lines(base: str, *sides: str) -> str:
    """The comment lines that stand oftener above a field on a side than in the base."""
    from wmsgit.store.spans import kept_lines, split_lines

    result: list[str] = []
    known = Counter(line.strip() for line in split_lines(base))
    for side in sides:
        visited = Counter[str]()
        for line in kept_lines(side):
            text = line.strip()
            visited[text] += 1
            result += [line] if text and visited[text] > known[text] else []
        known |= visited
    return "".join(result)


def _pick(base: _T, ours: _T, theirs: _T) -> _T | None:
    """What three versions come to where at most one side changed something, or both alike; else None."""
    if theirs in (ours, base):
        return ours
    return theirs if ours == base else None
