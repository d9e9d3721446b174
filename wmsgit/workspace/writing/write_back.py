"""Landing: how a transaction's files reach the disk and Git, and how they are put back when that fails."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wmsgit.disk.writer import read_plain, remove_file, write_file, write_files
from wmsgit.errors import ConflictError, GitError, InvalidError, WmsgitError
from wmsgit.model.change import RecordChange, field_changes, subject_of
from wmsgit.model.record import Data
from wmsgit.model.text import one_line
from wmsgit.store.files import require_no_links
from wmsgit.store.keeping import Kept
from wmsgit.vcs.history.operations import TRAILER
from wmsgit.vcs.locate import PRIVATE
from wmsgit.vcs.write.message import Trailers
from wmsgit.workspace.writing.leftovers import noted_folders

if TYPE_CHECKING:
    from wmsgit.vcs.repository import Repository
    from wmsgit.vcs.status import PathState
    from wmsgit.workspace.workspace import Workspace

_MAX_BODY_LINES = 100
Titles = Callable[[str, Mapping[str, Any]], str]


@dataclass(frozen=True, slots=True)
class PendingFile:
    """One file of a transaction.

    Attributes:
        path: relative to the workspace.
        kind, id: the record's; empty for a file that is no record.
        before, after: the bytes before and after; None where there is no file.
        old, new: the record's fields before and after.
        moved_from: the id that the record of a new file had before; empty for any other file.
    """

    path: str
    kind: str
    id: str
    before: bytes | None
    after: bytes | None
    old: Data | None
    new: Data | None
    moved_from: str = ""

    def becoming(self, after: bytes | None, new: Data | None) -> "PendingFile":
        """The same file with another end."""
        return replace(self, after=after, new=new)

    def change(self, title: Titles) -> RecordChange:
        """What happens to the record."""
        return _change(self, (self.old or {}) if self.before is not None else None, title)


class WriteBack:
    """Writes files and commits them.

    Args:
        workspace: where.
        commit: False leaves the commit to the user; None asks `git config wmsgit.commit`.
    """

    def __init__(self, workspace: "Workspace", *, commit: bool | None) -> None:
        self._workspace = workspace
        self._adopted: tuple[str, ...] = ()
        self._commits = self._wants_commit() if commit is None else commit

    def _wants_commit(self) -> bool:
        return self._workspace.dirs is None or self._workspace.config.get("wmsgit.commit") != "manual"

    def require_ready(self) -> None:
        """Refuse early what would fail late, and import what the write needs before the lock is held.

        Raises:
            GitError: when there is no repository to commit to.
            ConflictError: in the middle of a merge, rebase or cherry-pick.
        """
        import jsonschema

        from wmsgit.workspace.settings import require_release

        _ = jsonschema
        require_release(self._workspace)
        if not self._commits:
            return
        from wmsgit.vcs.progress import in_progress
        from wmsgit.vcs.write.commit import prepare

        dirs = self._workspace.dirs
        if dirs is None:
            raise GitError(
                "the workspace is not the top of a Git repository, so nothing can be committed",
                where=str(self._workspace.root),
                hint="'git init' makes one; --no-commit writes without",
            )
        operation = in_progress(dirs)
        if operation:
            raise ConflictError(
                f"a {operation} is in progress", hint="finish it first; --no-commit writes without a commit"
            )
        prepare()

    def adopt(self, paths: Iterable[str]) -> None:
        """Commit these files too, as they stand on disk."""
        self._adopted = (*self._adopted, *paths)

    def land(
        self,
        files: Sequence[PendingFile],
        changes: Sequence[RecordChange],
        *,
        op: str,
        message: str,
        subject: str,
        title: Titles,
        trailers: Trailers | None = None,
    ) -> str:
        """Write the files and commit them.

        Returns:
            The commit's id; empty when nothing changed or the commit is the user's.

        Raises:
            ConflictError: when a file is partly staged or has changed since it was read.
            GitError: when writing or committing fails; then every file is as it was.
        """
        paths = [*(pending.path for pending in files), *self._adopted]
        if not paths:
            return ""
        self._require_unchanged(files)
        if not self._commits:
            self._write(files)
            return ""
        said = {TRAILER: op, **(trailers or {})}
        return self._commit(files, changes, paths, message=message, subject=subject, title=title, trailers=said)

    def _commit(
        self,
        files: Sequence[PendingFile],
        changes: Sequence[RecordChange],
        paths: list[str],
        *,
        message: str,
        subject: str,
        title: Titles,
        trailers: Trailers,
    ) -> str:
        from wmsgit.vcs.repository import Repository
        from wmsgit.vcs.write.commit import commit_paths

        repository = Repository(self._workspace.root, self._workspace.config)
        states = repository.states(paths)
        _require_whole(states)
        moved = self._moved(repository, files, states)
        said = self._since_head(repository, files, changes, states, moved, title)
        text = _message(subject or subject_of(said) or str(trailers[TRAILER]), message, said)
        with self._keeping() as kept:
            self._write(files, kept)
            try:
                return commit_paths(repository, [*paths, *moved.values()], text, trailers=trailers)
            except BaseException:
                self._put_back(files, kept)
                raise

    def _keeping(self) -> AbstractContextManager[Kept | None]:
        dirs = self._workspace.dirs
        return Kept(self._workspace.root, dirs.git_dir, f"{PRIVATE}/before") if dirs else nullcontext()

    def _moved(
        self, repository: "Repository", files: Sequence[PendingFile], states: Mapping[str, "PathState"]
    ) -> dict[str, str]:
        """Path → where HEAD has the record, for those that a person has moved: both belong to one commit."""
        unknown = [item for item in files if item.kind and item.before is not None and not states[item.path].in_head]
        if not unknown:
            return {}
        gone = [item.path for item in repository.changed_paths("records") if item.change == "deleted"]
        found: dict[str, str] = {}
        for pending in unknown:
            folder, name = f"records/{self._workspace.kind(pending.kind).folder}/", pending.path.rpartition("/")[2]
            old = next((path for path in gone if path.startswith(folder) and path.endswith(f"/{name}")), "")
            found |= {pending.path: old} if old else {}
        return found

    def _since_head(
        self,
        repository: "Repository",
        files: Sequence[PendingFile],
        changes: Sequence[RecordChange],
        states: Mapping[str, "PathState"],
        moved: Mapping[str, str],
        title: Titles,
    ) -> list[RecordChange]:
        """The changes as the commit will have them: hand edits of the same files since HEAD are part of them."""
        said = {change.path: change for change in changes}
        for pending in files:
            state = states[pending.path]
            differs = state.staged or state.unstaged or not state.in_head
            if pending.path in said and pending.before is not None and differs:
                at = moved.get(pending.path, pending.path if state.in_head else "")
                committed = repository.blob("HEAD", at) if at else None
                said[pending.path] = _change(pending, self._read(pending, committed), title)
        return list(said.values())

    def _read(self, pending: PendingFile, text: bytes | None) -> Data | None:
        from wmsgit.store.document import read_document

        if text is None:
            return None
        try:
            return read_document(text, self._workspace.kind(pending.kind).shape).data
        except InvalidError:
            return {}

    def _require_unchanged(self, files: Sequence[PendingFile]) -> None:
        """Refuse when an editor has written a file since it was read: its text would be lost; and links."""
        for pending in files:
            require_no_links(self._workspace.root, pending.path)
            if self._on_disk(pending.path) != pending.before:
                raise ConflictError("the file has changed in between", where=pending.path, hint="try again")

    def _write(self, files: Sequence[PendingFile], kept: Kept | None = None) -> None:
        root = self._workspace.root
        for pending in files:
            if kept and pending.before is not None:
                kept.keep(pending.path)
        dirs = self._workspace.dirs
        folders = {item.path.rpartition("/")[0] for item in files if item.after is not None}
        try:
            with noted_folders(dirs, folders) if dirs else nullcontext():
                write_files(root, [(item.path, item.after) for item in files if item.after is not None])
            for pending in files:
                if pending.after is None:
                    remove_file(root, pending.path)
        except BaseException:
            self._put_back(files, kept)
            raise

    def _put_back(self, files: Iterable[PendingFile], kept: Kept | None) -> None:
        """Undo what was written. A file that resists does not keep the others from being put back."""
        resisting = []
        for pending in files:
            try:
                if self._on_disk(pending.path) != pending.before:
                    self._restore(pending, kept)
            except (WmsgitError, OSError) as error:
                resisting.append(f"{pending.path}: {error}")
        if resisting:
            raise GitError("the write failed, and these files could not be put back", details=resisting)

    def _restore(self, pending: PendingFile, kept: Kept | None) -> None:
        root = self._workspace.root
        if pending.before is None:
            remove_file(root, pending.path)
        elif not (kept and kept.restore(pending.path)):
            write_file(root, pending.path, pending.before)

    def _on_disk(self, path: str) -> bytes | None:
        return read_plain(self._workspace.root, path)


def _change(pending: PendingFile, old: Data | None, title: Titles) -> RecordChange:
    if pending.after is None:
        named = title(pending.kind, pending.old or {})
        return RecordChange(pending.kind, pending.id, pending.path, "removed", named)
    new = pending.new or {}
    if old is None:
        change = RecordChange(pending.kind, pending.id, pending.path, "added", title(pending.kind, new))
        before = pending.moved_from
        return replace(change, change="renamed", old_id=before) if before else change
    fields = field_changes(old, new)
    return RecordChange(pending.kind, pending.id, pending.path, "changed", title(pending.kind, new), fields)


def _require_whole(states: Mapping[str, "PathState"]) -> None:
    partly = [path for path, state in states.items() if state.partly_staged]
    if partly:
        raise ConflictError(
            "the file is partly staged, and a commit would take all of it",
            where=partly[0],
            details=partly[1:],
            hint="stage the rest with 'git add', or commit what is staged first",
        )


def _message(subject: str, body: str, changes: Sequence[RecordChange]) -> str:
    """The whole message; what comes from records has nothing in it that commands the terminal of `git log`."""
    parts = [one_line(subject), body.strip()]
    if len(changes) > 1:
        lines = [f"- {' '.join(one_line(str(change)).split())}" for change in changes[:_MAX_BODY_LINES]]
        more = len(changes) - _MAX_BODY_LINES
        parts.append("\n".join([*lines, *([f"- and {more:,} more"] if more > 0 else [])]))
    return "\n\n".join(filter(None, parts))
