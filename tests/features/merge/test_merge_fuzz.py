"""Three-way merges of records as people write them, judged by an independent reading (`merge_fuzz`)."""

from collections import Counter
from collections.abc import Iterable

import pytest
from merge_fuzz import (
    SCHEMA,
    Case,
    ClashError,
    agrees,
    allows_a_conflict,
    case,
    expected_map,
    git,
    lost_lines,
    misplaced_comments,
    missing_comments,
    read,
    returned_comments,
)
from merge_sides import merge, texts

from wmsgit.features.merge.record import Merged, Rules
from wmsgit.vcs.merge.text_merge import GitTextMerge

RULES = Rules.of(SCHEMA, GitTextMerge())


def faults(versions: Case) -> Iterable[str]:
    """What is wrong with a merge, each in a few words."""
    merged = merge(versions.base, versions.ours, versions.theirs, RULES)
    if merged.how != "fields":
        yield "not merged field by field"
        return
    yield from faults_of_data(versions, merged)
    for side in {one.decode() for one in texts(merged)}:
        yield from ["misplaced comment"] * bool(misplaced_comments(side))
        yield from ["lost line"] * bool(lost_lines(versions, side))
        yield from ["missing comment"] * bool(merged.is_clean and missing_comments(versions, side))
        yield from ["comment came back"] * bool(merged.is_clean and returned_comments(versions, side))
    if merged.is_clean:
        for side in (versions.ours, versions.theirs):
            yield from ["changes again"] * (merge(versions.base, merged.text, side, RULES).text != merged.text)
    swapped = merge(versions.base, versions.theirs, versions.ours, RULES)
    if [*texts(swapped)] != [*reversed(texts(merged))]:
        yield "depends on the side"


def faults_of_data(versions: Case, merged: Merged) -> Iterable[str]:
    """What is wrong with the values, by the field rules and by `git merge-file`."""
    data = [read(one) for one in (versions.base, versions.ours, versions.theirs)]
    by_git = git(versions.base, versions.ours, versions.theirs)
    try:
        wanted = expected_map(*data)
    except ClashError:
        if by_git is None and merged.is_clean:
            yield "chosen silently"
        if by_git is not None and merged.text.decode() != by_git:
            yield "git is better"
        return
    # Where the rules alone would leave an item to a person, a clean merge by lines is right.
    if merged.is_clean and merged.text.decode() != by_git and not agrees(read(merged.text.decode()), wanted):
        yield "wrong data"
    if by_git is not None and agrees(read(by_git), wanted) and merged.text.decode() != by_git:
        yield "git is better"
    if not merged.is_clean and not allows_a_conflict(*data, {field.path[0] for field in merged.open}):
        yield "needless conflict"


def judge(seeds: range) -> None:
    found = Counter[str]()
    examples: dict[str, int] = {}
    for seed in seeds:
        for fault in set(faults(case(seed))):
            found[fault] += 1
            examples.setdefault(fault, seed)
    assert not found, {fault: f"{times} times, first by seed {examples[fault]}" for fault, times in found.items()}


def test_merges_are_right() -> None:
    judge(range(60))


@pytest.mark.parametrize(
    "seed", [17_319, 18_610, 50_468, 51_488, 5_000_146, 5_003_081, 5_005_094, 20_003_786, 40_000_557]
)
def test_merges_that_were_wrong_once_are_right(seed: int) -> None:
    judge(range(seed, seed + 1))


@pytest.mark.deep
def test_ten_thousand_merges_are_right() -> None:
    judge(range(10_000, 20_000))
