"""Opening: a pull request at a host, by the host's program."""

import re

from wmsgit.errors import GitError
from wmsgit.features.forge.actions.ask import KnownRequests, run_program
from wmsgit.features.forge.pull_request import Draft, PullRequest

_URL = re.compile(rb"https?://[^\s'\"<>]+/(\d+)\b")


def open_request(known: KnownRequests, draft: Draft) -> PullRequest:
    """Open a pull request for a branch that is at its remote.

    Args:
        known: what is known of the branch's pull requests.
        draft: the text.

    Raises:
        GitError: when the remote is at no host that is known, or its program is missing, fails, or does not say where
            the pull request is.
    """
    if known.host is None:
        raise GitError("its remote is at no host that is known: git config wmsgit.forge.HOST")
    answer = run_program(known.host, known.host.opening(known.repository, draft))
    own = known.repository.partition("/")[2].encode()
    match = next((url for url in _URL.finditer(answer) if own in url[0]), None)
    if match is None:
        raise GitError(f"{known.host.program} did not say where the pull request is")
    url = match[0].decode("utf-8", "replace")
    return PullRequest(int(match[1]), url, draft.title, draft.body, branch=draft.branch)
