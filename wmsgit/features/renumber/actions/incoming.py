"""Meetings: our records beside those of another commit, and the ids on which they collide."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from wmsgit.errors import InvalidError
from wmsgit.features.renumber.collisions import Collision, collisions
from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind
from wmsgit.store.document import read_document
from wmsgit.store.files import read_file
from wmsgit.store.layout import RECORDS, scan
from wmsgit.vcs.history.commits import merge_base, versions
from wmsgit.vcs.objects.blobs import read_blobs
from wmsgit.vcs.objects.revisions import LINK_MODE, tree_files
from wmsgit.vcs.repository import Repository
from wmsgit.workspace.workspace import Workspace

_SUFFIX = ".yaml"


@dataclass(frozen=True)
class IncomingRecords:
    """Our records and those of a commit that they are going to meet, or have met.

    Attributes:
        ws: our workspace.
        theirs: the id of the commit.
    """

    ws: Workspace
    theirs: str

    @cached_property
    def base(self) -> str | None:
        """The commit at which the histories part; None when they have nothing in common or we have no commit."""
        head = Repository(self.ws.root).head()
        return merge_base(self.ws.root, head, self.theirs) if head else None

    @cached_property
    def base_files(self) -> dict[str, str]:
        """Path → blob id of the record files at the base."""
        return _record_files(self.ws, self.base) if self.base else {}

    @cached_property
    def their_files(self) -> dict[str, str]:
        """Path → blob id of the record files of the other side."""
        return _record_files(self.ws, self.theirs)

    def collisions(self) -> list[Collision]:
        """Our records whose ids the other side has given to other records.

        A file that was the same on both sides at some time is one record that went two ways, and none of these.
        """
        kinds = [kind for kind in self.ws.registry.kinds() if not kind.id_of]
        paths = [path for kind in kinds for path in scan(self.ws.root, kind.folder).files]
        result = collisions(sorted(paths), self._own(self.base_files), self._own(self.their_files))
        doubtful = [item.path for item in result if item.path == item.taken_by]
        went_on = {path for path, _ in self._versions(doubtful)} if doubtful else set()
        texts = dict(zip(doubtful, _texts(self.ws, [self.their_files[path] for path in doubtful]), strict=True))
        same = {path for path, text in texts.items() if text == read_file(self.ws.root, path)} | went_on
        return [item for item in result if item.path not in same]

    def _versions(self, paths: Collection[str]) -> set[tuple[str, str]]:
        """Path and blob id of what both sides have had there: one record, which then went on on its own."""
        since, root = self.base, self.ws.root
        if since is None:
            return set()
        return versions(root, since, "HEAD", paths) & versions(root, since, self.theirs, paths)

    def _own(self, files: Collection[str]) -> list[str]:
        """The files without those of kinds whose records have the ids of another kind's."""
        shared = tuple(f"{RECORDS}/{kind.folder}/" for kind in self.ws.registry.kinds() if kind.id_of)
        return [path for path in files if not path.startswith(shared)]

    def base_data(self, kind: Kind, path: str) -> Data | None:
        """A record's fields at the base, wherever it lay there; None where it was not there or cannot be read."""
        blob = self.base_files.get(path) or self._by_name.get(path.rpartition("/")[2])
        if blob is None:
            return None
        try:
            return read_document(_texts(self.ws, [blob])[0], kind.shape, path=path).data
        except InvalidError:
            return None

    @cached_property
    def _by_name(self) -> dict[str, str]:
        return {path.rpartition("/")[2]: blob for path, blob in self.base_files.items()}


def _record_files(ws: Workspace, commit: str) -> dict[str, str]:
    """Path → blob id of what lies in some folder below `records/`: the other side may have kinds that we lack."""
    result = [file for file in tree_files(ws.root, commit, [RECORDS]) if file.mode != LINK_MODE]
    return {file.path: file.blob for file in result if file.path.endswith(_SUFFIX) and file.path.count("/") > 1}


def _texts(ws: Workspace, blobs: Iterable[str]) -> list[bytes]:
    return [text for _, text in read_blobs(ws.root, blobs)]
