"""Ranking: the records of one kind in the order in which they are offered, kept while they change."""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterable, Iterator, Sequence
from heapq import merge
from itertools import accumulate, islice

from wmsgit.features.editing.record_line import RecordLine
from wmsgit.model.identity import split_number

_SCORED = 1000
"""So many records of each group are compared with the title of the record that is edited; the others follow."""
_MANY, _LATE = 2000, 200
_MIN_WORD, _MAX_WORDS = 4, 8


class Ranking:
    """Records: open before closed, then the newest first.

    Args:
        lines: the records at first.
    """

    def __init__(self, lines: Iterable[RecordLine] = ()) -> None:
        self._all = sorted(lines, key=_rank)
        self._near: dict[str, list[RecordLine]] = {}
        for line in self._all:
            for repo in () if line.is_closed else line.repos:
                self._near.setdefault(repo, []).append(line)
        self._texts = SearchText(self._all)

    def __iter__(self) -> Iterator[RecordLine]:
        """The records in their order."""
        return iter(self._all)

    def add(self, line: RecordLine) -> None:
        """Take a record in."""
        for group in self._groups(line):
            insort(group, line, key=_rank)
        self._texts.put(line.path, line)

    def discard(self, line: RecordLine) -> None:
        """Let go of a record."""
        for group in self._groups(line):
            at = bisect_left(group, _rank(line), key=_rank)
            if at < len(group) and group[at].path == line.path:
                del group[at]
        self._texts.put(line.path, None)

    def best(self, words: Sequence[str], repos: Collection[str], title: str, count: int) -> list[RecordLine]:
        """The records that hold all these words, at most so many.

        Open ones come before closed ones, those of the same repositories first, then those whose titles share words
        with a title, then the newest.

        Args:
            words: what was typed, in lower case.
            repos: the repositories that the record being edited is about.
            title: that record's title.
            count: how many.
        """
        shared = _words_of(title)
        chosen: dict[RecordLine, None] = {}
        for group in self._tiers(words, set(repos)):
            if len(chosen) < count:
                rest = (line for line in _holding(group, words) if line not in chosen)
                chosen |= dict.fromkeys(_by_title(rest, shared, count - len(chosen)))
        return list(chosen)

    def _tiers(self, words: Sequence[str], repos: set[str]) -> Iterator[Iterable[RecordLine]]:
        """Records that may hold the words: open ones of these repositories, all open ones, closed ones."""
        few = self._few(words)
        if few is not None:
            yield (line for line in few if not line.is_closed and not repos.isdisjoint(line.repos))
            yield (line for line in few if not line.is_closed)
            yield (line for line in few if line.is_closed)
            return
        yield merge(*(self._near.get(repo, ()) for repo in sorted(repos)), key=_rank)
        first_closed = bisect_left(self._all, True, key=lambda line: line.is_closed)
        yield islice(self._all, first_closed)
        yield islice(self._all, first_closed, None)

    def _few(self, words: Sequence[str]) -> list[RecordLine] | None:
        """The records with the longest of these words, in their order; None where to ask each is as fast."""
        if not words or len(self._all) < _MANY:
            return None
        if self._texts.is_stale:
            self._texts = SearchText(self._all)
        lines = self._texts.lines_with(max(words, key=len), _MANY)
        return sorted(lines, key=_rank) if lines is not None else None

    def _groups(self, line: RecordLine) -> Iterator[list[RecordLine]]:
        yield self._all
        for repo in () if line.is_closed else dict.fromkeys(line.repos):
            yield self._near.setdefault(repo, [])


class SearchText:
    """The texts of many records as one, in which a word is looked for at once: asking 100,000 takes 0.1 s.

    Args:
        lines: the records.
    """

    def __init__(self, lines: Sequence[RecordLine]) -> None:
        self._lines = list(lines)
        self._text = "\n".join(line.lowered for line in self._lines)
        self._ends = list(accumulate(len(line.lowered) + 1 for line in self._lines))
        self._late: dict[str, RecordLine | None] = {}  # path → what became of it since

    @property
    def is_stale(self) -> bool:
        """Whether so much has changed since that it is better made anew."""
        return len(self._late) > _LATE

    def put(self, path: str, line: RecordLine | None) -> None:
        """A record changed, came or went."""
        self._late[path] = line

    def lines_with(self, word: str, most: int) -> list[RecordLine] | None:
        """The records in whose text a word stands; None where these are more than `most`."""
        if self._text.count(word) > most:
            return None
        places = {bisect_right(self._ends, match.start()) for match in re.finditer(re.escape(word), self._text)}
        listed = (self._lines[place] for place in places)
        late = (line for line in self._late.values() if line and word in line.lowered)
        return [*(line for line in listed if line.path not in self._late), *late]


def _rank(line: RecordLine) -> tuple[bool, int, str, str]:
    split = split_number(line.id)
    return line.is_closed, -(split[1] if split else 0), line.id, line.path


def _words_of(title: str) -> list[str]:
    """The words of a title that say something, the longest first."""
    words = {word.strip(".,:;()'\"") for word in title.lower().split()}
    return sorted((word for word in words if len(word) >= _MIN_WORD), key=lambda word: (-len(word), word))[:_MAX_WORDS]


def _holding(lines: Iterable[RecordLine], words: Sequence[str]) -> Iterable[RecordLine]:
    for word in words:
        lines = (line for line in lines if word in line.lowered)
    return lines


def _by_title(lines: Iterable[RecordLine], shared: Sequence[str], count: int) -> list[RecordLine]:
    """The first of these records by how many words their titles share."""
    if not shared:
        return list(islice(lines, count))
    compared = list(islice(lines, _SCORED))
    compared.sort(key=lambda line: -sum(word in line.lowered for word in shared))
    return compared[:count]
