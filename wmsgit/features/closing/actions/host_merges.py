"""What hosts have told of merges: a squash whose patch is another one is known by its pull request alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from wmsgit.features.commits.links import ON_IT, BranchWork, MemberHistory
from wmsgit.features.forge.actions.ask import merged_requests
from wmsgit.features.forge.pull_request import PullRequest
from wmsgit.vcs.history.commits import find_commit, is_ancestor
from wmsgit.workspace.workspace import Workspace


def with_host_merges(ws: Workspace, histories: Sequence[MemberHistory]) -> list[MemberHistory]:
    """The histories, in which a branch counts as merged that a host has told to be; nobody is asked.

    That holds for the very commit that the host merged, into the default branch, and where this clone has the commit
    that the host names on it: what came to the branch later is not merged.
    """
    known = merged_requests(ws) if any(history.branches for history in histories) else {}
    return [_merged(history, known) if known and history.branches else history for history in histories]


def _merged(history: MemberHistory, known: Mapping[tuple[str, str], PullRequest]) -> MemberHistory:
    branches = {
        name: [_with_merge(history, work, known.get((history.name, work.branch))) for work in works]
        for name, works in history.branches.items()
    }
    return replace(history, branches=branches)


def _with_merge(history: MemberHistory, work: BranchWork, item: PullRequest | None) -> BranchWork:
    default = history.default
    if item is None or work.is_merged or not default.commit or (item.head, item.base) != (work.tip, default.name):
        return work
    if work.way == ON_IT:  # the host moved the default branch forward to it
        return replace(work, way="merge", merge_commit=work.tip)
    commit = find_commit(history.path, item.merged_as)
    if commit is None or not is_ancestor(history.path, commit, default.commit):
        return work
    return replace(work, way="squash", merge_commit=commit)
