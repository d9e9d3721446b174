"""Ranking: the records of one kind in the order in which they are offered, kept while they change."""

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice

from wmsgit.features.editing.record_line import RecordLine
from wmsgit.model.identity import split_number

_SCORED = 5000
"""So many records of each group are compared with the title of the record that is edited; the others follow."""
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

    def __iter__(self) -> Iterator[RecordLine]:
        """The records in their order."""
        return iter(self._all)

    def add(self, line: RecordLine) -> None:
        """Take a record in."""
        for group in self._groups(line):
            insort(group, line, key=_rank)

    def discard(self, line: RecordLine) -> None:
        """Let go of a record."""
        for group in self._groups(line):
            at = bisect_left(group, _rank(line), key=_rank)
            if at < len(group) and group[at].path == line.path:
                del group[at]

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
        near = _holding(merge(*(self._near.get(repo, ()) for repo in set(repos)), key=_rank), words)
        chosen = dict.fromkeys(_by_title(near, shared, count))
        for is_closed in (False, True):
            rest = (line for line in _holding(self._all, words) if line.is_closed == is_closed and line not in chosen)
            if len(chosen) < count:
                chosen |= dict.fromkeys(_by_title(rest, shared, count - len(chosen)))
        return list(chosen)

    def _groups(self, line: RecordLine) -> Iterator[list[RecordLine]]:
        yield self._all
        for repo in () if line.is_closed else dict.fromkeys(line.repos):
            yield self._near.setdefault(repo, [])


def _rank(line: RecordLine) -> tuple[bool, int, str, str]:
    split = split_number(line.id)
    return line.is_closed, -(split[1] if split else 0), line.id, line.path


def _words_of(title: str) -> list[str]:
    """The words of a title that say something, the longest first."""
    words = {word.strip(".,:;()'\"") for word in title.lower().split()}
    return sorted((word for word in words if len(word) >= _MIN_WORD), key=lambda word: (-len(word), word))[:_MAX_WORDS]


def _holding(lines: Iterable[RecordLine], words: Sequence[str]) -> Iterable[RecordLine]:
    for word in words:
        lines = _with_word(lines, word)
    return lines


def _with_word(lines: Iterable[RecordLine], word: str) -> Iterable[RecordLine]:
    return (line for line in lines if word in line.lowered)


def _by_title(lines: Iterable[RecordLine], shared: Sequence[str], count: int) -> list[RecordLine]:
    """The first of these records by how many words their titles share."""
    if not shared:
        return list(islice(lines, count))
    compared = list(islice(lines, _SCORED))
    compared.sort(key=lambda line: -sum(word in line.lowered for word in shared))
    return compared[:count]
