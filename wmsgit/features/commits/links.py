"""Links: commits with the records that they name, and the work of a branch, as values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from wmsgit.features.commits.mentions import CommitMention
from wmsgit.model.groups import grouped

NOT_HERE = "it is not on this machine"
"""The problem of a member that nobody has cloned here, which is no fault."""
ON_IT = "on it"
"""How a branch stands whose tip the default branch itself went through: whether it had work is not known by that."""
ARCHIVED = "it is archived"
"""Why nothing is begun or sent in a member whose record says so."""


@dataclass(frozen=True, slots=True)
class LinkedCommit:
    """A commit that names records, or what may be some.

    Attributes:
        id: its id.
        parents: the ids of its parents.
        committed_s: when it was committed, in seconds since the epoch.
        author, email: who wrote it.
        subject: the first line of its message.
        mentions: what it names.
        reverts: the commits that it says it reverts.
    """

    id: str
    parents: tuple[str, ...]
    committed_s: int
    author: str
    email: str
    subject: str
    mentions: tuple[CommitMention, ...] = ()
    reverts: tuple[str, ...] = ()

    def words_for(self, record_id: str) -> Iterator[str]:
        """In which words it names a record."""
        return (item.word for item in self.mentions if item.id.casefold() == record_id.casefold())

    def as_row(self) -> list[Any]:
        """Itself as JSON has it."""
        mentions = [[item.word, item.id] for item in self.mentions]
        return [
            self.id, list(self.parents), self.committed_s, self.author, self.email, self.subject, mentions,
            list(self.reverts),
        ]  # fmt: skip


def commit_of_row(row: Sequence[Any]) -> LinkedCommit:
    """The commit that `as_row` wrote.

    Raises:
        ValueError, TypeError: when it is none.
    """
    name, parents, seconds, author, email, subject, mentions, reverts = row
    pairs = tuple(CommitMention(word, record_id) for word, record_id in mentions)
    return LinkedCommit(name, tuple(parents), int(seconds), author, email, subject, pairs, tuple(reverts))


@dataclass(frozen=True, slots=True)
class DefaultBranch:
    """The branch on which a member's work counts as merged.

    Attributes:
        name: its name; empty when it is unknown.
        commit: the commit at its tip: at the remote as last fetched, or here where there is no remote.
        remote: the remote that it is read from; empty for none.
        problem: why it is unknown, as a statement; empty when it is known.
    """

    name: str = ""
    commit: str = ""
    remote: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class BranchWork:
    """A branch that belongs to a record, in one member.

    Attributes:
        branch: its name, without a remote's.
        tip: the commit at its tip: of the local branch, else of the remote's.
        remote_tip: the commit at the tip of the remote's branch; empty when it is not there.
        is_local: whether there is a local branch.
        is_kept: whether there is no such branch any more, and its tip is kept, for it is merged.
        commits: its own commits that the default branch does not have, the newest first.
        landed: its own commits that the default branch has, as far as they are known to be its own, the newest first.
        way: how its work came into the default branch, as in `BranchMerge`; empty when it is not there.
        merge_commit: the commit of the default branch that brought it; empty when it is not there.
    """

    branch: str
    tip: str
    remote_tip: str = ""
    is_local: bool = True
    is_kept: bool = False
    commits: tuple[LinkedCommit, ...] = ()
    landed: tuple[LinkedCommit, ...] = ()
    way: str = ""
    merge_commit: str = ""

    @property
    def is_merged(self) -> bool:
        """Whether the default branch has work of its own; a branch on which nothing was done has none to merge."""
        return self.way in {"merge", "rebase", "squash"}


@dataclass(frozen=True)
class MemberHistory:
    """What a member's commits say of records.

    Attributes:
        name: the member's name.
        path: where it is.
        default: its default branch.
        commits: the commits that name records, the newest first.
        unmerged: the ids of those that the default branch does not have; empty where that is unknown.
        branches: the branches of records: record id in lower case → its branches.
        problem: why nothing is known of it, as a statement; empty when it was read.
        is_shallow: whether its history is cut off.
        is_archived: whether its record says that nothing is done there any more.
    """

    name: str
    path: Path
    default: DefaultBranch = DefaultBranch()
    commits: tuple[LinkedCommit, ...] = ()
    unmerged: frozenset[str] = frozenset()
    branches: Mapping[str, Sequence[BranchWork]] = field(default_factory=dict)
    problem: str = ""
    is_shallow: bool = False
    is_archived: bool = False

    @property
    def is_unread(self) -> bool:
        """Whether it is here, or should be, and cannot be read: what it has is unknown."""
        return self.problem not in {"", NOT_HERE}

    @cached_property
    def by_name(self) -> Mapping[str, Sequence[LinkedCommit]]:
        """What may be an id, in lower case → the commits that name it, the newest first."""
        return grouped(
            (name, commit)
            for commit in self.commits
            for name in dict.fromkeys(mention.id.lower() for mention in commit.mentions)
        )

    def names(self) -> list[str]:
        """What its commits and branches name, in lower case."""
        return list(dict.fromkeys((*self.by_name, *self.branches)))

    def is_merged(self, commit: str) -> bool | None:
        """Whether the default branch has a commit; None where that is unknown."""
        return None if not self.default.commit else commit not in self.unmerged
