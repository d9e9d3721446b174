"""Packs of a workspace: files of the plane, as it is or at a revision, and of its members."""

from wmsgit.errors import WmsgitError
from wmsgit.features.drift.actions.views import open_members
from wmsgit.features.drift.budget import MAX_SETTINGS_BYTES
from wmsgit.features.drift.rule_view import Member
from wmsgit.workspace.members import members
from wmsgit.workspace.workspace import Workspace


class WorkspacePacks:
    """The port `Packs`: packs of the plane, and of members at their HEAD. The content is pinned by who takes them.

    Args:
        ws: the workspace.
    """

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._members: dict[str, Member] = {}

    def read(self, repo: str, path: str) -> bytes:
        """A file of the plane, or of a member where one is named.

        Raises:
            LookupError: when it is not there.
        """
        try:
            return self._of_member(repo, path) if repo else self._ws.read(path)
        except WmsgitError as error:
            raise LookupError(error.message) from error

    def _of_member(self, repo: str, path: str) -> bytes:
        member = self._opened(repo)
        if member.view is None:
            raise LookupError(f"{repo} cannot be seen: {member.problem}")
        blob = member.view.files().get(path)
        if blob is None:
            raise LookupError(f"{repo} has no {path}")
        (content,) = member.view.read([blob], max_bytes=MAX_SETTINGS_BYTES)
        if content.data is None:
            raise LookupError(f"{path} of {repo} is not there, or too large")
        return content.data

    def _opened(self, repo: str) -> Member:
        if repo not in self._members:
            (record,) = members(self._ws, [repo])
            self._members[repo] = open_members(self._ws, [record], {record.id}, "HEAD")[record.id]
        return self._members[repo]
