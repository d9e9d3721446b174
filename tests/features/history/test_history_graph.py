"""The graph of commits: the order in which a history is told."""

from wmsgit.features.history.graph import CommitGraph
from wmsgit.model.commit import Commit


def graph(*commits: tuple[str, str, int]) -> CommitGraph:
    """A graph of commits, each with its parents' letters and its time."""
    made = CommitGraph()
    made.extend(Commit(name, tuple(parents), "Ann", time_s, time_s, name, {}) for name, parents, time_s in commits)
    return made


def test_line_of_commits_is_told_from_the_last_one_whatever_their_clocks_say() -> None:
    line = graph(("a", "", 30), ("b", "a", 10), ("c", "b", 20))
    assert line.newest_first(2) == [2, 1, 0]
    assert line.newest_first(1) == [1, 0]


def test_branches_are_told_by_time_and_no_commit_before_one_that_builds_on_it() -> None:
    forked = graph(("a", "", 1), ("b", "a", 40), ("c", "a", 20), ("d", "bc", 10))
    assert forked.newest_first(3) == [3, 1, 2, 0]
    assert forked.newest_first(2) == [2, 0]
