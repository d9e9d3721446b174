"""Finding what can be closed: records whose work is merged everywhere, those that wait, and reverts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, cast

from wmsgit.features.closing.actions.host_merges import with_host_merges
from wmsgit.features.closing.actions.unknown_ids import unknown_ids
from wmsgit.features.closing.family import Family
from wmsgit.features.closing.verdict import (
    ActingCommit,
    RepoVerdict,
    Way,
    acting_commits,
    revert_commits,
    reverted,
    verdict,
)
from wmsgit.features.commits.actions.of_record import notices_of
from wmsgit.features.commits.actions.read import member_histories
from wmsgit.features.commits.links import MemberHistory
from wmsgit.features.commits.mentions import CLOSES
from wmsgit.features.commits.repositories import repositories_of
from wmsgit.model.record import Record
from wmsgit.schema.kind import Kind
from wmsgit.schema.transition import Transition
from wmsgit.vcs.history.commits import find_commit, is_ancestor
from wmsgit.vcs.history.member_log import committed_s, oldest_addition_s
from wmsgit.workspace.members import KIND, members
from wmsgit.workspace.settings import governing
from wmsgit.workspace.workspace import Workspace

FROM = "autoclose_from"
_WAYS = ("merged", "trailer", "never")


@dataclass(frozen=True, slots=True)
class Closing:
    """A record that can be closed, with the commits by which its work was merged, the oldest first in each member."""

    record: Record
    step: Transition
    acting: tuple[ActingCommit, ...]

    @property
    def merged_s(self) -> int:
        """When the last of its repositories had its work, in seconds since the epoch."""
        first: dict[str, int] = {}
        for commit in self.acting:
            first[commit.repo] = min(commit.committed_s, first.get(commit.repo, commit.committed_s))
        return max(first.values())


@dataclass(frozen=True, slots=True)
class Reverted:
    """A closed record of which a closing commit was reverted."""

    record: Record
    revert: ActingCommit
    closing: str


@dataclass(frozen=True, slots=True)
class Closable:
    """What a look at the members says.

    Attributes:
        closings: what can be closed.
        waiting: what is merged in some repositories and not in others, in lines.
        reverted: the reverts that nothing has been done about.
        begins: member → the commit that its record is to begin from, where it says none yet.
        notices: what is unknown, in lines.
    """

    closings: tuple[Closing, ...] = ()
    waiting: tuple[str, ...] = ()
    reverted: tuple[Reverted, ...] = ()
    begins: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


def find_closable(ws: Workspace, repos: Sequence[str] = (), *, since: str = "") -> Closable:
    """What the members' default branches say can be closed.

    Args:
        ws: the workspace.
        repos: only records of which one of these members has a commit that closes them; all when empty.
        since: a revision to begin from in each member, in place of what its record says.

    Raises:
        NotFoundError: when one of `repos` is no member.
        InvalidError: when the settings cannot be read.
    """
    if repos:
        members(ws, repos)
    return _Search(ws, frozenset(repos), since).result()


class _Search:
    def __init__(self, ws: Workspace, repos: frozenset[str], since: str) -> None:
        self.ws, self.repos, self.since = ws, repos, since
        self.notices: list[str] = []
        self.waiting: list[str] = []

    def result(self) -> Closable:
        if not self.kinds or (self.ws.registry.has(KIND) and FROM not in self.ws.kind(KIND).fields):
            return Closable(notices=("the schemas do not know merged work yet: 'wmsgit schema upgrade' adds it",))
        if self.way == "never":
            return Closable(notices=("autoclose is 'never' in records/workspace.yaml",))
        begins = {name: commit for name, (commit, is_new) in self.begins.items() if is_new and commit}
        closings = [item for record in self.records for item in self._closing(record)]
        self.notices += unknown_ids(
            self.ws, self.histories, {name: commit for name, (commit, _) in self.begins.items()}
        )
        return Closable(
            tuple(closings),
            tuple(self.waiting),
            tuple(self._reverted()),
            begins,
            (*notices_of(list(self.histories.values())), *dict.fromkeys(self.notices)),
        )

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        return governing(self.ws, "autoclose", "commits")

    @property
    def way(self) -> Way:
        text = self.settings.get("autoclose", "merged")
        return cast("Way", text if text in _WAYS else "merged")

    @cached_property
    def kinds(self) -> dict[str, tuple[Kind, Transition]]:
        """The kinds that can be closed by a merge, each with the transition that does it."""
        pairs = ((kind, step) for kind in self.ws.registry.kinds() for step in kind.transitions.values() if step.merged)
        return {kind.name: (kind, step) for kind, step in pairs}

    @cached_property
    def documents(self) -> list[Record]:
        """The records of these kinds, the closed ones, too."""
        return [item for kind, _ in self.kinds.values() for item in self.ws.index([kind.name]).documents(kind)]

    @cached_property
    def records(self) -> list[Record]:
        """Those that are open."""
        return [record for record in self.documents if not self._is_closed(record)]

    def _is_closed(self, record: Record) -> bool:
        return self.kinds[record.kind][0].is_closed(record.data)

    @cached_property
    def family(self) -> Family:
        return Family({name: kind for name, (kind, _) in self.kinds.items()}, self.documents)

    @cached_property
    def histories(self) -> dict[str, MemberHistory]:
        ids = {item.id for record in self.records for item in (record, *self.family.parts_of(record))}
        result = with_host_merges(self.ws, member_histories(self.ws, ids=sorted(ids)))
        return {history.name: history for history in result}

    @cached_property
    def begins(self) -> dict[str, tuple[str, bool]]:
        """Member → the commit to begin from, empty where it is unknown; and whether its record does not say it yet."""
        records = {record.id: record for record in members(self.ws)} if self.histories else {}
        return {name: self._begin(records[name], history) for name, history in self.histories.items()}

    def _begin(self, record: Record, history: MemberHistory) -> tuple[str, bool]:
        recorded = str(record.data.get(FROM) or "")
        if history.problem or not history.default.commit:
            return "", False
        if self.since:
            commit = find_commit(history.path, self.since) or ""
            if not commit:
                self.notices.append(f"{history.name}: there is no {self.since!r}, so nothing of it counts")
            return commit, not recorded
        if not recorded:
            return history.default.commit, True
        if not is_ancestor(history.path, recorded, history.default.commit):
            words = "is cut off (shallow) after" if history.is_shallow else "no longer has"
            self.notices.append(f"{history.name}: {history.default.name} {words} {FROM} {recorded[:10]}")
            return "", False
        return recorded, False

    def _acting(self, history: MemberHistory, record: Record) -> list[ActingCommit]:
        """The commits by which the work of a record and of its parts came there; none while a part's is missing."""
        result: dict[str, ActingCommit] = {}
        parts = self.family.parts_of(record)
        for item in (record, *parts):
            acting = self._remembered(history, item) if self._is_closed(item) else self._own_acting(history, item)
            if parts and not acting and self._is_due(history, item):
                return []
            result |= {commit.id: commit for commit in acting}
        return sorted(result.values(), key=lambda commit: (commit.committed_s, commit.id))

    def _is_due(self, history: MemberHistory, record: Record) -> bool:
        """Whether a record that is open has work to do in a repository, which its parts do not do for it."""
        is_begun = any(work.commits for work in history.branches.get(record.id.lower(), ()))
        is_whole = bool(self.family.parts_of(record))
        return not self._is_closed(record) and (is_begun or (not is_whole and history.name in self._repos_of(record)))

    def _repos_of(self, record: Record) -> list[str]:
        in_use = [item.name for item in self.histories.values() if not item.is_archived]
        return repositories_of(self.kinds[record.kind][0], record.data, in_use)

    def _remembered(self, history: MemberHistory, record: Record) -> list[ActingCommit]:
        """The commits that have closed a part."""
        closed_by = map(str, record.data.get(self.kinds[record.kind][1].merged) or ())
        ids = [commit for repo, _, commit in (item.partition("@") for item in closed_by) if repo == history.name]
        dead, path = reverted(history) if ids else (), history.path
        known = [commit for commit in ids if commit not in dead and not history.problem and find_commit(path, commit)]
        return [ActingCommit(history.name, commit, committed_s(path, commit)) for commit in known]

    def _own_acting(self, history: MemberHistory, record: Record) -> list[ActingCommit]:
        begin = self.begins[history.name][0]
        works = history.branches.get(record.id.lower(), ())
        has_word = record.id.lower() in history.by_name
        if not begin or not (has_word or works):
            return []
        merges = [work.merge_commit for work in works if work.merge_commit]
        times = {commit: committed_s(history.path, commit) for commit in merges}
        candidates = acting_commits(history, record.id, self.way, times, ())
        return [
            item for item in candidates if not is_ancestor(history.path, item.id, begin) and self._knew(record, item)
        ]

    def _knew(self, record: Record, commit: ActingCommit) -> bool:
        """Whether the plane had the record when the commit was made."""
        added_s = self._added_s(record)
        if added_s is not None and commit.committed_s >= added_s:
            return True
        self.notices.append(f"{record.id}: {commit.short} is older than the record, and does not close it")
        return False

    def _added_s(self, record: Record) -> int | None:
        folder = f"records/{self.ws.kind(record.kind).folder}"
        return oldest_addition_s(self.ws.root, folder, f"{record.id}.yaml")

    def _closing(self, record: Record) -> list[Closing]:
        kind, step = self.kinds[record.kind]
        acting = {name: self._acting(history, record) for name, history in self.histories.items()}
        where = {name for name, items in acting.items() if items}
        if not where or (self.repos and not where & self.repos):
            return []
        family = (record, *self.family.parts_of(record))
        names = list(dict.fromkeys(name for item in family for name in self._repos_of(item))) or sorted(
            name for name in where if self._closes(self.histories[name], record)
        )
        ids = [item.id for item in family]
        verdicts = [verdict(self.histories.get(name), name, ids, acting.get(name, ())) for name in names]
        verdicts = [item if item.acting else replace(item, reason=self._by_hand(family, item)) for item in verdicts]
        if not verdicts or not where & set(names):
            return []
        missing = [item for item in verdicts if not item.acting]
        closed_by = set(map(str, record.data.get(step.merged) or ()))
        commits = tuple(commit for item in verdicts for commit in item.acting)
        if all(str(commit) in closed_by for commit in commits):
            return []  # it was reopened after these
        if missing:
            self.waiting.append(_waits(record, missing))
            return []
        if not step.leads_from(record.data.get(kind.status)):
            self.notices.append(
                f"{record.id}: is merged, but {step.name} does not lead from {record.data.get(kind.status)}"
            )
            return []
        return [Closing(record, step, commits)]

    def _by_hand(self, family: Sequence[Record], item: RepoVerdict) -> str:
        """Why a record's work is not there, where a part of it was closed without any commit that is known."""
        closed = [part for part in family if self._is_closed(part) and item.repo in self._repos_of(part)]
        status = closed[0].data.get(self.kinds[closed[0].kind][0].status) if closed else ""
        return f"{closed[0].id} is {status}, and no commit of it is known" if closed else item.reason

    def _closes(self, history: MemberHistory, record: Record) -> bool:
        named = history.by_name.get(record.id.lower(), ())
        return any(CLOSES in commit.words_for(record.id) for commit in named)

    def _reverted(self) -> list[Reverted]:
        """The reverts of closing commits; no record is read where nothing was reverted at all."""
        with_reverts = [item for item in self.histories.values() if any(commit.reverts for commit in item.commits)]
        if not with_reverts:
            return []
        result = []
        for record in self.documents:
            kind, step = self.kinds[record.kind]
            closed_by: Collection[str] = set(map(str, record.data.get(step.merged) or ()))
            for history in with_reverts if closed_by and kind.is_closed(record.data) else ():
                for commit, target in revert_commits(history, closed_by):
                    revert = ActingCommit(history.name, commit.id, commit.committed_s)
                    result.append(Reverted(record, revert, target))
        return result


def _waits(record: Record, missing: Sequence[RepoVerdict]) -> str:
    return f"{record.id} waits for " + "; ".join(f"{item.repo}: {item.reason}" for item in missing)
