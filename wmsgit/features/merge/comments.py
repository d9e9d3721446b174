"""Comments: how often each is to stand in a merge, and whether it does."""

from collections import Counter
from collections.abc import Iterable

from wmsgit.store.spans import split_lines


def comments_due(base: Counter[str], ours: Counter[str], theirs: Counter[str]) -> Counter[str]:
    """How often each comment is to stand in a merge: those of both sides, without what either removed."""
    due = Counter[str]()
    for comment in {**ours, **theirs}:
        old, mine, yours = base[comment], ours[comment], theirs[comment]
        due[comment] = max(mine, yours) if min(mine, yours) > old else mine + yours - old
    return +due


def has_comments_due(made: Counter[str], base: Counter[str], ours: Counter[str], theirs: Counter[str]) -> bool:
    """Whether no comment is missing, and none came back that a side has removed."""
    due = comments_due(base, ours, theirs)
    return all(
        due[item] <= times <= ours[item] + theirs[item] - base[item] for item, times in (made | due).items()
    ) and (not due - made)


def missing_comments(text: str, due: Counter[str]) -> Iterable[str]:
    """The comments that a text, which may have the markers of conflicts, ends its lines with too seldom."""
    ends = Counter(end for line in split_lines(text) for end in _ends(line.rstrip()))
    for comment, times in due.items():
        for _ in range(ends[comment], times):
            yield comment


def _ends(line: str) -> Iterable[str]:
    at = line.find("#")
    while at >= 0:
        yield line[at:]
        at = line.find("#", at + 1)
