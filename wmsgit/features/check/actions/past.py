"""What a commit has: its records and schemas as a check looks at them."""

from wmsgit.features.check.actions.tree import Tree
from wmsgit.features.check.checks.strays import stray_findings
from wmsgit.model.finding import Finding
from wmsgit.workspace.revisions.parsing import BlobParser
from wmsgit.workspace.revisions.texts import Texts
from wmsgit.workspace.revisions.tree import read_tree
from wmsgit.workspace.workspace import Workspace


def past_tree(ws: Workspace, commit: str) -> tuple[Tree, tuple[Finding, ...]]:
    """The workspace as a commit has it, and its strays.

    Args:
        ws: the workspace.
        commit: a whole id, as `Revision.commit` is.

    Raises:
        GitError: when there is no such commit, or the workspace is not the top of a repository.
    """
    tree = read_tree(ws, commit)
    files = list(BlobParser(ws).parse(tree.files, tree.registry))
    folders = {kind.folder for kind in tree.registry.kinds()}
    strays = set(stray_findings(sorted(tree.others), folders, schemas_broken=not tree.registry.is_sound))
    links = {stray for stray in tree.strays if stray.code != "STRAY"}
    return Tree(tree.registry, tree.schemas, files, Texts(ws.root, tree).read, is_past=True), (*strays, *links)
