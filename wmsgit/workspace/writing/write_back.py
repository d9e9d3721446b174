"""Landing: how a transaction's files reach the disk and Git, and how they are put back when that fails."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wmsgit.disk.folder import read_plain
from wmsgit.disk.writer import remove_file, write_files
from wmsgit.errors import ConflictError, GitError, InvalidError
from wmsgit.model.change import RecordChange, WrittenRecord, subject_of
from wmsgit.model.record import Data
from wmsgit.schema.registry import SUFFIX, packaged_schemas
from wmsgit.store.files import is_absent, require_no_links
from wmsgit.vcs.interrupts import interrupts_held_back
from wmsgit.vcs.message import TRAILER, Trailers, trailer_line
from wmsgit.vcs.write.staging import is_out_of_index
from wmsgit.workspace.writing.journal import WriteJournal
from wmsgit.workspace.writing.judging import judge, require_checked_out
from wmsgit.workspace.writing.pending import PendingFile, changes_since, written_records
from wmsgit.workspace.writing.subjects import compose_message
from wmsgit.workspace.writing.values import WriteOptions

if TYPE_CHECKING:
    from wmsgit.vcs.repository import Repository
    from wmsgit.vcs.status import PathState
    from wmsgit.workspace.workspace import Workspace


class WriteBack:
    """Writes files and commits them.

    Args:
        workspace: where.
        commit: False leaves the commit to the user; None asks `git config wmsgit.commit`.

    Attributes:
        adopted: the files that are committed as they stand on disk.
        warnings: what the caller should know.
    """

    def __init__(self, workspace: "Workspace", *, commit: bool | None) -> None:
        self._workspace = workspace
        self.adopted: tuple[str, ...] = ()
        self._saved: tuple[WrittenRecord, ...] = ()
        self.warnings: list[str] = []
        self._commits = self._wants_commit() if commit is None else commit

    def _wants_commit(self) -> bool:
        return self._workspace.dirs is None or self._workspace.config.get("wmsgit.commit") != "manual"

    def require_ready(self) -> None:
        """Refuse early what would fail late, and import what the write needs before the lock is held.

        Raises:
            GitError: when there is no repository to commit to.
            ConflictError: in the middle of a merge, rebase or cherry-pick.
        """
        from wmsgit.workspace.settings import require_release

        require_release(self._workspace)
        if not self._commits:
            return
        from wmsgit.vcs.refs import in_progress
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
            how = "'wmsgit merge' shows what is open" if operation in {"merge", "rebase"} else "finish it first"
            raise ConflictError(f"a {operation} is in progress", hint=f"{how}; --no-commit writes without a commit")
        prepare()

    def adopt(self, paths: Iterable[str], records: Iterable[WrittenRecord]) -> None:
        """Commit these files too, as they stand on disk; `records` are those among them, against HEAD."""
        self.adopted = (*self.adopted, *paths)
        self._saved = (*self._saved, *records)

    def land(
        self,
        files: Sequence[PendingFile],
        changes: Sequence[RecordChange],
        *,
        op: str,
        options: WriteOptions,
        subject: str,
        trailers: Trailers | None = None,
    ) -> str:
        """Write the files and commit them, unless a dry run only asks whether that would be refused.

        Returns:
            The commit's id; empty when nothing changed or the commit is the user's.

        Raises:
            ConflictError: when a file is partly staged, not checked out or has changed since it was read, or a review
                would refuse it.
            GitError: when writing or committing fails; then every file is as it was.
        """
        paths = [*(pending.path for pending in files), *self.adopted]
        if not paths:
            return ""
        require_checked_out(self._workspace.left_out, [item.path for item in files if item.before is not None])
        if options.dry_run or not self._commits:
            self.warnings += judge(self._workspace, op, options, [*written_records(files, {}), *self._saved])[0]
        if options.dry_run:
            return ""
        self._require_unchanged(files)
        if not self._commits:
            with self._journaled(op, files, head=self._head()):
                self._write(files)
            return ""
        given = {TRAILER: op, **(trailers or {})}
        return self._commit(files, changes, paths, options=options, subject=subject, trailers=given)

    def _commit(
        self,
        files: Sequence[PendingFile],
        changes: Sequence[RecordChange],
        paths: list[str],
        *,
        options: WriteOptions,
        subject: str,
        trailers: Trailers,
    ) -> str:
        from wmsgit.vcs.config import has_commit_hooks
        from wmsgit.vcs.repository import Repository
        from wmsgit.vcs.write.commit import commit_paths

        repository = Repository(self._workspace.root, self._workspace.config)
        schemas = self._schemas_beside(files, paths)
        states = repository.states([*paths, *schemas])
        strange = [path for path in schemas if not states.pop(path).in_head]
        _require_whole(states)
        moved = self._moved(repository, files, states)
        heads = self._heads(repository, files, states, moved)
        op, written = str(trailers[TRAILER]), [*written_records(files, heads), *self._saved]
        warnings, recorded = judge(self._workspace, op, options, written, strange)
        self.warnings += warnings
        trailers = {**trailers, **recorded}
        since = changes_since(files, changes, heads, self._workspace.kind)
        text = compose_message(subject or subject_of(since) or op, options.message, since)
        untracked = {path for path, state in states.items() if not state.tracked}
        journaled = self._journaled(
            op, files, head=repository.head(), trailer=trailer_line(trailers), untracked=untracked
        )
        with interrupts_held_back() as hold, journaled:
            self._write(files)
            hold()
            commit = commit_paths(
                repository,
                [*paths, *moved.values()],
                text,
                trailers=trailers,
                states=states,
                warn=self.warnings.append,
            )
        if commit and has_commit_hooks(repository.dirs, repository.config):
            from wmsgit.workspace.writing.hook_changes import hook_changes

            self.warnings += hook_changes(self._workspace, repository, commit, files, [*paths, *moved.values()])
        return commit

    def _head(self) -> str | None:
        from wmsgit.vcs.refs import read_head

        return read_head(self._workspace.dirs) if self._workspace.dirs else None

    @contextmanager
    def _journaled(
        self,
        op: str,
        files: Sequence[PendingFile],
        *,
        head: str | None,
        trailer: str = "",
        untracked: Collection[str] = (),
    ) -> Iterator[None]:
        """Keeps the journal of a write; puts every file back when it fails."""
        dirs = self._workspace.dirs
        if dirs is None:
            with self._put_back_on_failure(files):
                yield
            return
        journal = WriteJournal(dirs)
        texts = [(item.path, item.before, item.after) for item in files]
        texts += [(path, text, text) for path in self.adopted for text in [self._on_disk(path)]]
        entry = journal.begin(op, texts, trailer=trailer, head=head, untracked=untracked)
        warned = len(self.warnings)
        try:
            yield
        except BaseException:
            journal.put_back(entry)
            # What is left in the index can be taken out again when its lock is gone, or the disk has room: by the next
            # write.
            if is_out_of_index(dirs, untracked):
                journal.end()
            raise
        # So can the older content that the index shows after a commit whose git was killed.
        if len(self.warnings) == warned or not (dirs.git_dir / "index.lock").exists():
            journal.end()

    @contextmanager
    def _put_back_on_failure(self, files: Sequence[PendingFile]) -> Iterator[None]:
        """What the journal does, where there is no Git directory to keep one in."""
        root = self._workspace.root
        try:
            yield
        except BaseException:
            changed = [item for item in files if self._on_disk(item.path) != item.before]
            write_files(root, [(item.path, item.before) for item in changed if item.before is not None])
            for pending in changed:
                if pending.before is None:
                    remove_file(root, pending.path)
            raise

    def _moved(
        self, repository: "Repository", files: Sequence[PendingFile], states: Mapping[str, "PathState"]
    ) -> dict[str, str]:
        """Path → where HEAD has the record, for those that a person has moved: both belong to one commit."""
        unknown = [item for item in files if item.kind and item.before is not None and not states[item.path].in_head]
        if not unknown:
            return {}
        gone = [item.path for item in repository.changed_paths("records") if item.change == "deleted"]
        result: dict[str, str] = {}
        for pending in unknown:
            folder, name = f"records/{self._workspace.kind(pending.kind).folder}/", pending.path.rpartition("/")[2]
            old = next((path for path in gone if path.startswith(folder) and path.endswith(f"/{name}")), "")
            result |= {pending.path: old} if old else {}
        return result

    def _schemas_beside(self, files: Sequence[PendingFile], paths: Collection[str]) -> list[str]:
        """The schemas of the records that are written: of kinds that wmsgit has not, where they do not come along."""
        kinds = dict.fromkeys(item.kind for item in files if item.kind and item.after is not None)
        named = [f"schemas/{kind}{SUFFIX}" for kind in kinds if not (packaged_schemas() / f"{kind}{SUFFIX}").exists()]
        return [path for path in named if path not in paths and (self._workspace.root / path).is_file()]

    def _heads(
        self,
        repository: "Repository",
        files: Sequence[PendingFile],
        states: Mapping[str, "PathState"],
        moved: Mapping[str, str],
    ) -> dict[str, Data | None]:
        """Path → the record's fields at HEAD, for the files that had hand edits since: these are part of the commit."""
        differing = {}
        for pending in files:
            state = states[pending.path]
            if pending.kind and pending.before is not None and (state.staged or state.unstaged or not state.in_head):
                at = moved.get(pending.path, pending.path if state.in_head else "")
                differing[pending.path] = (pending, (repository.head() or "" if at else "", at))
        committed = repository.read_files([place for _, place in differing.values()])
        pairs = zip(differing.items(), committed, strict=True)
        return {path: self._read(pending, text) for (path, (pending, _)), text in pairs}

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
        folders: set[str] = set()
        for pending in files:
            if pending.before is None and is_absent(self._workspace.root, pending.path, folders):
                continue
            require_no_links(self._workspace.root, pending.path, folders)
            if self._on_disk(pending.path) != pending.before:
                raise ConflictError("the file has changed in between", where=pending.path, hint="try again")

    def _write(self, files: Sequence[PendingFile]) -> None:
        root = self._workspace.root
        write_files(root, [(item.path, item.after) for item in files if item.after is not None])
        for pending in files:
            if pending.after is None:
                remove_file(root, pending.path)

    def _on_disk(self, path: str) -> bytes | None:
        return read_plain(self._workspace.root, path)


def _require_whole(states: Mapping[str, "PathState"]) -> None:
    partly = [path for path, state in states.items() if state.partly_staged]
    if partly:
        raise ConflictError(
            "the file is partly staged, and a commit would take all of it",
            where=partly[0],
            details=partly[1:],
            hint="stage the rest with 'git add', or commit what is staged first",
        )
