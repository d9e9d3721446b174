"""Digest: the records of two moments compared for one person, and when that person last looked."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wmsgit.errors import NotFoundError
from wmsgit.features.check.actions.tree import working_tree
from wmsgit.features.review.actions.sides import Reader, empty_tree, state_of
from wmsgit.features.review.compare import compare
from wmsgit.features.review.digest import DigestEntry, DigestView
from wmsgit.model.times import format_time, parse_time, past_moment
from wmsgit.vcs.objects.revisions import named_revision, unknown_revision
from wmsgit.vcs.refs import read_head
from wmsgit.workspace.private import read_private, write_private
from wmsgit.workspace.revisions.records import revision_of
from wmsgit.workspace.workspace import Workspace

LAST = "last"
EVERYBODY = "all"
_FILE = "digest.json"
_FIRST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Digest:
    """What there is to say.

    Attributes:
        person: about whom; empty for everybody.
        since: the moment from which on.
        entries: by section.
    """

    person: str
    since: datetime
    entries: tuple[DigestEntry, ...]


def read_digest(ws: Workspace, since: str, person: str) -> Digest:
    """What has happened since a moment, to whom.

    Args:
        ws: where.
        since: a date, a commit, or `last`: the last digest of this worktree, a week ago where there was none.
        person: a name, `@me`, or `all`.

    Raises:
        NotFoundError: when there is no such moment.
    """
    name = "" if person == EVERYBODY else ws.actor() if person == "@me" else ws.people.resolve(person)
    moment, commit = _beginning(ws, since)
    old = Reader(ws).tree(commit) if commit else empty_tree(ws)
    new = working_tree(ws)
    before, after = state_of(old), state_of(new)
    differences = compare(before, after, {}, (old.place, new.place))
    view = DigestView(before, after, differences, name, moment, ws.now(), ws.people)
    return Digest(name, moment, tuple(view.entries()))


def remember_digest(ws: Workspace) -> None:
    """Let the next digest begin here. It is kept in the Git directory."""
    write_private(ws, _FILE, {"at": format_time(ws.now()), "commit": read_head(ws.require_dirs())})


def _beginning(ws: Workspace, since: str) -> tuple[datetime, str | None]:
    """The moment, and the commit that held then; None before the first one."""
    if since == LAST:
        last = read_private(ws, _FILE)
        if isinstance(last, dict) and isinstance(last.get("commit"), str):
            try:
                moment = parse_time(str(last.get("at")), ws.now().tzinfo or UTC)
                return moment, revision_of(ws, last["commit"]).commit
            except (ValueError, NotFoundError):
                pass  # the commit is no longer there: as without a last digest
        since = format_time(ws.now() - _FIRST)
    named = named_revision(ws.require_dirs().worktree, since)
    if named is not None:
        return named.committed_at, named.commit
    try:
        moment = past_moment(since, ws.now())
    except (ValueError, OverflowError):
        raise unknown_revision(ws.require_dirs().worktree, since) from None
    try:
        return moment, revision_of(ws, format_time(moment)).commit
    except NotFoundError:
        return moment, None
