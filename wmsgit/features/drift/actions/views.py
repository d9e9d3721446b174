"""The members as a scan sees them: their files at the chosen state, or why these cannot be seen."""

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

from wmsgit.errors import NotFoundError, WmsgitError
from wmsgit.features.drift.rule_view import Member
from wmsgit.model.record import Record
from wmsgit.model.times import age
from wmsgit.vcs.locate import repository_at, worktree_of
from wmsgit.workspace.checkouts import checkout
from wmsgit.workspace.member_places import MemberPlace, member_places
from wmsgit.workspace.members import map_in_threads
from wmsgit.workspace.workspace import Workspace

DEFAULT_BRANCH = ":default"
"""The state of each member's default branch, at its remote as last fetched."""


def open_members(
    ws: Workspace, records: Sequence[Record], wanted: Collection[str], ref: str, start: Path | None = None
) -> dict[str, Member]:
    """Name → member, for every repository of the workspace; those that are wanted with their files listed.

    Args:
        ws: the workspace.
        records: the repositories' records.
        wanted: the names of those that are to be seen.
        ref: `worktree`, `staged`, a revision, or `DEFAULT_BRANCH`.
        start: where the caller stands; of the member that this is a linked worktree of, it is looked at.
    """
    looked_at = [record for record in records if record.id in wanted]
    places = member_places(ws, looked_at)
    usual = [place if place.refusal else place._replace(path=checkout(ws, place.path)) for place in places]
    pairs = list(zip(looked_at, usual, strict=True))
    now = ws.now()
    opened = map_in_threads(pairs, lambda pair: _opened(ws.root, *pair, ref, now, start))
    return {record.id: Member(record.id, record.data) for record in records} | {item.name: item for item in opened}


def _opened(root: Path, record: Record, place: MemberPlace, ref: str, now: datetime, start: Path | None) -> Member:
    from wmsgit.vcs.objects.view import open_view
    from wmsgit.vcs.setup.hygiene import GitHygiene
    from wmsgit.vcs.setup.recent import RecentHistory

    if place.refusal:
        return Member(record.id, record.data, problem=f"{place.refusal} ({place.hint})")
    try:
        path = worktree_of(place.path, start) if start else place.path
        ref, origin, fetched = _as_last_fetched(record, path, now) if ref == DEFAULT_BRANCH else (ref, "", None)
        view = open_view(path, ref, workspace=root)
        view.files()
    except WmsgitError as error:
        details = f" ({'; '.join(error.details)})" if error.details else ""
        return Member(record.id, record.data, problem=f"{error.message}{details}")
    state, history = GitHygiene(path, now), RecentHistory(path, now)
    return Member(record.id, record.data, view, state=state, origin=origin, history=history, fetched=fetched)


def _as_last_fetched(record: Record, path: Path, now: datetime) -> tuple[str, str, datetime | None]:
    """The commit of a member's default branch at its remote, in words how old it is, and when it was fetched.

    HEAD where it has no remote.

    Raises:
        NotFoundError: when it is not known which branch that is.
    """
    from wmsgit.features.commits.actions.default_branch import branch_of_clone, default_branch
    from wmsgit.vcs.member_refs import fetched_at, member_refs

    dirs = repository_at(path)
    refs = member_refs(dirs) if dirs else None
    if dirs is None or refs is None or not refs.remotes:
        return "HEAD", "", None
    branch = default_branch(record, path, refs)
    if not branch.name and not branch.commit:
        branch = branch_of_clone(record.id, path)
    if branch.problem:
        raise NotFoundError(f"{branch.problem}; --ref HEAD records what is checked out")
    name = f"{branch.remote}/{branch.name}"
    fetched = fetched_at(dirs, name)
    when = f", fetched {_ago(fetched, now)}" if fetched else ""
    words = f"{name} is what was looked at ({branch.commit[:10]}{when}); --ref HEAD takes the checkout"
    return branch.commit, words, fetched


def _ago(moment: datetime, now: datetime) -> str:
    passed = age(moment, now)
    return passed if passed == "now" else f"{passed} ago"
