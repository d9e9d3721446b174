"""Judging: what is wrong with a merged tree that was wrong on neither side."""

from wmsgit.features.check.actions.past import commit_tree
from wmsgit.features.check.actions.run import check
from wmsgit.model.finding import Finding
from wmsgit.workspace.workspace import Workspace


def arisen(ws: Workspace, *sides: str) -> list[Finding]:
    """The errors in the files as they stand that none of these commits has.

    Raises:
        GitError: when git fails.
    """
    now = [finding for finding in check(ws).findings if finding.level == "error"]
    if not now:
        return []
    known = {fault for commit in sides for fault in _faults_at(ws, commit)}
    return [finding for finding in now if finding.key not in known]


def _faults_at(ws: Workspace, commit: str) -> set[tuple[str, str, str]]:
    from wmsgit.features.check.actions.whole import tree_findings

    return {finding.key for finding in tree_findings(commit_tree(ws, commit)[0], set(), None)}
