"""Packs in a tree: the files of the plane that decisions take rules from."""

from wmsgit.errors import InvalidError, NotFoundError
from wmsgit.features.check.actions.tree import Tree


class TreePacks:
    """The port `Packs` for one tree; packs of members are not looked at, for their content is pinned.

    Args:
        tree: which.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def read(self, repo: str, path: str) -> bytes:
        """A file of the plane.

        Raises:
            LookupError: when it is not there, or a member's.
        """
        if repo:
            raise LookupError("members are not looked at here")
        try:
            return self._tree.read(path)
        except (NotFoundError, InvalidError) as error:
            raise LookupError(error.message) from error
