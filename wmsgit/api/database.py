"""`WorkspaceDB`: the workspace as the older system's callers know it, and what they did not have."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from wmsgit.api.any_kind import AnyKind
from wmsgit.api.older import OlderCalls


class WorkspaceDB(OlderCalls, AnyKind):
    """The records of one workspace: calls for every kind of record, and those of the older system.

    A call that writes makes one commit under the caller's Git identity, unless it runs inside `transaction`.
    Objects that come back are `RecordObject`s: fields as attributes, and `to_dict()`. What the object is opened with
    stands in `OpenWorkspace`.
    """

    @contextmanager
    def transaction(self, why: str) -> Iterator["WorkspaceDB"]:
        """Make one commit of all the calls inside, with `why` as its subject; none of them if one raises."""
        with self._documents.together(why):
            yield self

    def at(self, ref: str) -> Self:
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

        revision = revision_of(self.workspace, ref)
        return self._over(lambda: PastWorkspace(self.workspace, revision))

    def sql(self, query: str, timeout_s: float = 10.0) -> list[dict[str, Any]]:
        """The rows of a read-only query, each a dict.

        Raises:
            UsageError: when the query is not a single SELECT that the index can run.
        """
        return self._reading.sql(query, timeout_s)
