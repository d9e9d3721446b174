"""Packs in a tree: the files of the plane that decisions take rules from."""

from wmsgit.errors import InvalidError, NotFoundError
from wmsgit.features.check.actions.tree import Tree
from wmsgit.features.drift.actions.read_packs import WorkspacePacks
from wmsgit.workspace.workspace import Workspace


class TreePacks:
    """The port `Packs` for one tree.

    Args:
        tree: which.
        ws: the workspace whose members are looked at, as they are now, for their content is pinned; None for none.
    """

    def __init__(self, tree: Tree, ws: Workspace | None = None) -> None:
        self._tree = tree
        self._members = WorkspacePacks(ws) if ws else None

    def read(self, repo: str, path: str) -> bytes:
        """A file of the plane, or of a member where one is named.

        Raises:
            LookupError: when it is not there.
        """
        if repo and self._members is None:
            raise LookupError("members are not looked at here")
        if repo and self._members:
            return self._members.read(repo, path)
        try:
            return self._tree.read(path)
        except (NotFoundError, InvalidError) as error:
            raise LookupError(error.message) from error
