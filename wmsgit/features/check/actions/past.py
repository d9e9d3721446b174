"""What a commit has: its records and schemas as a check looks at them."""

from dataclasses import replace
from pathlib import Path

from wmsgit.features.check.actions.tree import Tree
from wmsgit.features.check.checks.strays import stray_findings
from wmsgit.model.finding import Finding
from wmsgit.schema.registry import Registry
from wmsgit.workspace.revisions.parsing import BlobParser
from wmsgit.workspace.revisions.texts import Texts
from wmsgit.workspace.revisions.tree import RevisionTree, read_tree
from wmsgit.workspace.workspace import Workspace


def commit_tree(
    ws: Workspace, commit: str, *, repository: Path | None = None, registry: Registry | None = None
) -> tuple[Tree, RevisionTree]:
    """The workspace as a commit, or a tree of that id, has it; the arguments are those of `read_tree`.

    Raises:
        GitError: when there is no such commit, or the workspace is not the top of a repository.
    """
    listed = read_tree(ws, commit, repository=repository, registry=registry)
    files = list(BlobParser(ws, repository).parse(listed.files, listed.registry))
    return Tree(listed.registry, listed.schemas, files, Texts(repository or ws.root, listed).read), listed


def past_tree(ws: Workspace, commit: str) -> tuple[Tree, tuple[Finding, ...]]:
    """The workspace as a commit has it, and its strays; raises what `commit_tree` does."""
    tree, listed = commit_tree(ws, commit)
    folders = {kind.folder for kind in tree.registry.kinds()}
    strays = set(stray_findings(sorted(listed.others), folders, schemas_broken=not tree.registry.is_sound))
    links = {stray for stray in listed.strays if stray.code != "STRAY"}
    return replace(tree, is_past=True), (*strays, *links)
