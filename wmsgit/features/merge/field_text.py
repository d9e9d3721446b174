"""The text of one field that both sides touched: merged by lines where that reads as it should, else made anew."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from wmsgit.errors import InvalidError
from wmsgit.features.merge.alignment import Chunk, is_turned, refined, same_keys, whole_chunks
from wmsgit.features.merge.comments import comments_due, has_comments_due, missing_comments
from wmsgit.features.merge.markers import conflict, sides_of
from wmsgit.features.merge.outcome import ABSENT
from wmsgit.model.same import same
from wmsgit.schema.shape import Shape
from wmsgit.store.document import Document, read_document
from wmsgit.store.refusal import EditError
from wmsgit.store.spans import kept_lines

if TYPE_CHECKING:
    from wmsgit.model.ports import TextMerge


class CannotAssembleError(Exception):
    """The texts do not come apart and together again; another way must be found."""


class FieldText(NamedTuple):
    """A field's text.

    Attributes:
        text: its lines.
        lost: the comments of both sides that had no place in it.
    """

    text: str
    lost: tuple[str, ...] = ()


class FieldTexts(NamedTuple):
    """Makes the text of fields.

    Attributes:
        shape: the types that the record's schema admits.
        texts: Git's merge of texts.
        marker_size: how many signs a marker has.
        newline: the record's line break.
        unended: the field whose last line, and the record's, is to have no line break; empty for none.
        known: the texts that were read, so that a long one is read once.
        versions: the records of base, ours and theirs, in which a field's own lines were read; none for what is not.
        attempt: which text of an open field to take, unread, see `open`; None for the first that reads as it should.
    """

    shape: Shape
    texts: "TextMerge"
    marker_size: int
    newline: str
    unended: str
    known: dict[str, Document]
    versions: Sequence[Document | None] = ()
    attempt: int | None = None

    def agreed(self, name: str, bodies: Sequence[str], value: Any, carriers: Sequence[str] = ()) -> FieldText:
        """The text of a field whose value both sides agree on in the end.

        Args:
            name: the field.
            bodies: its lines in base, ours and theirs; empty where it is not there.
            value: what it came to; `ABSENT` where it is gone.
            carriers: the lines of both sides, those first which are changed where the text has to be made anew; empty
                where neither side's are better for that.

        Raises:
            CannotAssembleError: when no text was found that reads so.
        """
        if value is ABSENT:
            return FieldText("", tuple(comments_due(*self._counts(name, bodies)).elements()))
        counts = self._counts(name, bodies)
        for text in self._by_lines(bodies):
            made = self._comments_if(text, name, value)
            if made is not None and has_comments_due(made, *counts):
                return FieldText(text)
        anew = self._anew(name, [carriers] if carriers else [bodies[1:], bodies[:0:-1]], value, comments_due(*counts))
        for text in (anew, *(carriers or sorted(bodies[1:]))):
            made = self._comments_if(text, name, value)
            if made is not None and has_comments_due(made, *counts):
                return FieldText(text)
        return self._with_lost(anew, counts)

    def _anew(self, name: str, orders: Sequence[Sequence[str]], value: Any, due: Counter[str]) -> str:
        """The text made from the sides' in one of these orders: the one with the most comments, whichever is ours."""
        texts = {self._carried(name, carriers, value, due) for carriers in orders}
        return min(texts, key=lambda text: (len(list(missing_comments(text, due))), text))

    def open(self, name: str, bodies: Sequence[str], ours: Any, theirs: Any) -> FieldText:
        """The text of a field that a person must choose, between markers; the arguments as in `agreed`.

        Tried are, in this order: the lines that both sides changed, which keeps neighbouring changes apart; Git's
        conflict, which keeps together what one side removed; and each side made anew.

        Raises:
            CannotAssembleError: when no text was found that reads so.
        """
        is_apart = ours is ABSENT or theirs is ABSENT or any(is_turned(bodies[0], side) for side in bodies[1:])
        marked = (self._marked_by_keys, self._marked_by_git)
        for make in marked if self.attempt is None else marked[self.attempt : self.attempt + 1]:
            text = "" if is_apart else make(bodies)
            if text and (self.attempt is not None or self._reads_as(text, name, ours, theirs)):
                return FieldText(text)
        if self.attempt is not None and self.attempt < len(marked):
            raise CannotAssembleError
        counts = self._counts(name, bodies)
        mine, yours = self._both_sides(name, bodies, (ours, theirs), comments_due(*counts))
        text = conflict(mine, yours, marker_size=self.marker_size, newline=self.newline)
        return self._with_lost(text, counts)

    def _both_sides(
        self, name: str, bodies: Sequence[str], values: tuple[Any, Any], due: Counter[str]
    ) -> tuple[str, str]:
        """What each side of a conflict says, in its own lines, or in the other's where more comments stand so.

        Which side is called ours makes no difference.
        """
        ours, theirs = values
        mine = self._side(name, ours, due, bodies[1], bodies[2])
        yours = self._side(name, theirs, due, bodies[2], bodies[1])
        own = mine, yours
        if not (mine and all(isinstance(value, dict | list) for value in values) and self._missing(own, due)):
            return own
        others = [
            (self._side(name, ours, due, yours, bodies[1]), yours),
            (mine, self._side(name, theirs, due, mine, bodies[2])),
        ]
        fullest = min(others, key=lambda sides: (self._missing(sides, due), sorted(sides)))
        return fullest if self._missing(fullest, due) < self._missing(own, due) else own

    @staticmethod
    def _missing(sides: tuple[str, str], due: Counter[str]) -> int:
        return sum(len(list(missing_comments(side, due))) for side in sides)

    def _marked_by_keys(self, bodies: Sequence[str]) -> str:
        """A conflict of the lines that both sides changed."""
        lines = [kept_lines(body) for body in bodies]
        return "".join(
            mine if mine == yours else conflict(mine, yours, marker_size=self.marker_size, newline=self.newline)
            for mine, yours in (_texts(chunk, lines) for chunk in _chunks(lines))
        )

    def _marked_by_git(self, bodies: Sequence[str]) -> str:
        base, ours, theirs = (body.encode() for body in bodies)
        return (self.texts.marking(base, ours, theirs, marker_size=self.marker_size) or b"").decode()

    def _reads_as(self, text: str, name: str, ours: Any, theirs: Any) -> bool:
        """Whether a conflict has these values of the field."""
        sides = sides_of(text.encode())
        return sides is not None and all(
            self._document_if(side.decode(), name, value) for side, value in zip(sides, (ours, theirs), strict=True)
        )

    def _by_lines(self, bodies: Sequence[str]) -> Iterator[str]:
        """Line merges to try: Git's; those in which neighbouring lines do not clash, in both orders; one side's."""
        raw = [body.encode() for body in bodies]
        clean = self.texts.clean(raw[0], raw[1], raw[2])
        if clean is not None:
            yield clean.decode()
        lines = [kept_lines(body) for body in bodies]
        whole = _whole_chunks(lines)
        # Items that both sides added at one place may end alike, and what they have in common belongs to both of them.
        yield from _in_both_orders([_texts(chunk, lines) for chunk in whole])
        parts = [_texts(chunk, lines) for chunk in refined(whole, *lines)]
        # Sorted, so that neither what stands first where both added something, nor whose layout is taken where lines
        # clash in it alone, depends on the side or on what was merged before.
        yield from _in_both_orders(parts)
        yield from sorted("".join(part[side] for part in parts) for side in (0, 1))

    def _comments_if(self, text: str, name: str, value: Any) -> Counter[str] | None:
        """The comments of a text that gives the field this value; None for another text."""
        document = self._document_if(text, name, value)
        return None if document is None else self._comments(document)

    def _document_if(self, text: str, name: str, value: Any) -> Document | None:
        for version in (text, text.removesuffix(self.newline)) if name == self.unended else (text,):
            try:
                document = self._read(version)
            except CannotAssembleError:
                continue
            if same(document.data, {name: value}):
                return document
        return None

    def _with_lost(self, text: str, counts: Sequence[Counter[str]]) -> FieldText:
        return FieldText(text, tuple(missing_comments(text, comments_due(*counts))))

    def _counts(self, name: str, bodies: Sequence[str]) -> list[Counter[str]]:
        versions = self.versions or [None] * len(bodies)
        return [
            self._counted(name, body, version) if "#" in body else Counter()
            for body, version in zip(bodies, versions, strict=True)
        ]

    def _counted(self, name: str, body: str, version: Document | None) -> Counter[str]:
        """The comments of a field's lines, from the record that they stand in where that was read."""
        from wmsgit.store.formatting import comments_of

        start, end = _span_in(version, name)
        if version and version.text[start:end] == body:
            return Counter(comments_of(version, start, end))
        return self._comments(self._read(body))

    def _comments(self, document: Document) -> Counter[str]:
        from wmsgit.store.formatting import comments_of

        return Counter(comments_of(document)) if "#" in document.text else Counter()

    def _side(self, name: str, value: Any, due: Counter[str], *carriers: str) -> str:
        return "" if value is ABSENT else self._carried(name, carriers, value, due)

    def _carried(self, name: str, bodies: Sequence[str], value: Any, due: Counter[str]) -> str:
        """The text of a field with this value, made from the first of these texts that can carry it.

        What it did not say before stands as the other ones have it, with the comments that are due.
        """
        from wmsgit.store.edit import edited  # most merges take every field's lines as they are
        from wmsgit.store.grafting import grafted, says_more

        for body in filter(None, bodies):
            if name == self.unended and self._comments_if(body, name, value) is not None:
                return body
            try:
                if self._is_said(name, body, value):
                    return body
                document = self._read(body)
                made = edited(document, {**document.data, name: value}, self.shape)
                donors = [donor for donor in bodies if donor and donor is not body]
                for donor in donors if says_more(made.data, document.data) else ():
                    made = grafted(made, document.data, self._read(donor), due)
                return made.text
            except (EditError, InvalidError, CannotAssembleError):
                continue
        raise CannotAssembleError

    def _is_said(self, name: str, body: str, value: Any) -> bool:
        """Whether these lines give the field this value, as was read in a version that has them."""
        for version in filter(None, self.versions):
            if version.text[slice(*_span_in(version, name))] == body:
                return same(version.data.get(name, ABSENT), value)
        return same(self._read(body).data, {name: value})

    def _read(self, body: str) -> Document:
        if body not in self.known:
            try:
                self.known[body] = read_document(body.encode(), self.shape)
            except InvalidError as error:
                raise CannotAssembleError from error
        return self.known[body]


def _span_in(version: Document | None, name: str) -> tuple[int, int]:
    return ((version.field_spans if version else None) or {}).get(name, (0, 0))


def joined_lines(base: str, ours: str, theirs: str) -> str:
    """Comment and blank lines of both sides; those that both added at one place stand behind each other."""
    lines = [kept_lines(text) for text in (base, ours, theirs)]
    parts = [_texts(chunk, lines) for chunk in _chunks(lines)]
    return "".join(
        chain.from_iterable([mine] if mine == yours else _both(*sorted((mine, yours))) for mine, yours in parts)
    )


def _both(first: str, second: str) -> list[str]:
    lines = kept_lines(first)
    return [*lines, *(line for line in kept_lines(second) if line.strip() and line not in lines)]


def _whole_chunks(lines: Sequence[Sequence[str]]) -> list[Chunk]:
    base, ours, theirs = lines
    return whole_chunks(base, ours, theirs, (same_keys(base, ours), same_keys(base, theirs)))


def _chunks(lines: Sequence[Sequence[str]]) -> Iterator[Chunk]:
    return refined(_whole_chunks(lines), *lines)


def _in_both_orders(parts: Sequence[tuple[str, str]]) -> list[str]:
    """The text of parts of which both versions are taken where they differ: ours first, and theirs first."""
    return sorted(
        "".join(part[0] if part[0] == part[1] else "".join(sorted(order(part), key=_is_above)) for part in parts)
        for order in (tuple, reversed)
    )


def _is_above(text: str) -> bool:
    """Whether lines end in a comment, which speaks of what stands below them: nothing may come between."""
    return text.rstrip().rpartition("\n")[2].lstrip().startswith("#")


def _texts(chunk: Chunk, lines: Sequence[Sequence[str]]) -> tuple[str, str]:
    """The text of a chunk as each side has it in a merge; twice the same where they do not clash."""
    mine, yours = ("".join(side[i] for i in part) for side, part in zip(lines[1:], chunk[1:3], strict=True))
    return (mine, yours) if not chunk.side else (mine, mine) if chunk.side == "ours" else (yours, yours)
