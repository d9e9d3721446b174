"""Judging: what is wrong with a merged tree that was wrong on neither side."""

from wmsgit.errors import NotFoundError
from wmsgit.features.check.actions.run import check
from wmsgit.features.check.actions.tree import Tree
from wmsgit.model.finding import Finding
from wmsgit.vcs.repository import Repository
from wmsgit.workspace.revisions.records import RevisionRecords, records_at
from wmsgit.workspace.revisions.tree import read_tree
from wmsgit.workspace.workspace import Workspace

_Fault = tuple[str, str, str]


def arisen(ws: Workspace, *sides: str) -> list[Finding]:
    """The errors in the files as they stand that none of these commits has.

    Raises:
        GitError: when git fails.
    """
    now = [finding for finding in check(ws).findings if finding.level == "error"]
    if not now:
        return []
    known = {fault for commit in sides for fault in _faults_at(ws, commit)}
    return [finding for finding in now if _fault(finding) not in known]


def _faults_at(ws: Workspace, commit: str) -> set[_Fault]:
    from wmsgit.features.check.actions.whole import tree_findings

    return {_fault(finding) for finding in tree_findings(_tree_at(ws, commit), set(), None)}


def _tree_at(ws: Workspace, commit: str) -> Tree:
    repository, tree = Repository(ws.root, ws.config), read_tree(ws, commit)
    records: RevisionRecords = records_at(ws, commit)

    def read(path: str) -> bytes:
        text = repository.blob(commit, path)
        if text is None:
            raise NotFoundError("there is no such file", where=path)
        return text

    return Tree(tree.registry, tree.schemas, records.load(tree.files), read)


def _fault(finding: Finding) -> _Fault:
    """What makes an error the same one: a merge moves lines."""
    return (finding.path, finding.code, finding.message)
