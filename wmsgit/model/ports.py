"""Ports: what the rooms of logic ask of files, as Protocols that the rooms above fill in."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, Protocol

Pointer = tuple[str | int, ...]
"""The way to a value in a record: keys and list positions from the top."""


class Positions(Protocol):
    """Where values stand in one file."""

    def __call__(self, pointer: Pointer, /, *, key: bool = False) -> tuple[int, int]:
        """Line and column, from 1, of a value (of its key with `key`), or of the nearest thing around it."""
        ...


class Places(Protocol):
    """Where values stand in any file of the workspace."""

    def __call__(self, path: str, pointer: Pointer, /, *, key: bool = False) -> tuple[int, int]:
        """As `Positions`, for the file at `path`; (0, 0) where that is unknown."""
        ...


class WorkspaceFiles(Protocol):
    """Which files there are beside the records."""

    def exists(self, path: str) -> bool | None:
        """Whether something stands at `path`, which is relative to the workspace or `repository/path`.

        None where that is unknown here, because the repository is not checked out.
        """
        ...


class BlobContent(NamedTuple):
    """What a blob holds.

    Attributes:
        blob: its id.
        size_bytes: how large it is.
        data: its bytes; None where it is larger than the reader was told to take, or is not there at all
            (`size_bytes` is then -1).
    """

    blob: str
    size_bytes: int
    data: bytes | None


class RepositoryView(Protocol):
    """One state of one repository, read-only: a revision, Git's index, or the worktree."""

    @property
    def commit(self) -> str:
        """The commit that the state is, or is based on; empty where there is none yet."""
        ...

    @property
    def identity(self) -> str:
        """What the state is known by, so that what was found in it holds for good; empty for one that may change."""
        ...

    def files(self) -> Mapping[str, str]:
        """Path → blob id of every regular file that Git knows of, by path; nothing ignored, no links."""
        ...

    def others(self) -> Mapping[str, Literal["link", "submodule"]]:
        """Path → what stands there, for what Git knows of and is no regular file."""
        ...

    def read(self, blobs: Iterable[str], *, max_bytes: int) -> Iterator[BlobContent]:
        """These blobs, each once, in the order asked, from one process."""
        ...

    def renames(self, since: str) -> Mapping[str, str]:
        """Path now → path at the commit `since`, of the files that Git takes for renamed.

        Empty where that commit is not there, as in a shallow clone.
        """
        ...

    def is_before(self, commits: Collection[str]) -> bool:
        """Whether the commit of this state is an ancestor of one of these; those that are not here do not count."""
        ...

    def lacks(self, commits: Collection[str]) -> frozenset[str]:
        """Those of these commits that are not here."""
        ...

    def changed(self, base: str) -> frozenset[str]:
        """The paths of this state that differ from where it left `base`: a commit or a branch."""
        ...


class FactCache(Protocol):
    """Facts about blobs that were extracted before. A fact is a JSON value. Losing one costs time alone."""

    def load(self, extractor: str, blobs: Collection[str]) -> Mapping[str, Any]:
        """Blob id → fact, of those of these blobs that are known to the extractor (its name and version)."""
        ...

    def save(self, extractor: str, facts: Mapping[str, Any]) -> None:
        """Keep facts; where that cannot be done, nothing happens."""
        ...


class Mapper(Protocol):
    """The same work on many items, on every core where that can be done safely."""

    def __call__(self, work: Callable[[Any], Any], items: Sequence[Any], /) -> Iterable[Any]:
        """`work(item)` for each item, in order; results are pickled."""
        ...


class TextMerge(Protocol):
    """Git's own merge of texts, line by line."""

    def favouring(self, base: bytes, ours: bytes, theirs: bytes, *, side: Literal["ours", "theirs"]) -> bytes | None:
        """The merged text, with the lines of this side where both changed the same; None where it is no text."""
        ...

    def clean(self, base: bytes, ours: bytes, theirs: bytes) -> bytes | None:
        """The merged text where nothing conflicts; None where something does, or where it is no text."""
        ...

    def marking(self, base: bytes, ours: bytes, theirs: bytes, *, marker_size: int) -> bytes | None:
        """The merged text with its conflicts between markers; None where it is no text."""
        ...


class RepositoryState(Protocol):
    """How the clone of a repository on this machine stands. Ages are in days."""

    def branch(self) -> str:
        """The branch that is checked out; empty when HEAD is on none."""
        ...

    def default_branch(self) -> str:
        """What the remote has for its default branch; empty where that is not known."""
        ...

    def branches(self) -> Mapping[str, float]:
        """Branch → days since its last commit."""
        ...

    def dirty_days(self) -> float | None:
        """Days since the oldest change that is not committed; None where there is none."""
        ...

    def unpushed_days(self) -> Mapping[str, float]:
        """Branch → days since the oldest of its commits that no remote has."""
        ...

    def tags_at(self, commit: str) -> Sequence[str]:
        """The tags of a commit."""
        ...


class CommitText(NamedTuple):
    """How one commit is written: its id, the author's address, the subject, the rest, and whether it is a merge."""

    id: str
    author: str
    subject: str
    body: str
    is_merge: bool


class RepositoryHistory(Protocol):
    """What the history of a repository says. Each question is answered when it is asked."""

    def touched(self, commit: str, days: int) -> frozenset[str] | None:
        """The paths that commits of the last days have touched, on the way to a commit; None where that is unknown."""
        ...

    def commits(self, branch: str, since: str, otherwise: str) -> Sequence[CommitText] | None:
        """The commits of a branch since a day; of the commit `otherwise` where there is none; None where unknown."""
        ...

    def at(self, revision: str) -> RepositoryView | None:
        """The files at a revision; None where the repository has no such revision."""
        ...
