"""`WorkspaceDB`: the workspace as the older system's callers know it, and what they did not have."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from wmsgit.api.documents import Documents
from wmsgit.api.objects import RecordObject
from wmsgit.api.older import OlderCalls
from wmsgit.api.reading import Reading
from wmsgit.features.catalogue import EXTENSIONS
from wmsgit.workspace.workspace import Workspace


class WorkspaceDB(OlderCalls):
    """The records of one workspace.

    A call that writes makes one commit under the caller's Git identity, unless it runs inside `transaction`.
    Objects that come back are `RecordObject`s: fields as attributes, and `to_dict()`.

    Args:
        db_path: accepted for older callers and ignored; there is no database file.
        workspace_root: a folder inside the workspace; the current directory when None.

    Raises:
        NotFoundError: when there is no workspace.
    """

    def __init__(self, db_path: str | Path | None = None, workspace_root: str | Path | None = None) -> None:
        del db_path
        self._open(Workspace.find(Path(workspace_root or Path.cwd()), extensions=EXTENSIONS))

    @classmethod
    def _over(cls, workspace: Workspace) -> "WorkspaceDB":
        """The same over a workspace that is open already, such as one at a revision."""
        db = cls.__new__(cls)
        db._open(workspace)  # noqa: SLF001 - an object of this class
        return db

    def _open(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._documents = Documents(self.workspace)
        self._reading = Reading(self.workspace, self._documents)

    @contextmanager
    def transaction(self, why: str) -> Iterator["WorkspaceDB"]:
        """Make one commit of all the calls inside, with `why` as its subject; none of them if one raises."""
        with self._documents.together(why):
            yield self

    def records(self, kind: str, **filters: Any) -> list[RecordObject]:
        """The records of any kind that fit, newest first.

        Args:
            kind: its name or alias.
            filters: field=value, or a list of values of which any may fit; `limit` and `where` (SQL) as well.
        """
        limit, where = filters.pop("limit", None), filters.pop("where", "")
        return self._reading.some(kind, limit, where=where, **filters)

    def at(self, ref: str) -> "WorkspaceDB":
        """The records as they were at a commit, branch, tag or date; what reads works, what writes raises.

        Args:
            ref: what git knows under that name, else a date (the end of that local day on HEAD's first-parent
                history) or a moment.

        Raises:
            NotFoundError: when there is no such revision.
            IncompleteError: when the clone is shallow and cannot tell.
            UsageError: from every call on the result that writes.
        """
        from wmsgit.workspace.revisions.records import revision_of
        from wmsgit.workspace.revisions.workspace_at import PastWorkspace

        return WorkspaceDB._over(PastWorkspace(self.workspace, revision_of(self.workspace, ref)))

    def sql(self, query: str, timeout_s: float = 10.0) -> list[dict[str, Any]]:
        """The rows of a read-only query, each a dict.

        Raises:
            UsageError: when the query is not a single SELECT that the index can run.
        """
        return self._reading.sql(query, timeout_s)
