"""The journal: what a write is about to do, kept in the Git directory until it is done, so that it can be undone.

There is one a worktree, under the lock of all writers. It has, of each file, the digest of its bytes before and after,
and whether the index had it; and what HEAD was. The bytes before are held aside by hard links, for to put them back
takes no space then, also on a full disk.
"""

import errno
import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from wmsgit.disk.folder import LinkError, link_refusal, read_plain, words_of
from wmsgit.disk.temporary import EXCLUDED, sweep_folder
from wmsgit.disk.writer import clear_folder, link_file, move_between, remove_file, write_file
from wmsgit.errors import GitError, InvalidError, NotFoundError, WmsgitError
from wmsgit.vcs.locate import PRIVATE, GitDirs

_JOURNAL = f"{PRIVATE}/journal"
INTEGRATION = f"{PRIVATE}/integration"
"""What `wmsgit.workspace.writing.integration` notes beside the journal."""
_KEPT = f"{PRIVATE}/before"
_EXCLUDE = "info/exclude"
# The file system has no hard links here, or the Git directory lies on another one: then a copy must do.
_NO_LINKS = frozenset({errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP})


class JournalFile(NamedTuple):
    """One file of a write.

    Attributes:
        path: relative to the workspace.
        before, after: the digests of its bytes; empty where there is no file.
        tracked: whether the index had it.
        kept: the name under which the bytes before are held; empty where there were none, or they do not change.
    """

    path: str
    before: str
    after: str
    tracked: bool
    kept: str


_FILE_FIELDS = JournalFile._fields


class JournalEntry(NamedTuple):
    """What one write is about to do.

    Attributes:
        op: its name, such as `task set`.
        trailer: the line of its commit's message by which it is known; empty when it makes no commit.
        head: what HEAD was; None where there was no commit.
        files: what it touches.
    """

    op: str
    trailer: str
    head: str | None
    files: tuple[JournalFile, ...]


def digest_of(text: bytes | None) -> str:
    """The digest of a file's bytes; empty where there is no file."""
    return "" if text is None else sha256(text).hexdigest()


class WriteJournal:
    """The journal of one worktree. The lock must be held by whoever changes it."""

    def __init__(self, dirs: GitDirs) -> None:
        self._dirs = dirs

    @property
    def exists(self) -> bool:
        """Whether a write has begun and not ended."""
        return (self._dirs.git_dir / _JOURNAL).is_file()

    def begin(
        self,
        op: str,
        files: Sequence[tuple[str, bytes | None, bytes | None]],
        *,
        trailer: str,
        head: str | None,
        untracked: Collection[str],
    ) -> JournalEntry:
        """Write down what is about to be done, and hold aside what will be replaced.

        Args:
            op: the operation's name.
            files: path, bytes before and bytes after of each.
            trailer: see `JournalEntry`.
            head: see `JournalEntry`.
            untracked: the paths that the index does not have.

        Raises:
            InvalidError: when a symbolic link stands on the way.
            GitError: when the file system refuses, as a full disk does.
        """
        _exclude_temporary(self._dirs.common_dir)
        clear_folder(self._dirs.git_dir, _KEPT)
        entry = JournalEntry(
            op,
            trailer,
            head,
            tuple(
                JournalFile(
                    path,
                    digest_of(before),
                    digest_of(after),
                    path not in untracked,
                    self._keep(path, before, str(number)) if before is not None and before != after else "",
                )
                for number, (path, before, after) in enumerate(files)
            ),
        )
        noted = {**entry._asdict(), "files": [dict(zip(_FILE_FIELDS, file, strict=True)) for file in entry.files]}
        write_file(self._dirs.git_dir, _JOURNAL, json.dumps(noted).encode())
        return entry

    def read(self) -> JournalEntry | None:
        """What was begun and has not ended; None when there is nothing of the kind.

        Raises:
            InvalidError: when the journal cannot be read.
        """
        text = read_plain(self._dirs.git_dir, _JOURNAL)
        if text is None:
            return None
        try:
            return _entry(json.loads(text))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise InvalidError(
                "the journal of an interrupted write cannot be read",
                where=str(self._dirs.git_dir / _JOURNAL),
                hint="'wmsgit doctor --recover keep' leaves the files as they are and drops it",
            ) from error

    def end(self) -> None:
        """The write is whole or undone: nothing is kept any more."""
        with suppress(NotFoundError):
            remove_file(self._dirs.git_dir, _JOURNAL, sync=False)
        clear_folder(self._dirs.git_dir, _KEPT)

    def put_back(self, entry: JournalEntry) -> None:
        """Make every file what it was before. One that resists does not keep the others from being put back.

        Raises:
            GitError: naming those that resisted.
        """
        resisting = []
        for file in entry.files:
            try:
                if digest_of(read_plain(self._dirs.worktree, file.path)) != file.before:
                    self._restore(file)
            except (WmsgitError, OSError) as error:
                resisting.append(f"{file.path}: {error}")
        if resisting:
            raise GitError("the write failed, and these files could not be put back", details=resisting)
        for folder in {file.path.rpartition("/")[0] for file in entry.files}:
            sweep_folder(self._dirs.worktree, folder)

    def _keep(self, path: str, before: bytes, name: str) -> str:
        try:
            link_file(self._dirs.worktree, path, self._dirs.git_dir, f"{_KEPT}/{name}")
        except LinkError as error:
            raise link_refusal(path, str(error.filename or path)) from error
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise GitError(f"the write cannot begin: {words_of(error)}", where=path) from error
            write_file(self._dirs.git_dir, f"{_KEPT}/{name}", before)
        return name

    def _restore(self, file: JournalFile) -> None:
        if not file.before:
            remove_file(self._dirs.worktree, file.path)
            return
        kept = f"{_KEPT}/{file.kept}"
        text = read_plain(self._dirs.git_dir, kept) if file.kept else None
        if text is None or digest_of(text) != file.before:
            raise GitError("its text of before is not there any more")
        try:
            move_between(self._dirs.git_dir, kept, self._dirs.worktree, file.path)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            write_file(self._dirs.worktree, file.path, text)


def _entry(value: Any) -> JournalEntry:
    files = tuple(JournalFile(**_checked(file)) for file in value["files"])
    head = value["head"]
    if not isinstance(value["op"], str) or not isinstance(value["trailer"], str) or not isinstance(head, str | None):
        raise TypeError("a journal of another form")
    return JournalEntry(value["op"], value["trailer"], head, files)


def _checked(file: Mapping[str, Any]) -> Mapping[str, Any]:
    texts = (file["path"], file["before"], file["after"], file["kept"])
    if not all(isinstance(text, str) for text in texts) or not isinstance(file["tracked"], bool):
        raise TypeError("a journal of another form")
    return file


def _exclude_temporary(common_dir: Path) -> None:
    """Adds the name of temporary files to what this clone ignores (gitignore, `$GIT_DIR/info/exclude`)."""
    with suppress(WmsgitError):
        text = read_plain(common_dir, _EXCLUDE) or b""
        line = EXCLUDED.encode()
        if line not in text.split(b"\n"):
            head = text if not text or text.endswith(b"\n") else text + b"\n"
            write_file(common_dir, _EXCLUDE, head + line + b"\n")
