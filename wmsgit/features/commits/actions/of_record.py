"""The commits of one record, in every member."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wmsgit.features.commits.actions.read import member_histories
from wmsgit.features.commits.links import NOT_HERE, BranchWork, LinkedCommit, MemberHistory
from wmsgit.features.commits.mentions import BY_BRANCH
from wmsgit.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RecordCommit:
    """A commit that belongs to a record.

    Attributes:
        repo: the member.
        commit: the commit.
        words: in which words it names the record; `branch` when it stands on its branch.
        branch: the record's branch on which it stands; empty for none.
        is_merged: whether the default branch has it, or its work (rebase, squash); None where that is unknown.
        note: how its work came there, when the commit itself did not: `rebase` or `squash`, with the commit.
    """

    repo: str
    commit: LinkedCommit
    words: tuple[str, ...]
    branch: str = ""
    is_merged: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecordCommits:
    """The commits of a record, the newest first, and what could not be looked at, in words."""

    commits: tuple[RecordCommit, ...] = ()
    notices: tuple[str, ...] = ()


def commits_of(ws: Workspace, record_id: str, parts: Sequence[str] = ()) -> RecordCommits:
    """The commits of a record, and of others that are parts of it, in every member; each once.

    Raises:
        InvalidError: when the settings cannot be read.
    """
    ids = [record_id, *parts]
    histories = member_histories(ws, ids=ids)
    every = (row for name in ids for history in histories for row in rows_for(history, name))
    rows = list({(row.repo, row.commit.id): row for row in every}.values())
    rows.sort(key=lambda row: (-row.commit.committed_s, row.repo, row.commit.id))
    return RecordCommits(tuple(rows), notices_of(histories))


def notices_of(histories: Sequence[MemberHistory]) -> tuple[str, ...]:
    """What is unknown of some members; those that are not on this machine are a count."""
    absent = [item for item in histories if item.problem == NOT_HERE]
    lines = [f"{item.name}: {item.problem}" for item in histories if item.problem and item not in absent]
    lines += [f"{item.name}: {item.default.problem}" for item in histories if item.default.problem]
    cut_off = [item.name for item in histories if item.is_shallow]
    lines += [f"{name}: the clone is shallow, so older commits are unknown" for name in cut_off]
    return (*lines, *([f"{len(absent)} not on this machine"] if absent else []))


def rows_for(history: MemberHistory, record_id: str) -> Iterator[RecordCommit]:
    """The commits of a record in one member: those on its branches, then those that name it."""
    listed: set[str] = set()
    for work in history.branches.get(record_id.lower(), ()):
        note = f"{work.way} {work.merge_commit[:10]}" if work.is_merged else ""
        for commit, how in (*((item, note) for item in work.commits), *((item, "") for item in work.landed)):
            if commit.id not in listed:
                listed.add(commit.id)
                yield _on_branch(history, work, commit, record_id, how)
    for commit in history.by_name.get(record_id.lower(), ()):
        words = tuple(dict.fromkeys(commit.words_for(record_id)))
        if commit.id not in listed:
            yield RecordCommit(history.name, commit, words, is_merged=history.is_merged(commit.id))


def _on_branch(
    history: MemberHistory, work: BranchWork, commit: LinkedCommit, record_id: str, note: str
) -> RecordCommit:
    naming = history.by_name.get(record_id.lower(), ())
    words = next((item.words_for(record_id) for item in naming if item.id == commit.id), iter(()))
    named = tuple(dict.fromkeys((*words, BY_BRANCH)))
    is_merged = None if not history.default.commit else work.is_merged
    return RecordCommit(history.name, commit, named, work.branch, is_merged, note)
