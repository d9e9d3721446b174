"""The branch of a user for what goes by pull request: `plane/USER` of the remote, where it is never forced."""

from dataclasses import dataclass, replace

from wmsgit.features.records.review_paths import SETTING, is_reviewed, reviewed_paths
from wmsgit.schema.identifiers import slug
from wmsgit.vcs.history.commits import find_commit, is_ancestor
from wmsgit.vcs.remotes import Upstream, push
from wmsgit.vcs.repository import Repository
from wmsgit.vcs.write.reorder import joined, two_runs
from wmsgit.workspace.settings import governing
from wmsgit.workspace.workspace import Workspace

PREFIX = "plane/"


@dataclass(frozen=True, slots=True)
class Sent:
    """What may be sent where.

    Attributes:
        direct: the last commit that goes to the upstream.
        head: the last of all.
        held: how many of them wait for a pull request.
    """

    direct: str
    head: str
    held: int = 0


def reviewed_in(ws: Workspace) -> tuple[str, ...]:
    """The paths that go by pull request here; none where the settings do not say it.

    Raises:
        InvalidError: when the settings name what is no kind.
    """
    return reviewed_paths(governing(ws, SETTING), {kind.name: kind.folder for kind in ws.registry.kinds()})


def in_order(repo: Repository, base: str | None, head: str, reviewed: tuple[str, ...]) -> Sent:
    """Our unsent commits with those last that go by pull request; all of them do where a merge is among them."""
    if not reviewed or base is None or base == head:
        return Sent(head, head)
    runs = two_runs(repo, base, head, lambda commit: is_reviewed(commit.changes, reviewed))
    return Sent(runs.first, runs.last, runs.held) if runs else Sent(base, head, held=1)


def send_for_review(ws: Workspace, repo: Repository, upstream: Upstream, head: str) -> Upstream:
    """Push what waits for review to the user's own branch, on top of what is there.

    Raises:
        ConflictError: when the remote refuses it.
        GitError: when it cannot be reached.
    """
    target = replace(upstream, branch=f"{PREFIX}{slug(ws.actor()) or 'user'}", is_configured=False)
    there = find_commit(ws.root, target.tracking)
    if there is not None and is_ancestor(ws.root, head, there):
        return target
    commit = head
    if there is not None and not is_ancestor(ws.root, there, head):
        commit = joined(ws.root, head, there, f"Go on from {target.name}\n")
    push(repo, commit, target)
    return target
