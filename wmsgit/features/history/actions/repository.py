"""The past of a workspace as seen from one commit: its graph, the lives of its records and their fields."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from wmsgit.errors import NotFoundError
from wmsgit.features.history.actions.walk import walk
from wmsgit.features.history.graph import CommitGraph
from wmsgit.features.history.record_paths import RecordPaths, RecordVersions, Version
from wmsgit.model.identity import id_of_path, is_safe_id
from wmsgit.model.record import LoadedFile
from wmsgit.schema.kind import Kind
from wmsgit.workspace.workspace import Workspace

if TYPE_CHECKING:
    from wmsgit.workspace.revisions.parsing import BlobParser
    from wmsgit.workspace.revisions.tree import RevisionFile

SHORT = 10
"""How many digits of a commit's id a person is shown."""


class Past:
    """What leads to a commit. Kinds and folders are those of the workspace's schemas now.

    Args:
        ws: the workspace.
        start: the whole id of the commit; None for HEAD.

    Attributes:
        start: the whole id of the commit; None where there is no commit yet.
        ends: the positions of the commits before which a shallow clone knows nothing.
    """

    def __init__(self, ws: Workspace, start: str | None = None) -> None:
        from wmsgit.vcs.refs import read_head, shallow_boundary

        dirs = ws.require_dirs()
        self.start = start or read_head(dirs)
        self._ws = ws
        self.graph: CommitGraph = walk(dirs, ws.cache_dir, self.start, ws.memory) if self.start else CommitGraph()
        shallow = shallow_boundary(dirs).split()
        self.ends = {self.graph.positions[commit] for commit in shallow if commit in self.graph.positions}

    @property
    def position(self) -> int:
        """The position of the start in the graph.

        Raises:
            NotFoundError: when there is no commit yet.
        """
        if self.start is None:
            raise NotFoundError("there is no commit yet")
        return self.graph.positions[self.start]

    @cached_property
    def order(self) -> Mapping[int, int]:
        """The positions of all that leads to the start → the place of each, the newest first."""
        return {position: place for place, position in enumerate(self.graph.newest_first(self.position))}

    def is_since(self, position: int, since: datetime | None) -> bool:
        """Whether a commit was made at a moment or later; always for None."""
        return since is None or self.graph.details[position][2] >= since.timestamp()

    def end_note(self, position: int) -> str:
        """What to say where a shallow clone's history ends."""
        return (
            f"the clone is shallow: what was before {self.graph.ids[position][:SHORT]} cannot be known "
            "('git fetch --unshallow' brings the whole history)"
        )

    @cached_property
    def lives(self) -> RecordPaths:
        """The files of the records."""
        return RecordPaths(self.graph, lambda path: kind.name if (kind := self.kind_of(path)) else "")

    @cached_property
    def story(self) -> RecordVersions:
        """The fields of the records."""
        return self.new_story()

    def new_story(self) -> RecordVersions:
        """One that has read nothing yet."""
        return RecordVersions(self.lives, self._read)

    def kind_of(self, path: str) -> Kind | None:
        """The kind whose record a path is; None for every other path."""
        folder, _, name = path.removeprefix("records/").rpartition("/")
        if not is_safe_id(name.removesuffix(".yaml")) or "/." in f"/{folder}":
            return None
        while folder:
            if folder in self._folders:
                return self._folders[folder]
            folder = folder.rpartition("/")[0]
        return None

    @cached_property
    def _folders(self) -> Mapping[str, Kind]:
        return {kind.folder: kind for kind in self._ws.registry.kinds()}

    @cached_property
    def _parser(self) -> "BlobParser":
        from wmsgit.workspace.revisions.parsing import BlobParser

        return BlobParser(self._ws)

    def _read(self, versions: Sequence[Version]) -> Mapping[Version, LoadedFile]:
        files = [self._file(path, blob) for path, blob in versions]
        return dict(zip(versions, self._parser.parse(files, self._ws.registry), strict=True))

    def _file(self, path: str, blob: str) -> "RevisionFile":
        from wmsgit.workspace.revisions.tree import RevisionFile

        kind = self.kind_of(path)
        assert kind is not None  # only records' paths have lives
        return RevisionFile(path, kind.name, id_of_path(path), blob)
