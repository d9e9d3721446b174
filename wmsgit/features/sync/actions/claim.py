"""Claims that hold between clones: fetched, made and pushed as one commit, or taken back and made anew."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from wmsgit.errors import ConflictError, GitError, InvalidError, WmsgitError
from wmsgit.features.sync.actions.review_branch import Sent, in_order, reviewed_in
from wmsgit.features.sync.actions.sync import SyncOptions, pause_s, sync
from wmsgit.model.times import age, time_of
from wmsgit.schema.relations import claiming
from wmsgit.vcs.history.commits import count_commits, find_commit
from wmsgit.vcs.merge.local_merge import go_back
from wmsgit.vcs.remotes import Upstream, push, upstream_of
from wmsgit.vcs.repository import Repository
from wmsgit.vcs.write.lock import writing_lock
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import WriteResult

SETTING = "wmsgit.claim"
_ATTEMPTS = 60
"""So many others may push between our look at the remote and our push: each of them has got a claim of its own."""


def shared_claim(
    ws: Workspace,
    take: Callable[[], WriteResult],
    tell: Callable[[str], None],
    *,
    places: Sequence[Place] = (),
) -> WriteResult:
    """Take records on so that other clones know it: their remote has the commit when this returns.

    Without a remote branch of ours, with `git config wmsgit.claim local`, and where the remote cannot be reached or
    our own commits are not sent, the claim is this clone's alone, which is told.

    Args:
        ws: the workspace.
        take: takes the records on, in one commit.
        tell: told why a claim is local, and what came in between.
        places: the records that are named; what another has taken is said with the time.

    Raises:
        ConflictError: when another has a record, or the remote takes no push; nothing has changed then.
        WmsgitError: as `take` does.
    """
    upstream = _upstream(ws)
    if upstream is None:
        return take()
    repo = Repository(ws.root)
    for attempt in range(_ATTEMPTS):
        reason = _brought_up_to_date(ws, repo, upstream)
        if reason:
            tell(f"the claim is this clone's alone: {reason}")
            return take()
        _require_free(ws, places)
        before = repo.head() or ""
        result = take()
        if not result.commit:
            return result
        sent = _ordered(ws, repo, result.commit, upstream)
        if _pushed(repo, before, sent, upstream):
            return result if sent.head == result.commit else replace(result, commit=sent.direct)
        ws.forget_index()
        time.sleep(pause_s(min(attempt, 4)))
    raise ConflictError(f"{upstream.name} moved {_ATTEMPTS} times in between", hint="nothing was claimed; try again")


def _upstream(ws: Workspace) -> Upstream | None:
    """The branch of a remote that claims go to; None for none, or when they are local."""
    mode = ws.config.get(SETTING) or "push" if ws.dirs else "local"
    if mode not in {"push", "local"}:
        raise InvalidError(f"{mode!r} is not one of push, local", where=f"git config {SETTING}")
    commit = ws.config.get("wmsgit.commit") if ws.dirs else None
    if mode == "local" or commit == "manual" or not any(ws.config.names("remote.")):
        return None
    try:
        upstream = upstream_of(Repository(ws.root))
    except GitError:
        return None
    return upstream if upstream.is_configured else None


def _brought_up_to_date(ws: Workspace, repo: Repository, upstream: Upstream) -> str:
    """Fetch, and take in what the remote has; why a claim cannot be shared, or empty."""
    known, head = find_commit(ws.root, upstream.tracking), repo.head() or "HEAD"
    unsent = count_commits(ws.root, head, known) if known else 0
    if unsent and _ordered(ws, repo, head, upstream).held < unsent:
        return "there are commits that are not sent ('wmsgit sync' sends them)"
    try:
        sync(ws, SyncOptions(push=False))
    except ConflictError as error:
        return error.message
    except GitError as error:
        return f"{error.message} ('wmsgit sync' sends it later)"
    return ""


def _require_free(ws: Workspace, places: Sequence[Place]) -> None:
    """Refuse what another has taken on in between, with when that was."""
    for place in places:
        kind = ws.kind(place.kind)
        data = ws.record(place).data
        step = claiming(kind)
        if step is None or data.get(kind.status) != step.target:
            continue
        holder = str(data.get(step.claims) or "")
        field = next((name for name, value in step.stamps.items() if value == "now"), "")
        if holder and not ws.people.is_same(holder, ws.actor()):
            raise ConflictError(
                f"{holder} took it{_ago(ws, data.get(field))}",
                where=place.id,
                hint=f"ask {holder}, or take it with --steal -m WHY",
            )


def _ago(ws: Workspace, text: object) -> str:
    moment = time_of(text)
    passed = age(moment, ws.now()) if moment else ""
    return {"": "", "now": " just now"}.get(passed, f" {passed} ago")


def _ordered(ws: Workspace, repo: Repository, commit: str, upstream: Upstream) -> Sent:
    """Our commits with those last that wait for a review, so that a claim can be pushed without them."""
    known = find_commit(ws.root, upstream.tracking)
    with writing_lock(repo.dirs.common_dir):
        is_last = repo.head() == commit
        return in_order(repo, known, commit, reviewed_in(ws)) if is_last else Sent(commit, commit)


def _pushed(repo: Repository, before: str, sent: Sent, upstream: Upstream) -> bool:
    """Push the claim; where the remote has moved, or refuses, it is taken back."""
    try:
        if push(repo, sent.direct, upstream) == "pushed":
            return True
    except WmsgitError:
        _take_back(repo, before, sent.head)
        raise
    _take_back(repo, before, sent.head)
    return False


def _take_back(repo: Repository, before: str, commit: str) -> None:
    with writing_lock(repo.dirs.common_dir):
        if repo.head() != commit:
            raise ConflictError(
                "the claim was not sent, and another commit stands on it", hint="'wmsgit sync' settles who has it"
            )
        go_back(repo, before)
