"""Evidence: which commits belong to a session, and what its record says of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wmsgit.model.journal import MadeCommit
from wmsgit.model.times import format_seconds

SHORT = 12
"""How many digits of a commit's id a citation has."""

MAX_COMMITS = 200
MAX_FILES = 60


@dataclass(frozen=True, slots=True)
class Claim:
    """A session as far as commits are told apart by it: its id, and the worktrees that it worked in."""

    session: str
    worktrees: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CommitReference:
    """A commit of one repository."""

    repo: str
    commit: MadeCommit

    @property
    def name(self) -> str:
        """The commit as it is cited: `api@1a2b3c4d5e6f`."""
        return f"{self.repo}@{self.commit.id[:SHORT]}"


@dataclass(frozen=True, slots=True)
class RepositorySummary:
    """How a repository was left.

    Attributes:
        repo: its name.
        path: where it is on this machine.
        branch: the branch; empty when HEAD is on none.
        head: the short id of its commit.
        remarks: what should be known: not committed, not pushed, a strange branch; empty when all is well.
        worktree: the linked worktree that was worked in; empty where it was the usual place.
        is_touched: whether the session has commits there, or was opened for it.
    """

    repo: str
    path: str
    branch: str = ""
    head: str = ""
    remarks: tuple[str, ...] = ()
    worktree: str = ""
    is_touched: bool = False

    def fields(self, *, is_kept: bool) -> dict[str, Any]:
        """What is told of it, empty values left out; in what is kept, nothing that is true of this machine alone."""
        where = f"in the worktree {self.worktree}" if not is_kept else "in a linked worktree"
        remarks = [*self.remarks, *([where] if self.worktree else [])]
        row = {"repo": self.repo, "branch": self.branch, "head": self.head, "remarks": remarks}
        row |= {} if is_kept else {"path": self.path}
        return {name: value for name, value in row.items() if value}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a session did.

    Attributes:
        commits: its commits, oldest first within each repository.
        unattributed: commits of the same author that may be another session's.
        records: `created`, `completed`, `decided`, `found`, `findings_opened`, `findings_resolved` → ids.
        left: how each repository was left.
        notices: what could not be told, one sentence each.
    """

    commits: tuple[CommitReference, ...] = ()
    unattributed: tuple[CommitReference, ...] = ()
    records: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left: tuple[RepositorySummary, ...] = ()
    notices: tuple[str, ...] = ()


def attribute(
    commits: Iterable[MadeCommit],
    own: Claim,
    rivals: Sequence[Claim],
    *,
    email: str,
    birthplaces: Mapping[str, str],
) -> tuple[list[MadeCommit], list[MadeCommit]]:
    """The author's commits that belong to a session, and those of which that is unknown.

    A commit belongs to the session that its trailer names; without one to the only session there was, else to the
    only one that worked in the worktree where the commit was made.

    Args:
        commits: what was made in between.
        own: the session.
        rivals: the same user's sessions that overlap with it.
        email: the author's address; case does not count.
        birthplaces: commit → the worktree in which it was made.
    """
    mine: list[MadeCommit] = []
    unclear: list[MadeCommit] = []
    for commit in commits:
        if not email or commit.email.casefold() != email.casefold():
            continue
        owner = _owner(commit, own, rivals, birthplaces.get(commit.id, ""))
        if owner == own.session:
            mine.append(commit)
        elif not owner:
            unclear.append(commit)
    return mine, unclear


def _owner(commit: MadeCommit, own: Claim, rivals: Sequence[Claim], place: str) -> str:
    """The id of the session that a commit belongs to; empty where that is unknown."""
    if commit.sessions:
        return own.session if own.session in commit.sessions else commit.sessions[0]
    if not rivals:
        return own.session
    claimants = [claim.session for claim in (own, *rivals) if place and place in claim.worktrees]
    return claimants[0] if len(claimants) == 1 else ""


def activities_of(commits: Sequence[CommitReference]) -> list[dict[str, Any]]:
    """The activities that tell of commits: each file is cited as `repo@commit:path`, as a session's record has it.

    Of very many commits the newest are told one by one, and the others counted.
    """
    reported = commits[-MAX_COMMITS:]
    result = [_activity(cited) for cited in reported]
    more = len(commits) - len(reported)
    if more:
        time = result[0]["time"]
        result.insert(0, {"time": time, "activity_type": "commit", "description": f"{more:,} earlier commits"})
    return result


def _activity(cited: CommitReference) -> dict[str, Any]:
    commit = cited.commit
    activity: dict[str, Any] = {
        "time": format_seconds(commit.committed_s),
        "activity_type": "commit",
        "description": f"{cited.name}: {commit.subject}",
        "files_created": _cited(cited.name, commit.created),
        "files_modified": _cited(cited.name, commit.modified),
    }
    deleted = _cited(cited.name, commit.deleted)
    counts = [len(commit.created), len(commit.modified), len(commit.deleted)]
    beyond = sum(max(0, count - MAX_FILES) for count in counts)
    more = {"files_deleted": deleted, "files_more": beyond}
    metadata = {name: value for name, value in more.items() if value}
    kept = {name: value for name, value in activity.items() if value}
    return kept | ({"metadata": metadata} if metadata else {})


def _cited(name: str, paths: Collection[str]) -> list[str]:
    """Paths after the commit's citation; what is not valid text in them is shown as such."""
    return [f"{name}:{path.encode('utf-8', 'replace').decode()}" for path in list(paths)[:MAX_FILES]]


def summary_of(evidence: Evidence, *, is_kept: bool = False) -> dict[str, Any]:
    """The evidence beside a session's activities as plain values, empty ones left out.

    What a record keeps tells of the repositories that the session touched, and has no path of this machine.
    """
    left = [item.fields(is_kept=is_kept) for item in evidence.left if item.is_touched or not is_kept]
    result: dict[str, Any] = {
        **{name: list(ids) for name, ids in evidence.records.items()},
        "unattributed": [f"{cited.name}: {cited.commit.subject}" for cited in evidence.unattributed[:MAX_COMMITS]],
        "repositories": left,
        "notices": list(evidence.notices),
    }
    return {name: value for name, value in result.items() if value}
