"""Gathering: what Git and the records say of a session, between its beginning and now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from wmsgit.errors import WmsgitError
from wmsgit.features.sessions.actions.context import KIND as CONTEXT
from wmsgit.features.sessions.actions.current import Noted, all_noted, noted_of
from wmsgit.features.sessions.attribution import Claim, CommitReference, Evidence, RepositorySummary, attribute
from wmsgit.features.sessions.record_events import KindFacts, Row, events_of
from wmsgit.model.journal import MadeCommit
from wmsgit.model.record import Record
from wmsgit.model.times import format_seconds, format_time, parse_time
from wmsgit.schema.kind import Kind
from wmsgit.vcs.history.journal import RepositoryJournal
from wmsgit.workspace.checkouts import checkout_among
from wmsgit.workspace.member_places import MemberPlace, member_places
from wmsgit.workspace.members import map_in_threads, members
from wmsgit.workspace.workspace import Workspace

KIND = "session"
_CHUNK = 500


def note_of_beginning(ws: Workspace, session_id: str, *, repo: str, places: Sequence[Path], is_apart: bool) -> Noted:
    """What is noted when a session begins: where every member's refs are."""
    records = members(ws) if ws.registry.has("repo") else []
    usable = [place for place in member_places(ws, records) if not place.refusal]
    states = map_in_threads(usable, lambda place: (place.name, _tips(place.path)))
    plane = RepositoryJournal(ws.root) if ws.dirs else None
    return Noted(
        id=session_id,
        started=format_time(ws.now()),
        worktree=str(ws.root),
        is_apart=is_apart,
        email=plane.email() if plane else "",
        repo=repo,
        places=tuple(str(place.resolve()) for place in places),
        tips={name: result[0] for name, result in states if result},
        branches={name: result[1] for name, result in states if result},
        plane=tuple(sorted(plane.tips())) if plane else (),
    )


def gather(ws: Workspace, record: Record) -> Evidence:
    """The evidence of a session that is open. Nothing is written.

    A repository that cannot be read, or was not there at the start, is named among the notices.
    """
    started = str(record.data.get("start_time", ""))
    noted = noted_of(ws, record.id)
    notices = [] if noted else ["the heads at the start are not known here: commits since the start's time are taken"]
    noted = noted or Noted(record.id, started, worktree=str(ws.root))
    view = _SessionView(noted, _rivals(ws, noted), parse_time(started))
    repos = members(ws) if ws.registry.has("repo") else []
    pairs = list(zip(repos, member_places(ws, repos), strict=True))
    visited = map_in_threads(pairs, lambda pair: _looked_at(view, *pair))
    plane, _, problem = _made(view, ws.root, noted.plane or None) if ws.dirs else ([], [], "")
    notices += [f"{KIND} evidence: {problem}"] if problem else []
    return Evidence(
        commits=tuple(cited for item in visited for cited in item[0]),
        unattributed=tuple(cited for item in visited for cited in item[1]),
        records=_events(ws, plane),
        left=tuple(item[2] for item in visited),
        notices=(*notices, *(item[3] for item in visited if item[3])),
    )


class _SessionView:
    """A session as commits are looked at for it."""

    def __init__(self, noted: Noted, rivals: Sequence[Claim], started: datetime) -> None:
        self.noted = noted
        self.rivals = rivals
        self.started_s = int(started.timestamp())
        self.own = _claim(noted)


def _claim(noted: Noted) -> Claim:
    return Claim(noted.id, frozenset((noted.worktree, *noted.places)))


def _rivals(ws: Workspace, noted: Noted) -> list[Claim]:
    """The same user's other sessions that are open, or ended after this one began."""
    others = [other for other in all_noted(ws) if other.id != noted.id and other.email == noted.email]
    return [_claim(other) for other in others if (_end_of(ws, other) or noted.started) >= noted.started]


def _end_of(ws: Workspace, noted: Noted) -> str:
    """When a session ended, also by another way than `session end`; empty while it is open."""
    kind = ws.kind(KIND)
    place = None if noted.ended else ws.usual_place(noted.id, kind)
    try:
        record = ws.record(place) if place else None
    except WmsgitError:
        record = None
    return noted.ended or (str(record.data.get("end_time", "")) if record and kind.is_closed(record.data) else "")


def _tips(path: Path) -> tuple[tuple[str, ...], str] | None:
    from wmsgit.vcs.refs import read_branch
    from wmsgit.vcs.repository import Repository

    try:
        repository = Repository(path)
        return tuple(sorted(RepositoryJournal(path).tips())), read_branch(repository.dirs)
    except (WmsgitError, OSError):
        return None


def _looked_at(
    view: _SessionView, record: Record, place: MemberPlace
) -> tuple[list[CommitReference], list[CommitReference], RepositorySummary, str]:
    """A member's commits that are the session's, those that may be, how it was left, and what went wrong."""
    if place.refusal:
        return [], [], RepositorySummary(record.id, str(place.path), remarks=(place.refusal,)), ""
    mine, unclear, problem = _made(view, place.path, view.noted.tips.get(record.id))
    is_touched = bool(mine or unclear) or record.id == view.noted.repo
    left = replace(_left(view, record, place.path), is_touched=is_touched)
    kept = [commit for commit in mine if not commit.is_operation]
    doubtful = [commit for commit in unclear if not commit.is_operation]
    named = f"{record.id}: {problem}" if problem else ""
    return (
        [CommitReference(record.id, item) for item in kept],
        [CommitReference(record.id, item) for item in doubtful],
        left,
        named,
    )


def _made(
    view: _SessionView, path: Path, tips: Sequence[str] | None
) -> tuple[Sequence[MadeCommit], Sequence[MadeCommit], str]:
    """What was made in a repository: surely by the session, perhaps by it, and what went wrong."""
    try:
        journal = RepositoryJournal(path)
        made = journal.made_since(tips or ())
        if tips is None:
            made = [commit for commit in made if commit.committed_s >= view.started_s]
        places = journal.birthplaces() if view.rivals else {}
        # Whoever commits as in the workspace is its user; only of others is Git asked who the user is here.
        is_known = all(commit.email == view.noted.email for commit in made)
        email = view.noted.email if is_known else journal.email()
        mine, unclear = attribute(made, view.own, view.rivals, email=email, birthplaces=places)
    except (WmsgitError, OSError) as error:
        # What goes into a record names no path of this machine.
        reason = error.message if isinstance(error, WmsgitError) else error.strerror or str(error)
        return [], [], reason.replace(str(path), "it")
    return mine, unclear, ""


def _left(view: _SessionView, record: Record, home: Path) -> RepositorySummary:
    from wmsgit.vcs.members import member_state

    path = checkout_among(home, view.noted.places)
    try:
        state = member_state(path, with_last_commit=False)
    except WmsgitError as error:
        return RepositorySummary(record.id, str(path), remarks=(error.message,))
    if not state.exists or not state.is_repository:
        return RepositorySummary(
            record.id, str(path), remarks=("not on this machine" if not state.exists else "not a repository",)
        )
    counts = {"staged": state.staged, "modified": state.modified, "untracked": state.untracked}
    remarks = [f"{count} {what}" for what, count in counts.items() if count]
    remarks += [f"in the middle of a {state.in_progress}"] if state.in_progress else []
    remarks += [f"{state.ahead} not pushed to {state.upstream}"] if state.ahead else []
    remarks += [f"{state.behind} behind {state.upstream}"] if state.behind else []
    usual = str(record.data.get("default_branch") or view.noted.branches.get(record.id) or state.branch)
    if state.detached:
        remarks.append("HEAD is on no branch")
    elif path == home and state.branch != usual:
        remarks.append(f"on {state.branch}, not on {usual}")
    worktree = str(path) if path != home and not state.detached else ""
    return RepositorySummary(record.id, str(path), state.branch, state.head, tuple(remarks), worktree)


def _events(ws: Workspace, commits: Sequence[MadeCommit]) -> dict[str, tuple[str, ...]]:
    """What happened to records in these commits of the workspace."""
    rows: list[Row] = []
    for start in range(0, len(commits), _CHUNK):
        ids = [commit.id for commit in commits[start : start + _CHUNK]]
        marks = ", ".join("?" * len(ids))
        query = f"SELECT commit_id, kind, id, field, old, new FROM record_changes WHERE commit_id IN ({marks})"  # noqa: S608
        _, result = ws.index().sql(query, params=ids, is_own=True)
        at = {commit: position for position, commit in enumerate(ids)}
        rows += [_row(row) for row in sorted(result, key=lambda row: at[row[0]])]
    facts = {kind.name: kind_facts(ws, kind) for kind in ws.registry.kinds()}
    return {event: tuple(ids) for event, ids in events_of(rows, facts, {KIND, CONTEXT}).items()}


def _row(row: Sequence[Any]) -> Row:
    return row[1], row[2], row[3], row[4], row[5]


def kind_facts(ws: Workspace, kind: Kind) -> KindFacts:
    """A kind's facts; a session's own fields say which kind holds decisions, and which issues."""
    own: Mapping[str, str] = {}
    if ws.registry.has(KIND):
        fields = ws.kind(KIND).references
        own = {str(fields[name].references): role for name, role in _ROLES.items() if name in fields}
    role = own.get(kind.name, "finding" if kind.fingerprint else "")
    sources = [field.rules.when for field in kind.fields.values() if field.rules]
    in_force = {str(value) for when in sources for value in when.get(kind.status, ())}
    return KindFacts(kind.status, frozenset(kind.closed), role, frozenset(in_force))


_ROLES = {"decisions": "decision", "issues_found": "issue"}


def now_or(ws: Workspace, started: str) -> tuple[str, bool]:
    """The moment that a stretch ends, and whether the clock has gone back behind its beginning, which then counts."""
    now = format_time(ws.now())
    try:
        beginning = format_seconds(int(parse_time(started).timestamp()))
    except (ValueError, OverflowError):
        return now, False
    return (beginning, True) if now < beginning else (now, False)
