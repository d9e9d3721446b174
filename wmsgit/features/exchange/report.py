"""What an import has to say: what went to `metadata`, was refused or is untidy."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from wmsgit.features.exchange.values import is_empty, shown
from wmsgit.model.identity import split_number


@dataclass(frozen=True, slots=True)
class Placed:
    """One value without a field of its own: it is under `metadata.imported`, by the key that it had."""

    file: str
    id: str
    key: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """What could not be taken: a row (`place` such as `sessions[2]`) or a value of the file (its key)."""

    file: str
    place: str
    id: str
    reason: str

    def __str__(self) -> str:
        """The refusal as a line: `SESSION-LOG.json: sessions[2] (S-1): it has no title`."""
        name = f" ({self.id})" if self.id else ""
        place = "" if self.place == self.file else f" {self.place}{name}:"
        return f"{self.file}:{place} {self.reason}"


@dataclass(frozen=True, slots=True)
class Dangling:
    """A reference to what is neither in the workspace nor in the import."""

    id: str
    field: str
    target: str
    kind: str


@dataclass(frozen=True, slots=True)
class KeptValue:
    """A value of the source that was not taken: ours is kept."""

    id: str
    field: str
    ours: Any
    theirs: Any
    why: str

    def __str__(self) -> str:
        """The difference as a line: `T-1: title: the source has "A", kept is "B": both changed it`."""
        theirs = "nothing" if is_empty(self.theirs) else shown(self.theirs)
        ours = "" if is_empty(self.ours) else f", kept is {shown(self.ours)}"
        return f"{self.id}: {self.field}: the source has {theirs}{ours}: {self.why}"


_FEW = 10
"""Notes of one cause that are told one by one."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the import did with a row; equal `cause`s are told together."""

    file: str
    id: str
    cause: str
    detail: str = ""


@dataclass(frozen=True)
class ImportReport:
    """Everything that an import has to say.

    Attributes:
        counts: kind → how many records.
        placed, refused, dangling, notes, differences: in the order of the rows.
        active_context: the repository in which the older system was working; empty for none.
        taken: kind → how many of them were added, or gained a value of the source.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    placed: tuple[Placed, ...] = ()
    refused: tuple[RefusedRow, ...] = ()
    dangling: tuple[Dangling, ...] = ()
    notes: tuple[Note, ...] = ()
    differences: tuple[KeptValue, ...] = ()
    active_context: str = ""
    taken: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Whether every row was taken as it was and refers only to what exists."""
        return not (self.placed or self.refused or self.dangling or self.notes or self.differences)

    def lines(self, *, is_verbose: bool = True) -> Iterator[str]:
        """The report as lines, what shares a cause on one; of many values that were spelled anew, the first alone."""
        spell = spell_ids if is_verbose else spell_some
        refused = (((item.file, item.reason), str(item)) for item in self.refused)
        kept = (((item.field, item.why), str(item)) for item in self.differences)
        for word, items in (("refused", refused), ("kept", kept)):
            for (_, why), lines in grouped(items):
                few = lines if is_verbose else lines[:_FEW]
                yield from (f"{word}: {line}" for line in few)
                if len(lines) > len(few):
                    yield f"{word}: and {len(lines) - len(few):,} more (--verbose): {why}"
        for (file, key), ids in grouped(((item.file, item.key), item.id) for item in self.placed):
            yield f"metadata: {file}: {key} is kept as metadata.imported.{key} of {spell(ids)}"
        yield from self._leading_nowhere(spell, is_verbose=is_verbose)
        for (file, cause), ids in grouped(((note.file, note.cause), note.id) for note in self.notes if not note.detail):
            yield f"note: {file}: {cause}: {spell(ids)}"
        yield from self._spelled_anew(is_verbose=is_verbose)

    def _leading_nowhere(self, spell: Callable[[Sequence[str]], str], *, is_verbose: bool) -> Iterator[str]:
        """The references that lead nowhere: by what they name where that is little, else by their field."""
        groups = grouped(((item.kind, item.target, item.field), item.id) for item in self.dangling)
        of_field = Counter((kind, name) for (kind, _, name), _ in groups)
        for (kind, target, name), ids in groups:
            if is_verbose or of_field[kind, name] <= _FEW:
                yield f"warning: no {kind} {target!r}, named in {name} of {spell(ids)}"
        for (kind, name), count in of_field.items():
            if not is_verbose and count > _FEW:
                named = [(target, ids) for (k, target, n), ids in groups if (k, n) == (kind, name)]
                example = f"such as {named[0][0]!r} (--verbose)"
                by = spell([identifier for _, ids in named for identifier in ids])
                yield f"warning: {count:,} ids in {name} are those of no {kind}, {example}: named by {by}"

    def _spelled_anew(self, *, is_verbose: bool) -> Iterator[str]:
        groups: dict[tuple[str, str], list[Note]] = {}
        for note in self.notes:
            if note.detail:
                groups.setdefault((note.file, note.cause), []).append(note)
        for (file, cause), notes in groups.items():
            if len(notes) <= _FEW or is_verbose:
                yield from (f"note: {file}: {note.id}: {cause}: {note.detail}" for note in notes)
            else:
                example = f"such as {notes[0].id}: {notes[0].detail} (--verbose)"
                named = spell_some([note.id for note in notes])
                yield f"note: {file}: {cause} of {len(notes):,} rows, {example}: {named}"


def grouped(pairs: Iterable[tuple[tuple[str, ...], str]]) -> list[tuple[tuple[str, ...], list[str]]]:
    """The second parts by the first, both in the order in which they come."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return list(groups.items())


def spell_some(ids: Sequence[str]) -> str:
    """The first of these ids in a few words, and how many more there are."""
    runs = list(islice(_runs(ids), _FEW))
    more = len(set(ids)) - sum(map(len, runs))
    return ", ".join(map(_spell_run, runs)) + (f" and {more:,} more (--verbose)" if more else "")


def spell_ids(ids: Sequence[str]) -> str:
    """Ids in a few words, runs of numbers together: `WS-TASK-001 to WS-TASK-066, ISSUE-2`."""
    return ", ".join(map(_spell_run, _runs(ids)))


def _runs(ids: Sequence[str]) -> Iterator[list[str]]:
    """The ids, each once; those that follow one another by their number are one run."""
    run: list[str] = []
    last: tuple[str, int] | None = None
    for identifier in dict.fromkeys(ids):
        parts = split_number(identifier)
        follows = last and parts == (last[0], last[1] + 1) and len(identifier) == len(run[-1])
        if run and not follows:
            yield run
            run = []
        run.append(identifier)
        last = parts
    if run:
        yield run


def _spell_run(run: list[str]) -> str:
    shortest_run = 3
    return ", ".join(run) if len(run) < shortest_run else f"{run[0]} to {run[-1]}"
