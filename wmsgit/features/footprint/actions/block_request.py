"""The pull request of a block's branch, opened once at the member's host by the user's own program."""

from pathlib import Path

from wmsgit.errors import GitError
from wmsgit.features.commits.links import DefaultBranch
from wmsgit.features.forge.actions.ask import Branch, pull_requests
from wmsgit.features.forge.actions.opening import open_request
from wmsgit.features.forge.pull_request import Draft
from wmsgit.workspace.workspace import Workspace

_ALWAYS_S = -1.0
"""No answer of the host is fresh enough: another run may have opened it a moment ago."""


def request_of(ws: Workspace, repo: str, path: Path, default: DefaultBranch, draft: Draft) -> str:
    """Open the pull request of a pushed branch where none is open, and say where it is, or why there is none.

    Args:
        ws: the workspace.
        repo: the member.
        path: its clone.
        default: its default branch, with the remote that the branch was pushed to.
        draft: the branch, where it goes, and the text.

    Returns:
        A statement; empty where the remote is at no host that is known.
    """
    (known,) = pull_requests(ws, [Branch(repo, path, default.remote, draft.branch, draft.base)], fresh_s=_ALWAYS_S)
    if known.host is None:
        return ""
    if known.problem:
        return f"no pull request: {known.problem}"
    if known.item and known.item.is_open:
        return f"its pull request is {known.item.url}"
    try:
        return f"opened {open_request(known, draft).url}"
    except GitError as error:
        return f"no pull request: {error.message}"
