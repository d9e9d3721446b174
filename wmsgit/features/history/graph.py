"""The graph of commits: what leads to what, in which order, and where a record was last touched."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heappop, heappush
from typing import Any

from wmsgit.model.commit import Commit


@dataclass
class CommitGraph:
    """Commits by position, parents before children, as columns: a history has many commits.

    Attributes:
        ids: position → the commit's id.
        parents: position → the positions of its parents; those beyond a shallow clone's end are left out.
        details: position → author, when written, when committed (both in seconds), subject, new id → old id.
        touching: for each change, the commit's position; in ascending order.
        paths: for each change, the file.
        blobs: for each change, the file's blob id; empty where it is gone.
    """

    ids: list[str] = field(default_factory=list)
    parents: list[list[int]] = field(default_factory=list)
    details: list[tuple[str, int, int, str, dict[str, str]]] = field(default_factory=list)
    touching: list[int] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    blobs: list[str] = field(default_factory=list)

    @cached_property
    def positions(self) -> dict[str, int]:
        """Commit id → position."""
        return {identifier: position for position, identifier in enumerate(self.ids)}

    @property
    def tips(self) -> list[str]:
        """The commits that no other one has as a parent."""
        inner = {parent for parents in self.parents for parent in parents}
        return [identifier for position, identifier in enumerate(self.ids) if position not in inner]

    def extend(self, commits: Iterable[Commit]) -> None:
        """Add commits, but for those that are there; parents come before children."""
        for commit in commits:
            if commit.id in self.positions:
                continue
            position = len(self.ids)
            self.parents.append([self.positions[parent] for parent in commit.parents if parent in self.positions])
            self.positions[commit.id] = position
            self.ids.append(commit.id)
            self.details.append(
                (commit.author, commit.authored_s, commit.committed_s, commit.subject, commit.renumbered)
            )
            for path, blob in commit.changes:
                self.touching.append(position)
                self.paths.append(path)
                self.blobs.append(blob)
        self.__dict__.pop("chains", None)

    def commit(self, position: int) -> Commit:
        """A commit, without its changes."""
        author, authored_s, committed_s, subject, renumbered = self.details[position]
        parents = tuple(self.ids[parent] for parent in self.parents[position])
        return Commit(self.ids[position], parents, author, authored_s, committed_s, subject, renumbered)

    def leading_to(self, start: int) -> set[int]:
        """The positions of a commit and of all that lead to it."""
        result = {start}
        waiting = [start]
        while waiting:
            for parent in self.parents[waiting.pop()]:
                if parent not in result:
                    result.add(parent)
                    waiting.append(parent)
        return result

    def newest_first(self, start: int) -> list[int]:
        """What leads to a commit, by the time of committing, but no commit before one that builds on it."""
        if self.parents[: start + 1] == [[], *([below] for below in range(start))]:  # nothing branches off
            return list(range(start, -1, -1))
        among = self.leading_to(start)
        open_children = dict.fromkeys(among, 0)
        for position in among:
            for parent in self.parents[position]:
                open_children[parent] += 1
        heap = [self._age(start)]
        order: list[int] = []
        while heap:
            position = heappop(heap)[-1]
            order.append(position)
            for parent in self.parents[position]:
                open_children[parent] -= 1
                if not open_children[parent]:
                    heappush(heap, self._age(parent))
        return order

    def _age(self, position: int) -> tuple[int, str, int]:
        return (-self.details[position][2], self.ids[position], position)

    @cached_property
    def chains(self) -> "Chains":
        """The commits as chains of first parents."""
        return Chains.of(self.parents)

    def copy(self) -> "CommitGraph":
        """One that may grow while this one stays as it is."""
        return CommitGraph(**{name: list(column) for name, column in self.to_columns().items()})

    def changed_at(self, position: int) -> list[str]:
        """The files that a commit changed."""
        return self.paths[bisect_left(self.touching, position) : bisect_right(self.touching, position)]

    def since(self, position: int, earlier: int) -> set[int] | None:
        """What leads to a commit and not to an earlier one on its way of first parents; None where it is not there."""
        way: set[int] = set()
        at: int | None = position
        while at is not None and at > earlier:
            way.add(at)
            at = next(iter(self.parents[at]), None)
        if at != earlier:
            return None
        is_plain = all(len(self.parents[step]) == 1 for step in way)
        return way if is_plain else self.leading_to(position) - self.leading_to(earlier)

    def to_columns(self) -> dict[str, Any]:
        """The graph as JSON values."""
        names = ("ids", "parents", "details", "touching", "paths", "blobs")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Chains:
    """Every commit in exactly one chain of first parents, so that the last touch before a commit is soon found.

    Attributes:
        of_commit: position → its chain.
        below: chain → the first parent of its oldest commit, in another chain; None for a root.
    """

    of_commit: Sequence[int]
    below: Sequence[int | None]

    @classmethod
    def of(cls, parents: Sequence[Sequence[int]]) -> "Chains":
        """The chains of a graph, the newest commits' first."""
        of_commit = [-1] * len(parents)
        below: list[int | None] = []
        for top in range(len(parents) - 1, -1, -1):
            position: int | None = top
            if of_commit[top] >= 0:
                continue
            while position is not None and of_commit[position] < 0:
                of_commit[position] = len(below)
                position = parents[position][0] if parents[position] else None
            below.append(position)
        return cls(of_commit, below)

    def grouped(self, positions: Iterable[int]) -> dict[int, list[int]]:
        """Chain → those of these ascending positions that lie in it, ascending."""
        groups: dict[int, list[int]] = {}
        for position in positions:
            groups.setdefault(self.of_commit[position], []).append(position)
        return groups

    def nearest(self, groups: Mapping[int, Sequence[int]], position: int) -> int | None:
        """The newest of the grouped positions at a commit or before it along first parents; None for none."""
        at: int | None = position
        while at is not None:
            chain = self.of_commit[at]
            within = groups.get(chain, ())
            index = bisect_right(within, at)
            if index:
                return within[index - 1]
            at = self.below[chain]
        return None
