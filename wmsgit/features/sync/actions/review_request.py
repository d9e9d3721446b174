"""The pull request for what waits for review: opened by the host's program where that is wished."""

from wmsgit.errors import GitError
from wmsgit.features.forge.actions.ask import Branch, pull_requests
from wmsgit.features.forge.actions.opening import open_request
from wmsgit.features.forge.pull_request import Draft
from wmsgit.features.sync.actions.review_branch import Sent
from wmsgit.model.text import counted
from wmsgit.vcs.history.member_log import commits_between
from wmsgit.vcs.remotes import Upstream
from wmsgit.workspace.workspace import Workspace

SETTING = "wmsgit.review"
OPENS = "open"
"""The value with which each `sync` opens one."""


def request_for(ws: Workspace, base: Upstream, branch: Upstream, ours: Sent) -> str:
    """The URL of the open pull request of the user's branch for review; it is opened where there is none.

    Args:
        ws: the workspace.
        base: where it goes to.
        branch: the user's branch, as it was pushed.
        ours: what waits there.

    Raises:
        GitError: when the host is not known, or its program is missing or fails.
    """
    asked_for = Branch("plane", ws.root, branch.remote, branch.branch, base.branch)
    (known,) = pull_requests(ws, [asked_for], fresh_s=0)
    if known.problem:
        raise GitError(known.problem)
    if known.item is not None and known.item.is_open:
        return known.item.url
    subjects = [commit.subject for commit in commits_between(ws.root, [ours.head], [ours.direct])]
    more = f", and {counted(len(subjects) - 1, 'more commit')}" if len(subjects) > 1 else ""
    body = "".join(f"- {subject}\n" for subject in reversed(subjects))
    url = open_request(known, Draft(branch.branch, base.branch, f"{subjects[-1]}{more}", body)).url
    pull_requests(ws, [asked_for], fresh_s=0)
    return url
