"""Reading: what the commits of members say of records, of which only the new ones are looked at."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from wmsgit.errors import InvalidError, NotFoundError, WmsgitError
from wmsgit.features.commits.actions.cache import KnownCommits, Work, load, save
from wmsgit.features.commits.actions.default_branch import default_branch
from wmsgit.features.commits.actions.presence import has_members
from wmsgit.features.commits.links import NOT_HERE, ON_IT, BranchWork, LinkedCommit, MemberHistory
from wmsgit.features.commits.mentions import MentionRules, mentions_of, reverted_by, rules_from
from wmsgit.features.commits.naming import records_of_branch
from wmsgit.model.record import Record
from wmsgit.vcs.history.commits import is_ancestor
from wmsgit.vcs.history.journal import made_on_branch, merge_noted
from wmsgit.vcs.history.member_log import MemberCommit, commits_between, commits_that_fit, ids_between
from wmsgit.vcs.history.merged import BranchMerge, how_merged
from wmsgit.vcs.locate import is_bare_repository, repository_at
from wmsgit.vcs.member_refs import MemberRefs, member_refs
from wmsgit.vcs.refs import shallow_boundary
from wmsgit.workspace.member_places import MemberPlace, member_places
from wmsgit.workspace.members import is_archived, map_in_threads, members
from wmsgit.workspace.settings import read_settings
from wmsgit.workspace.workspace import Workspace

KIND = "repo"
_MAX_OWN = 1_000
"""So many of a branch's own commits are listed."""


def mention_rules(ws: Workspace) -> MentionRules:
    """What counts as naming a record in this workspace.

    Raises:
        InvalidError: when the settings cannot be read.
    """
    try:
        settings: Mapping[str, Any] = read_settings(ws)
    except NotFoundError:
        settings = {}
    forms = [kind.id_form for kind in ws.registry.kinds() if not kind.id_of]
    return rules_from(settings, sorted({form.prefix for form in forms if form.is_numbered and form.prefix}))


def member_histories(ws: Workspace, names: Collection[str] = (), *, ids: Iterable[str] = ()) -> list[MemberHistory]:
    """What the commits of members say, of all or of those named, in the order of their names.

    Args:
        ws: the workspace.
        names: which members.
        ids: the records whose branches are looked at, too.

    Raises:
        NotFoundError: when a name has no record.
        InvalidError: when the settings cannot be read, and a member is here.
    """
    if ws.dirs is None or not has_members(ws):
        return []
    records = members(ws, names)
    pairs = list(zip(records, member_places(ws, records), strict=True))
    absent = [_absent(record, place) for record, place in pairs]
    if None not in absent:
        return [history for history in absent if history]
    rules, wanted = mention_rules(ws), {name.lower(): name for name in ids}
    return map_in_threads(pairs, lambda pair: _history(ws, *pair, rules, wanted))


def _absent(record: Record, place: MemberPlace) -> MemberHistory | None:
    """What is said of a member that is not here, or is not used; None for every other one."""
    if not place.refusal and not place.is_vacant:
        return None
    return _nothing(record, place, place.refusal or NOT_HERE)


def _nothing(record: Record, place: MemberPlace, problem: str) -> MemberHistory:
    return MemberHistory(record.id, place.path, problem=problem, is_archived=is_archived(record))


def _history(
    ws: Workspace, record: Record, place: MemberPlace, rules: MentionRules, ids: Mapping[str, str]
) -> MemberHistory:
    absent = _absent(record, place)
    if absent is not None:
        return absent
    try:
        return replace(_Reader(ws, record, place, rules).history(ids), is_archived=is_archived(record))
    except WmsgitError as error:
        return _nothing(record, place, f"cannot be read: {error.message}")
    except OSError as error:
        return _nothing(record, place, f"cannot be read: {error.strerror}")


class _Reader:
    """One member, as far as this look at it goes."""

    def __init__(self, ws: Workspace, record: Record, place: MemberPlace, rules: MentionRules) -> None:
        dirs = repository_at(place.path)
        if dirs is None:
            is_bare = is_bare_repository(place.path)
            raise InvalidError("it is bare: it has no files here" if is_bare else "it is not a Git repository")
        self.name, self.path, self.dirs, self.rules = record.id, place.path, dirs, rules
        self.boundary = shallow_boundary(dirs)
        self.refs: MemberRefs = member_refs(dirs)
        self.default = default_branch(record, place.path, self.refs)
        self.cache_dir = ws.cache_dir
        self.known = load(self.cache_dir, record.id, [rules.identity(), self.boundary, str(place.path)])
        self.is_changed = False

    def history(self, ids: Mapping[str, str]) -> MemberHistory:
        """What it says; what was read anew is kept."""
        identity = [[list(pair) for pair in part] for part in self.refs.identity()]
        if self.known.refs != identity or self.known.default != self.default.commit:
            self._bring_up_to_date()
            self.known.refs = identity
            self.is_changed = True
        works = self._branches(ids) if ids else {}
        if self.is_changed:
            save(self.cache_dir, self.name, self.known)
        own = {commit.id for items in works.values() for work in items for commit in work.commits}
        return MemberHistory(
            self.name,
            self.path,
            self.default,
            self.known.commits,
            self.known.unmerged | own,
            works,
            is_shallow=bool(self.boundary),
        )

    def _bring_up_to_date(self) -> None:
        known, tips = self.known, self.refs.tips()
        gone = ids_between(self.path, known.tips, tips) if known.tips else []
        if gone is None:  # the history that was read is not there any more
            known = self.known = KnownCommits(known.rules)
            gone = []
        fitting = commits_that_fit(self.path, tips, known.tips, self.rules.places)
        new = [commit for commit in map(self._linked, fitting) if commit.mentions or commit.reverts]
        left = set(gone)
        kept = [commit for commit in known.commits if commit.id not in left]
        have = {commit.id for commit in kept}
        whole = [*(commit for commit in new if commit.id not in have), *kept]
        known.commits = tuple(sorted(whole, key=lambda commit: (-commit.committed_s, commit.id)))
        known.tips, known.default = tips, self.default.commit
        linked = {commit.id for commit in known.commits}
        known.unmerged = frozenset()
        if self.default.commit and linked:
            known.unmerged = frozenset(linked.intersection(ids_between(self.path, tips, [self.default.commit]) or ()))

    def _linked(self, commit: MemberCommit) -> LinkedCommit:
        mentions, reverts = mentions_of(commit.message, self.rules), reverted_by(commit.message)
        return _plain(commit, mentions=mentions, reverts=reverts)

    def _branches(self, ids: Mapping[str, str]) -> dict[str, Sequence[BranchWork]]:
        """The branches of these records: here and at the remote that counts, by record id in lower case."""
        result: dict[str, list[BranchWork]] = {}
        prefix = f"{self.default.remote}/" if self.default.remote else ""
        there = {
            name.removeprefix(prefix): tip
            for name, tip in self.refs.remotes.items()
            if prefix and name.startswith(prefix)
        }
        for branch in sorted({*self.refs.heads, *there} - {self.default.name}):
            for record_id in dict.fromkeys(records_of_branch(branch, ids)):
                work = self._work(branch, there.get(branch, ""))
                result.setdefault(record_id.lower(), []).append(work)
        for name, tip in sorted(self.refs.kept.items()):
            record_id, _, branch = name.partition("/")
            is_meant = record_id.lower() in ids and self.refs.heads.get(branch, tip) == tip
            kept = self._kept(name, branch, tip) if is_meant else None
            if kept:
                result.setdefault(record_id.lower(), []).append(kept)
        return dict(result)

    def _kept(self, name: str, branch: str, tip: str) -> BranchWork | None:
        """A branch that was removed; None while the default branch does not have its work."""
        way, by, own, landed = self._measured(tip)
        noted = merge_noted(self.dirs, name) if way in {"", ON_IT} and self.default.commit else ""
        if noted and is_ancestor(self.path, noted, self.default.commit):
            way, by, landed = "merge", noted, self._own([noted], [f"{noted}^@"])
        work = BranchWork(branch, tip, "", False, True, own, landed, way, by)
        return work if work.is_merged else None

    def _work(self, branch: str, remote_tip: str) -> BranchWork:
        local = self.refs.heads.get(branch, "")
        tip = local or remote_tip
        way, by, own, landed = self._measured(tip)
        if way == ON_IT and local:
            way, by, own, landed = self._forwarded(branch, tip)
        return BranchWork(branch, tip, remote_tip, bool(local), False, own, landed, way, by)

    def _measured(self, tip: str) -> Work:
        default = self.default.commit
        if not default:
            return "", "", (), ()
        key = f"{tip} {default}"
        if key not in self.known.works:
            merge: BranchMerge = how_merged(self.path, tip, default)
            landed = self._own([tip], [f"{merge.commit}^1"]) if merge.way == "merge" else ()
            self.known.works[key] = (merge.way, merge.commit, self._own([tip], [default]), landed)
            self.is_changed = True
        return self.known.works[key]

    def _forwarded(self, branch: str, tip: str) -> Work:
        """A branch that the default branch may have been moved forward to: its log knows what was made on it."""
        key = f"{tip} {self.default.commit} {branch}"
        if key not in self.known.works:
            made = made_on_branch(self.dirs, branch)[-_MAX_OWN:]
            known = ids_between(self.path, made, (), "--no-walk", "--ignore-missing") or ()
            beside = ids_between(self.path, known, [tip]) or ()
            there = [name for name in made if name in known and name not in beside]
            landed = self._own(there, [f"{there[0]}^@"]) if there else ()
            own = tuple(commit for commit in landed if commit.id in there)
            self.known.works[key] = ("merge", there[-1], (), own) if there else (ON_IT, tip, (), ())
            self.is_changed = True
        return self.known.works[key]

    def _own(self, tips: Collection[str], but: Collection[str]) -> tuple[LinkedCommit, ...]:
        return tuple(map(_plain, commits_between(self.path, tips, but)[:_MAX_OWN]))


def _plain(commit: MemberCommit, **more: Any) -> LinkedCommit:
    return LinkedCommit(
        commit.id, commit.parents, commit.committed_s, commit.author, commit.email, commit.subject, **more
    )
