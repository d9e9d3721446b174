"""Verdicts: whether a record's work is on the default branch of a repository, and by which commits."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from wmsgit.features.commits.links import ARCHIVED, ON_IT, BranchWork, LinkedCommit, MemberHistory
from wmsgit.features.commits.mentions import BY_BRANCH, CLOSES

Way = Literal["merged", "trailer", "never"]


@dataclass(frozen=True, slots=True)
class ActingCommit:
    """A commit of a default branch by which a record's work came there."""

    repo: str
    id: str
    committed_s: int

    def __str__(self) -> str:
        """As the record remembers it."""
        return f"{self.repo}@{self.id}"

    @property
    def short(self) -> str:
        """As people read it."""
        return f"{self.repo}@{self.id[:10]}"


@dataclass(frozen=True, slots=True)
class RepoVerdict:
    """How a record's work stands in one repository.

    Attributes:
        repo: the repository.
        acting: the commits by which it came to the default branch, the oldest first; empty while it is not there.
        reason: why it is not there, a few words.
    """

    repo: str
    acting: tuple[ActingCommit, ...]
    reason: str = ""


def acting_commits(
    history: MemberHistory, record_id: str, way: Way, times: Mapping[str, int], before: Collection[str]
) -> list[ActingCommit]:
    """The commits by which a record's work came to a member's default branch, the oldest first.

    A commit that was reverted does not count, unless the revert was reverted as well.

    Args:
        history: the member.
        record_id: the record.
        way: whether branches count, too, or trailers alone.
        times: commit → when it was committed, of the merges that brought branches.
        before: the commits before which nothing closes a record.
    """
    names = _closing(history, record_id, way) if way != "never" else {}
    if way == "merged":
        names |= {work.merge_commit: times.get(work.merge_commit, 0) for work in _merged(history, record_id)}
    dead = reverted(history)
    result = [ActingCommit(history.name, name, at) for name, at in names.items() if name not in dead]
    return sorted((item for item in result if item.id not in before), key=lambda item: (item.committed_s, item.id))


def _closing(history: MemberHistory, record_id: str, way: Way) -> dict[str, int]:
    """The commits on the default branch that close a record in words, or are the merge of its branch."""
    commits = [commit for commit in history.by_name.get(record_id.lower(), ()) if history.is_merged(commit.id)]
    has_open_branch = any(work.commits and not work.is_merged for work in history.branches.get(record_id.lower(), ()))
    words = {CLOSES} if has_open_branch or way == "trailer" else {CLOSES, BY_BRANCH}
    return {commit.id: commit.committed_s for commit in commits if words.intersection(commit.words_for(record_id))}


def _merged(history: MemberHistory, record_id: str) -> list[BranchWork]:
    """The branches of a record whose work the default branch has; none while another one of its branches is open."""
    works = history.branches.get(record_id.lower(), ())
    named = {commit.id for commit in history.by_name.get(record_id.lower(), ())}
    if any(work.commits and not work.is_merged for work in works):
        return []
    return [work for work in works if work.is_merged or (work.way == ON_IT and work.tip in named)]


def reverted(history: MemberHistory) -> frozenset[str]:
    """The commits whose work was taken off the default branch again."""
    reverts = sorted(
        (commit for commit in history.commits if commit.reverts and history.is_merged(commit.id)),
        key=lambda commit: (-commit.committed_s, commit.id),
    )
    dead: set[str] = set()
    for commit in reverts:  # the newest first, so that a revert that was reverted is known to be dead
        if commit.id not in dead:
            dead.update(commit.reverts)
    return frozenset(dead)


def verdict(
    history: MemberHistory | None, repo: str, ids: Sequence[str], acting: Sequence[ActingCommit]
) -> RepoVerdict:
    """How the work of a record stands in a repository, of which `history` is None where there is no such member.

    `ids` are its own and those of its parts.
    """
    if history is None:
        return RepoVerdict(repo, (), "there is no such member")
    reason = "" if acting else history.problem or history.default.problem or _waits(history, ids)
    return RepoVerdict(repo, tuple(acting), f"{ARCHIVED}, {reason}" if reason and history.is_archived else reason)


def _waits(history: MemberHistory, ids: Sequence[str]) -> str:
    works = [work for name in ids for work in history.branches.get(name.lower(), ())]
    waiting = next((work for work in works if work.commits and not work.is_merged), None)
    if waiting:
        return f"{waiting.branch} is not merged"
    if any(work.way == ON_IT and not work.is_local for work in works):
        return f"whether {works[0].branch} ever had work is unknown here"
    return f"nothing on {works[0].branch} yet" if works else "no branch"


def revert_commits(history: MemberHistory, closed_by: Collection[str]) -> Iterator[tuple[LinkedCommit, str]]:
    """(revert, the closing commit as the record remembers it) of what closed a record and was reverted in a member."""
    dead = reverted(history)
    for commit in history.commits:
        if history.is_merged(commit.id) and commit.id not in dead and f"{history.name}@{commit.id}" not in closed_by:
            for target in commit.reverts:
                if f"{history.name}@{target}" in closed_by:
                    yield commit, f"{history.name}@{target}"
