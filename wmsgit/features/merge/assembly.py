"""Assembly: the merged text, put together from the segments of both sides so that comments and layout stay."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from wmsgit.features.merge.markers import conflict
from wmsgit.features.merge.outcome import ABSENT, MergedValue
from wmsgit.features.merge.segments import NOTHING, Parts, Segment, with_newlines
from wmsgit.features.merge.weaving import weave
from wmsgit.model.same import same
from wmsgit.schema.shape import Shape
from wmsgit.store.document import BOM, Document, read_document
from wmsgit.store.refusal import EditError

_T = TypeVar("_T")


class CannotAssembleError(Exception):
    """The texts do not come apart and together again; another way must be found."""


class Assembly:
    """Puts one merged text together.

    Args:
        parts: the parts of base, ours and theirs.
        data: the data of base, ours and theirs.
        merged: what the data came to.
        shape: the types that the schema admits.
        marker_size: how many signs a marker has.
    """

    def __init__(
        self,
        parts: Sequence[Parts],
        data: Sequence[dict[str, Any]],
        merged: MergedValue,
        shape: Shape,
        *,
        marker_size: int,
    ) -> None:
        newline = _pick(*(part.newline for part in parts))
        self._newline = newline or parts[1].newline
        self._base, self._ours, self._theirs = (with_newlines(part, self._newline) for part in parts)
        self._data = data
        self._merged = merged
        self._open = frozenset(one.path[0] for one in merged.open)
        self._shape = shape
        self._marker_size = marker_size

    def text(self) -> bytes:
        """The merged text, with markers around the open fields.

        Raises:
            CannotAssembleError: when a field's text can be put together in no way that keeps everything.
        """
        parts = (self._base, self._ours, self._theirs)
        pieces = [self._joined(*(part.head for part in parts))]
        carried = ""
        for name in self._order():
            lead, body = self._segment(name)
            carried += lead
            if body:
                pieces += [carried, body]
                carried = ""
        pieces += [carried, self._joined(*(part.foot for part in parts))]
        text = self._ended("".join(self._whole_lines(pieces)))
        has_bom = _pick(*(part.has_bom for part in parts))
        return (BOM + text if has_bom else text).encode()

    def _order(self) -> list[str]:
        ranks = {name: rank for rank, name in enumerate(self._shape.properties)}
        base, ours, theirs = (list(part.segments) for part in (self._base, self._ours, self._theirs))
        kept = frozenset((*ours, *theirs))
        return weave(base, ours, theirs, kept, lambda name: (ranks.get(name, len(ranks)), name))

    def _segment(self, name: str) -> tuple[str, str]:
        """The lines above a field, and its own lines; no lines of its own where it is gone."""
        versions = [part.get(name) for part in (self._base, self._ours, self._theirs)]
        base, ours, theirs = (one or NOTHING for one in versions)
        lead = self._joined(base.lead, ours.lead, theirs.lead)
        body = _pick(base.body, ours.body, theirs.body)
        if body is not None and name not in self._open:
            kept = lead if body else "".join(self._new_lines(_counted(base.lead), ours.lead, theirs.lead))
            return kept, body
        made = (self._conflict if name in self._open else self._merge)(name, ours, theirs)
        lost = self._lost_comments(made, base, ours, theirs)
        return lead + "".join(f"{comment}{self._newline}" for comment in lost), made

    def _merge(self, name: str, ours: Segment, theirs: Segment) -> str:
        """A field that both sides touched, whose value both agree on in the end."""
        value = self._merged.ours.get(name, ABSENT)
        if value is ABSENT:
            return ""
        old = self._data[0].get(name, ABSENT)
        bodies = [ours.body, theirs.body]
        if same(self._data[2].get(name, ABSENT), old):  # theirs changed but the layout: it is the better carrier
            bodies.reverse()
        return self._carried(name, bodies, value)

    def _conflict(self, name: str, ours: Segment, theirs: Segment) -> str:
        mine = self._side(name, self._merged.ours, ours.body, theirs.body)
        values = (self._merged.ours.get(name), self._merged.theirs.get(name))
        nested = all(isinstance(value, dict | list) for value in values)
        carriers = (mine, theirs.body) if nested and mine else (theirs.body, ours.body)
        yours = self._side(name, self._merged.theirs, *carriers)
        return conflict(mine, yours, marker_size=self._marker_size, newline=self._newline)

    def _side(self, name: str, merged: dict[str, Any], *carriers: str) -> str:
        value = merged.get(name, ABSENT)
        return "" if value is ABSENT else self._carried(name, carriers, value)

    def _carried(self, name: str, bodies: Iterable[str], value: Any) -> str:
        """The text of a field with this value, made from the first of these texts that can carry it."""
        from wmsgit.store.edit import edit_shaped  # most merges take every field's lines as they are

        for body in filter(None, bodies):
            try:
                document = self._read(body)
                return edit_shaped(document, {**document.data, name: value}, self._shape).decode()
            except (EditError, CannotAssembleError):
                continue
        raise CannotAssembleError

    def _read(self, body: str) -> Document:
        from wmsgit.errors import InvalidError

        try:
            return read_document(body.encode(), self._shape)
        except InvalidError as error:
            raise CannotAssembleError from error

    def _lost_comments(self, made: str, base: Segment, *sides: Segment) -> list[str]:
        """Comments within a field that the merged field should have and has not."""
        counts = (Counter(self._comments(one.body)) for one in (base, *sides))
        lines = [line.rstrip() for line in made.splitlines()]
        due = comments_due(*counts)
        return [one for one, times in due.items() for _ in range(sum(line.endswith(one) for line in lines), times)]

    def _comments(self, body: str) -> list[str]:
        from wmsgit.store.formatting import comments_of

        return comments_of(self._read(body)) if "#" in body else []

    def _joined(self, base: str, ours: str, theirs: str) -> str:
        """Comment and blank lines of both sides: the changed ones, and where both changed them all."""
        chosen = _pick(base, ours, theirs)
        if chosen is not None:
            return chosen
        mine = self._ended_line(ours)
        return mine + "".join(self._new_lines(_counted(base) | _counted(ours), theirs))

    def _new_lines(self, known: Counter[str], *sides: str) -> list[str]:
        """The comment lines that these have oftener than they are known."""
        found = list[str]()
        for side in sides:
            seen = Counter[str]()
            for line in side.splitlines(keepends=True):
                text = line.strip()
                seen[text] += 1
                found += [self._ended_line(line)] if text and seen[text] > known[text] else []
            known |= seen
        return found

    def _whole_lines(self, pieces: Iterable[str]) -> Iterable[str]:
        return (self._ended_line(piece) for piece in pieces)

    def _ended_line(self, text: str) -> str:
        return text if not text or text.endswith("\n") else text + self._newline

    def _ended(self, text: str) -> str:
        """The text with a final line break or without, as the side that changed it has it."""
        ends = _pick(*(part.ends for part in (self._base, self._ours, self._theirs)))
        is_open = bool(self._open) and text.rstrip().endswith(f"{'>' * self._marker_size} theirs")
        return text if ends or ends is None or is_open else text.removesuffix(self._newline)


def comments_due(base: Counter[str], ours: Counter[str], theirs: Counter[str]) -> Counter[str]:
    """How often each comment is to stand in a merge: those of both sides, without what either removed."""
    due = Counter[str]()
    for comment in {**ours, **theirs}:
        old, mine, yours = base[comment], ours[comment], theirs[comment]
        due[comment] = max(mine, yours) if min(mine, yours) > old else mine + yours - old
    return +due


def _counted(text: str) -> Counter[str]:
    return Counter(line.strip() for line in text.splitlines())


def _pick(base: _T, ours: _T, theirs: _T) -> _T | None:
    """What three versions come to where at most one side changed something, or both alike; else None."""
    if theirs in (ours, base):
        return ours
    return theirs if ours == base else None
