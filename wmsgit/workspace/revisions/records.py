"""The records of a commit: the door for whoever compares revisions or follows a record through them.

    before, after = records_at(ws, old.commit), records_at(ws, new.commit)
    changed = [key for key, file in after.files.items() if key in before.files
               and before.files[key].content != file.content]
    for key, found in after.read(changed).items(): ...

`files` costs two git processes and no parsing, and equal `content` means equal data: compare that first, and
`read` what differs. What was parsed once, at whatever revision, is not parsed again (see `cache`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from wmsgit.model.finding import Finding, in_order
from wmsgit.model.loaded import LoadedFile
from wmsgit.model.record import Record
from wmsgit.model.revision import Revision
from wmsgit.schema.registry import Registry
from wmsgit.workspace.revisions.parsing import BlobParser
from wmsgit.workspace.revisions.tree import RevisionFile, RevisionTree, read_tree
from wmsgit.workspace.workspace import Workspace

Key = tuple[str, str]
"""A kind's name and an id."""


@dataclass(frozen=True, slots=True)
class RevisionRecord:
    """A record as a commit has it.

    Attributes:
        record: the record; its path is that of the commit.
        file: where it came from, with the blob's id.
    """

    record: Record
    file: RevisionFile

    @property
    def blob(self) -> str:
        """The id of the file's content."""
        return self.file.blob


class RevisionRecords(Mapping[Key, RevisionRecord]):
    """The readable records of one commit by kind and id. As a mapping it parses all of them at its first use.

    Where two files have one kind and id, in different folders, the first by path is the record; `tree.files`
    has both.

    Attributes:
        tree: the commit's files, kinds and schemas.
        files: every record file by kind and id, those that cannot be read among them; nothing is parsed.
    """

    def __init__(self, tree: RevisionTree, parser: BlobParser) -> None:
        self.tree = tree
        self.files: Mapping[Key, RevisionFile] = {(file.kind, file.id): file for file in reversed(tree.files)}
        self._parser = parser

    @property
    def registry(self) -> Registry:
        """The kinds as the commit's own schemas have them."""
        return self.tree.registry

    def __getitem__(self, key: Key) -> RevisionRecord:
        return self._all[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def read(self, keys: Iterable[Key]) -> dict[Key, RevisionRecord]:
        """The records of these keys, parsing no others; unknown and unreadable ones are left out."""
        return self._records([self.files[key] for key in keys if key in self.files])

    def load(self, files: Collection[RevisionFile]) -> list[LoadedFile]:
        """These files of the commit as they are, with a finding for each that cannot be read."""
        return list(self._parser.parse(list(files), self.registry))

    @cached_property
    def unreadable(self) -> tuple[Finding, ...]:
        """Why files in the kinds' folders are no records; those with the code `STRAY` were not meant as such."""
        broken = [file.problem for file in self._loaded if file.problem]
        return tuple(in_order({*broken, *self.tree.strays}))

    @cached_property
    def _loaded(self) -> list[LoadedFile]:
        return self.load(self.tree.files)

    @cached_property
    def _all(self) -> dict[Key, RevisionRecord]:
        return self._records(list(self.files.values()))

    def _records(self, files: Sequence[RevisionFile]) -> dict[Key, RevisionRecord]:
        return {
            (file.kind, file.id): RevisionRecord(Record(file.kind, file.id, loaded.data, file.path), file)
            for file, loaded in zip(files, self.load(files), strict=True)
            if loaded.data is not None
        }


def records_at(ws: Workspace, commit: str, parser: BlobParser | None = None) -> RevisionRecords:
    """The records of a commit, read by the schemas that it has.

    Args:
        ws: the workspace.
        commit: a whole id, as `Revision.commit` is; `revision_of` makes one of what a person types.
        parser: one that several commits share; they then look for their parsed records once.

    Raises:
        GitError: when there is no such commit, or the workspace is not the top of a repository.
    """
    return RevisionRecords(read_tree(ws, commit), parser or BlobParser(ws))


def revision_of(ws: Workspace, text: str) -> Revision:
    """The commit that a ref or a date means: see `wmsgit.vcs.objects.revisions.resolve_revision`.

    Raises:
        NotFoundError, IncompleteError: when there is none, or it cannot be known.
        GitError: when the workspace is not the top of a repository.
    """
    from wmsgit.vcs.objects.revisions import resolve_revision

    return resolve_revision(ws.require_dirs().worktree, text, ws.now())
