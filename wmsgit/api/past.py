"""The Python API at a revision."""

from wmsgit.api.database import WorkspaceDB
from wmsgit.workspace.revisions.records import revision_of
from wmsgit.workspace.revisions.workspace_at import PastWorkspace
from wmsgit.workspace.workspace import Workspace


class PastWorkspaceDB(WorkspaceDB):
    """The records of a workspace as they were. What reads works as ever; what writes raises UsageError.

    Args:
        workspace: the workspace.
        ref: a ref or a date.

    Attributes:
        revision: the commit that it means.

    Raises:
        NotFoundError, IncompleteError: when there is no such revision, or it cannot be known.
    """

    def __init__(self, workspace: Workspace, ref: str) -> None:
        self.revision = revision_of(workspace, ref)
        self._open(PastWorkspace(workspace, self.revision))
