"""`sync`: fetch, renumber what collides, merge or rebase, check, push; again when the remote has moved."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from wmsgit.errors import ConflictError, GitError
from wmsgit.features.sync.actions.combine import DECIDE, MAX_NAMED, combine, fresh
from wmsgit.features.sync.actions.judge import arisen
from wmsgit.features.sync.actions.review_branch import Sent, in_order, reviewed_in, send_for_review
from wmsgit.vcs.history.commits import count_commits, find_commit, fork_point, is_ancestor, merge_base
from wmsgit.vcs.merge.driver import is_registered, register
from wmsgit.vcs.merge.local_merge import fast_forward
from wmsgit.vcs.refs import in_progress
from wmsgit.vcs.remotes import adopt, fetch, push, upstream_of
from wmsgit.vcs.repository import Repository
from wmsgit.vcs.write.lock import writing_lock
from wmsgit.workspace.settings import require_release
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.recovery import settle

ATTEMPTS = 10
"""How often a remote may move between our look at it and our push."""
_SHORTEST_PAUSE_S = 0.05
_LONGEST_PAUSE_S = 2.0
_FOLDERS = ("records/", "schemas/")


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """How to sync.

    Attributes:
        rebase: put our commits on top of theirs, in place of a merge.
        push: whether to push.
        pr: the branch of the remote to push to, in place of the upstream; empty for the upstream.
        remote: which remote; the branch's own when empty.
        opens: whether a pull request is opened for what waits for review.
    """

    rebase: bool = False
    push: bool = True
    pr: str = ""
    remote: str = ""
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did.

    Attributes:
        upstream: with which branch, such as `origin/main`.
        received, sent: how many commits came and went.
        pushed_to: the branch that has our commits now; empty when nothing was pushed.
        renumbered: the pairs of ids, before and after, of our records whose ids were taken.
        warnings: what the caller should know, one sentence each.
        held: how many of our commits wait for a pull request, and are on `review` alone.
        review: the branch for that, such as `origin/plane/ann`; empty for none.
        request: the URL of its pull request; empty where none was to be opened.
        problem: why none could be opened.
    """

    upstream: str
    received: int = 0
    sent: int = 0
    pushed_to: str = ""
    renumbered: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    held: int = 0
    review: str = ""
    request: str = ""
    problem: str = ""


def sync(
    ws: Workspace,
    terms: SyncOptions = SyncOptions(),
    *,
    tell: Callable[[str], None] = lambda _: None,
    pause: Callable[[float], None] = time.sleep,
) -> Synced:
    """Make our branch and the remote's the same.

    Args:
        ws: which workspace.
        terms: how.
        tell: told each step before it is taken.
        pause: waits so many seconds before another attempt.

    Raises:
        GitError: when there is no branch or remote, or it cannot be reached; nothing has changed then.
        ConflictError: when work is not committed, the remote refuses, or a person must decide; a merge that waits
            for decisions is left in progress, and everything else as it was.
    """
    return _Sync(ws, terms, tell).run(pause)


@dataclass
class _Sync:
    ws: Workspace
    terms: SyncOptions
    tell: Callable[[str], None]
    renumbered: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    received: int = 0

    def __post_init__(self) -> None:
        self.dirs = self.ws.require_dirs()
        self.repo = Repository(self.ws.root)
        self.upstream = upstream_of(self.repo, self.terms.remote)
        branch = self.terms.pr or self.upstream.branch
        self.target = replace(self.upstream, branch=branch)
        self.reviewed = reviewed_in(self.ws) if self.terms.push and not self.terms.pr else ()

    def run(self, pause: Callable[[float], None]) -> Synced:
        """Every step, from the look at our own side to the push."""
        require_release(self.ws)
        settle(self.ws)
        self._require_ready()
        if not is_registered(self.repo.config):
            register(self.repo.config)
        for attempt in range(ATTEMPTS):
            self.tell(f"fetching from {self.upstream.remote}")
            fetch(self.repo, self.upstream.remote)
            with writing_lock(self.dirs.common_dir):
                self._require_ready()
                self._integrate()
                base = find_commit(self.ws.root, self.upstream.tracking)
                ours = in_order(self.repo, base, self.repo.head() or "", self.reviewed)
            sent = self._unsent(ours.direct)
            if not self.terms.push or not (sent or ours.held):
                return self._outcome(0, "")
            if not sent or self._push(ours.direct):
                done = self._outcome(sent, self.target.name if sent else "")
                return self._with_review(done, ours)
            pause(pause_s(attempt))
        raise ConflictError(
            f"{self.target.name} moved {ATTEMPTS} times while we were syncing",
            hint="your commits are safe here; try again",
        )

    def _outcome(self, sent: int, pushed_to: str) -> Synced:
        name, pairs, warnings = self.upstream.name, tuple(self.renumbered), tuple(dict.fromkeys(self.warnings))
        return Synced(name, self.received, sent, pushed_to, pairs, warnings)

    def _with_review(self, done: Synced, ours: Sent) -> Synced:
        """The same, with what waits for a pull request on the user's own branch."""
        if not ours.held:
            return done
        self.tell("pushing what waits for review")
        branch = send_for_review(self.ws, self.repo, self.upstream, ours.head)
        done = replace(done, held=ours.held, review=branch.name)
        if not self.terms.opens:
            return done
        from wmsgit.features.sync.actions.review_request import request_for

        self.tell("opening a pull request")
        try:
            return replace(done, request=request_for(self.ws, self.upstream, branch, ours))
        except GitError as error:
            return replace(done, problem="; ".join([error.message, *error.details]))

    def _require_ready(self) -> None:
        """Refuse what would mix work in progress into the merge, or hide it in there."""
        if self.repo.head() is None:
            raise GitError("there is no commit yet", where=str(self.ws.root))
        busy = in_progress(self.dirs)
        if busy:
            hint = DECIDE if busy in {"merge", "rebase"} else f"finish it, or `git {busy} --abort`"
            raise ConflictError(f"a {busy} is in progress", hint=hint)
        edited = [item.path for item in self.repo.changed_paths() if item.path.startswith(_FOLDERS)]
        if edited:
            raise ConflictError(
                "some records are not committed",
                details=edited[:MAX_NAMED],
                hint="'wmsgit save' checks and commits them",
            )

    def _unsent(self, head: str) -> int:
        """How many of our commits the target does not have."""
        root = self.ws.root
        known = find_commit(root, self.target.tracking)
        if known is None and self.terms.pr:
            known = find_commit(root, self.upstream.tracking)
        return count_commits(root, head, known)

    def _push(self, head: str) -> bool:
        self.tell(f"pushing to {self.target.name}")
        if push(self.repo, head, self.target) == "pushed":
            if not self.terms.pr and not self.upstream.is_configured:
                adopt(self.repo, self.upstream)
            return True
        if self.terms.pr:
            raise ConflictError(
                f"{self.target.name} has commits that you do not have",
                hint="your commits are safe here; --pr with another name makes a new branch",
            )
        self.warnings.append(f"{self.target.name} moved in between; tried again")
        return False

    def _integrate(self) -> None:
        """Bring their commits in, under the lock."""
        root, theirs = self.ws.root, find_commit(self.ws.root, self.upstream.tracking)
        head = self.repo.head() or ""
        if theirs is None:
            return
        ours_only, theirs_only = count_commits(root, head, theirs), count_commits(root, theirs, head)
        if not theirs_only:
            return
        self._require_common_past(head, theirs)
        self.tell(f"taking in {theirs_only} from {self.upstream.name}")
        if ours_only:
            own, rebases = (self.target.name, self.upstream.name), self.terms.rebase or bool(self.reviewed)
            combined = combine(self.ws, theirs, name=self.upstream.name, own=own, prefers_rebase=rebases)
            self.renumbered += combined.renumbered
            self.warnings += combined.warnings
        else:
            fast_forward(self.repo, theirs)
            self.warnings += map(str, arisen(fresh(self.ws), head))
        self.received += theirs_only
        self.ws.forget_index()

    def _require_common_past(self, head: str, theirs: str) -> None:
        root, name = self.ws.root, self.upstream.name
        if merge_base(root, head, theirs) is None:
            raise ConflictError(
                f"this branch and {name} have no common past",
                hint="where this clone is shallow, `git fetch --unshallow` brings it; else a person must decide",
            )
        fork = fork_point(root, self.upstream.tracking)
        if fork and not is_ancestor(root, fork, theirs):
            raise ConflictError(
                f"the history of {name} was rewritten: it no longer has what this branch stands on",
                where=fork[:10],
                hint=f"a merge would bring it back; `git rebase {name}` leaves it behind; decide, then sync again",
            )


def pause_s(attempt: int) -> float:
    """A random time, longer with each attempt, so that those who push do not go on meeting."""
    longest = min(_LONGEST_PAUSE_S, _SHORTEST_PAUSE_S * 2 ** (attempt + 1))
    return random.uniform(_SHORTEST_PAUSE_S, longest)  # noqa: S311 - no secret
