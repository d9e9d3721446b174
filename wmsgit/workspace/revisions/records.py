"""The commit whose records are meant: what a person types, as a revision. `commit_tree` of `check` reads them."""

from wmsgit.model.revision import Revision
from wmsgit.workspace.workspace import Workspace


def revision_of(ws: Workspace, text: str) -> Revision:
    """The commit that a ref or a date means: see `wmsgit.vcs.objects.revisions.resolve_revision`.

    Raises:
        NotFoundError, IncompleteError: when there is none, or it cannot be known.
        GitError: when the workspace is not the top of a repository.
    """
    from wmsgit.vcs.objects.revisions import resolve_revision

    return resolve_revision(ws.require_dirs().worktree, text, ws.now())
