"""An open workspace as the Python API holds it: one for each thread that uses the object."""

from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import Self

from wmsgit.api.documents import Documents
from wmsgit.api.reading import Reading
from wmsgit.api.threads import Ownership, PerThread
from wmsgit.errors import NotFoundError
from wmsgit.features.catalogue import EXTENSIONS
from wmsgit.workspace.workspace import Workspace


class OpenWorkspace:
    """The records of one workspace.

    Args:
        db_path: accepted for older callers and ignored; there is no database file. A folder is taken for
            `workspace_root` where that is not given.
        workspace_root: a folder inside the workspace; the current directory when None.
        create: make a workspace of the folder where there is none.
        naive_times: give times without their zone, in UTC, as the older system did.

    Attributes:
        db_path: what was given, else where the older system had its database.
        workspace_root: the workspace's folder.

    Raises:
        NotFoundError: when there is no workspace, and `create` is not set.
    """

    def __init__(
        self,
        db_path: str | Path | None = None,
        workspace_root: str | Path | None = None,
        *,
        create: bool = False,
        naive_times: bool = False,
    ) -> None:
        if workspace_root is None and db_path is not None and Path(db_path).is_dir():
            workspace_root, db_path = db_path, None
        start = Path(workspace_root or Path.cwd())
        root = _root(start, create=create)
        self._open(lambda: Workspace(root, extensions=EXTENSIONS), naive_times=naive_times)
        self.workspace_root = root
        self.db_path = Path(db_path) if db_path is not None else root / "workspace" / "workspace.db"

    def _open(self, make: Callable[[], Workspace], *, naive_times: bool) -> None:
        self._make = make
        self._naive_times = naive_times
        self._threads = PerThread(self._thread)

    def _thread(self) -> tuple[Workspace, Documents, Reading]:
        """What one thread works with."""
        workspace = self._make()
        documents = Documents(workspace, Ownership(self._threads), naive_times=self._naive_times)
        return workspace, documents, Reading(workspace, documents)

    @property
    def workspace(self) -> Workspace:
        """The workspace, as this thread has it open."""
        return self._threads.value()[0]

    @property
    def _documents(self) -> Documents:
        return self._threads.value()[1]

    @property
    def _reading(self) -> Reading:
        return self._threads.value()[2]

    def _over(self, make: Callable[[], Workspace]) -> Self:
        """The same object over another workspace, such as one at a revision."""
        other = copy(self)
        other._open(make, naive_times=self._naive_times)  # noqa: SLF001 - a copy of this object
        return other


def _root(start: Path, *, create: bool) -> Path:
    """The top of the workspace that a folder lies in.

    Raises:
        NotFoundError: when there is none, and `create` is not set.
    """
    try:
        return Workspace.find(start).root
    except NotFoundError as error:
        if create:
            from wmsgit.features.setup.actions.initialise import initialise, plan_init

            initialise(plan_init(start))
            return Workspace.find(start).root
        hint = f"WorkspaceDB(workspace_root={str(start)!r}, create=True) makes one"
        raise NotFoundError(error.message, where=error.where, hint=hint) from None
