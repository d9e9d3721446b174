"""Undoing: an operation's commit is reverted whole, by a commit of its own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from wmsgit.errors import ConflictError, InvalidError, NotFoundError, UsageError
from wmsgit.features.records.actions.edit import kind_of_path
from wmsgit.features.records.undone import is_undo, next_to_redo, next_to_undo, undone_by
from wmsgit.model.identity import id_of_path
from wmsgit.model.record import Data
from wmsgit.model.same import same
from wmsgit.model.text import first_lines
from wmsgit.store.document import read_document
from wmsgit.store.edit import edit
from wmsgit.vcs.history.commits import FileChange, file_changes, remote_branches_with, touches
from wmsgit.vcs.history.operations import Operation, operation_at, operations
from wmsgit.vcs.message import RENUMBER, UNDO
from wmsgit.vcs.objects.blobs import read_for_files
from wmsgit.vcs.objects.revisions import blob_ids
from wmsgit.vcs.repository import Repository
from wmsgit.workspace.place import Place
from wmsgit.workspace.private import follow_session
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.subjects import undo_subject
from wmsgit.workspace.writing.transaction import Transaction
from wmsgit.workspace.writing.values import CommitTexts

_MAX_NUMBER_DIGITS = 4
_MAX_NAMED = 20
_RECORDS = "records/"
_MAX_LOOKED_AT = 2000
"""Among so many operations the next one to undo or redo is looked for."""
_HINT = "'wmsgit undo --list' shows the operations; undo the later ones first"


def recent_operations(ws: Workspace, limit: int) -> list[Operation]:
    """The newest operations of this branch, newest first: the first has the number 1."""
    return operations(ws.require_dirs().worktree, limit)


def undo(ws: Workspace, chosen: str = "", *, how: WriteOptions = AS_USUAL) -> WriteResult:
    """Revert one operation, whole.

    Args:
        ws: where.
        chosen: the number of the operation, the last one being 1; or its commit. When empty, the user's newest
            that is neither undone nor an undo.
        how: how it lands.

    Raises:
        NotFoundError: when there is no such operation.
        ConflictError: when later changes stand on it, or what it wrote has uncommitted edits.
    """
    return _revert(ws, _chosen(ws, chosen), how)


def redo(ws: Workspace, *, how: WriteOptions = AS_USUAL) -> WriteResult:
    """Take back the user's newest undo, if no other operation of theirs came after it.

    Raises:
        NotFoundError: when there is none.
        ConflictError: when later changes stand on it, or what it wrote has uncommitted edits.
    """
    past = _all_operations(ws)
    operation = next_to_redo(past, _own(ws, past))
    if operation is None:
        raise NotFoundError("there is no undo to redo", hint="'wmsgit undo --list' shows the operations")
    return _revert(ws, operation, how)


def undone_operations(ws: Workspace) -> frozenset[str]:
    """The commits of this branch's operations that are undone now."""
    return frozenset(undone_by(_all_operations(ws)))


def _revert(ws: Workspace, operation: Operation, how: WriteOptions) -> WriteResult:
    _require_undoable(ws, operation)

    def work(transaction: Transaction) -> None:
        _Undoing(ws, operation).revert(transaction)

    texts = CommitTexts(
        lambda: undo_subject(operation.subject),
        lambda: {UNDO: operation.commit, RENUMBER: [f"{new} {old}" for old, new in operation.renumbers]},
    )
    outcome = perform(ws, "undo", how, work, texts=texts)
    if not how.dry_run:
        follow_session(ws, outcome.changes)
    return outcome


def _chosen(ws: Workspace, chosen: str) -> Operation:
    root = ws.require_dirs().worktree
    if chosen and not (chosen.isascii() and chosen.isdigit() and len(chosen) <= _MAX_NUMBER_DIGITS):
        return operation_at(root, chosen)
    if not chosen:
        return _newest_own(ws)
    number = int(chosen)
    if not number:
        raise UsageError("operations are counted from 1", hint="'wmsgit undo --list' shows them")
    result = operations(root, number)
    if len(result) < number:
        raise NotFoundError(
            f"there are only {len(result)} operations" if result else "there is no operation to undo",
            hint="'wmsgit undo --list' shows them",
        )
    return result[-1]


def _newest_own(ws: Workspace) -> Operation:
    past = _all_operations(ws)
    operation = next_to_undo(past, _own(ws, past))
    if operation is None:
        others = [other for other in past if not is_undo(other)]
        raise NotFoundError(
            "there is no operation of yours to undo" if others else "there is no operation to undo",
            hint="'wmsgit undo --list' shows them; 'wmsgit undo N' undoes one of them",
        )
    return operation


def _all_operations(ws: Workspace) -> list[Operation]:
    return operations(ws.require_dirs().worktree, _MAX_LOOKED_AT)


def _own(ws: Workspace, past: Sequence[Operation]) -> set[str]:
    email = ws.config.identity()[1]
    return {operation.commit for operation in past if operation.email == email and operation.op != "init"}


def _require_undoable(ws: Workspace, operation: Operation) -> None:
    where = operation.commit[:10]
    if len(operation.parents) > 1:
        raise ConflictError("this is a merge, and undo reverts single operations", where=where)
    if not operation.op:
        raise ConflictError(
            f"this commit is no operation of wmsgit: {operation.subject}", where=where, hint="git revert"
        )
    if not operation.parents or operation.op == "init":
        raise ConflictError("this made the workspace, and is not undone", where=where)
    branches = remote_branches_with(ws.root, [operation.commit]) if operation.renumbers else []
    if branches:
        raise ConflictError(
            f"a published id never moves, and this is on {', '.join(branches)}: {operation.subject}", where=where
        )


@dataclass(frozen=True)
class _Undoing:
    """One operation on its way back.

    Attributes:
        ws: where.
        operation: which.
        blocks: path or record → why it cannot go back, filled while it is looked at.
    """

    ws: Workspace
    operation: Operation
    blocks: dict[str, str] = field(default_factory=dict)

    @cached_property
    def changes(self) -> list[FileChange]:
        return file_changes(self.ws.root, self.operation.commit)

    @cached_property
    def _moving(self) -> frozenset[str]:
        """The records that go back to a kind which comes back only now: the workspace does not know it yet."""
        back = (item.path for item in self.changes if item.before and not item.after)
        return frozenset(
            id_of_path(path) for path in back if path.startswith(_RECORDS) and kind_of_path(self.ws, path) is None
        )

    @cached_property
    def head(self) -> dict[str, str]:
        """Path → blob id, as HEAD has it, of what the operation changed."""
        return self._blobs("HEAD", [change.path for change in self.changes])

    def _blobs(self, commit: str, paths: Sequence[str]) -> dict[str, str]:
        result = zip(paths, blob_ids(self.ws.root, commit, paths), strict=True)
        return {path: blob for path, blob in result if blob}

    @cached_property
    def texts(self) -> dict[tuple[str, str], bytes]:
        """(Blob, path) → what the file had, has and will have of what the operation changed: not the blob's own bytes.

        A filter or an encoding makes another text of a blob, and Git would put that through the filter once more.
        """
        versions = [
            (change.path, (change.before, change.after, self.head.get(change.path, ""))) for change in self.changes
        ]
        wanted = sorted({(blob, path) for path, blobs in versions for blob in blobs if blob})
        return read_for_files(self.ws.root, wanted)

    def revert(self, transaction: Transaction) -> None:
        """Put everything back into the transaction.

        Raises:
            ConflictError: naming everything that stands in the way.
        """
        self._require_clean()
        going = [item for item in self.changes if self.head.get(item.path, "") != item.before]
        whole = [item for item in going if self.head.get(item.path, "") == item.after]
        partial = {item: self._without_change(item) for item in going if item not in whole}
        self._block_later({item.path for item, data in partial.items() if data is None})
        removed = {id_of_path(item.path) for item in whole if not item.before and kind_of_path(self.ws, item.path)}
        self._block_referrers(removed - self._moving, {item.path for item in going})
        self._refuse_blocked()
        was = dict(self.operation.renumbers)
        for item in sorted(whole, key=lambda change: bool(change.before)):
            self._put_back(transaction, item, was)
        for item, data in partial.items():
            kind = kind_of_path(self.ws, item.path)
            if kind and data is not None:
                transaction.put(Place(kind.name, id_of_path(item.path), item.path), data, check=False)

    def _put_back(self, transaction: Transaction, change: FileChange, was: Mapping[str, str]) -> None:
        text = self.texts[change.before, change.path] if change.before else None
        kind, record_id = kind_of_path(self.ws, change.path), id_of_path(change.path)
        if kind is None or (text is None and record_id in self._moving):
            transaction.put_file(change.path, text)
            return
        transaction.restore(Place(kind.name, record_id, change.path), text, moved_from=was.get(record_id, ""))

    def _require_clean(self) -> None:
        odd = [change.path for change in self.changes if not change.is_file]
        if odd:
            raise ConflictError("it changed what is no ordinary file", where=odd[0], hint="git revert")
        states = Repository(self.ws.root, self.ws.config).states([change.path for change in self.changes])
        edited = [
            path for path, state in states.items() if state.staged or state.unstaged or state.on_disk != state.in_head
        ]
        if edited:
            raise ConflictError(
                "what the operation wrote has uncommitted edits",
                where=edited[0],
                details=edited[1:_MAX_NAMED],
                hint="'wmsgit save' commits them",
            )

    def _without_change(self, change: FileChange) -> Data | None:
        """The record as it is now with its fields as before the operation; None where later changes forbid that."""
        kind, now = kind_of_path(self.ws, change.path), self.head.get(change.path, "")
        if kind is None or not (change.before and change.after and now):
            return None
        try:
            documents = [
                read_document(self.texts[blob, change.path], kind.shape) for blob in (change.before, change.after, now)
            ]
            replayed = edit(documents[0], documents[1].data, kind)
        except InvalidError:
            return None
        before, after, new = (document.data for document in documents)
        changed = [name for name in {**before, **after} if not same(before.get(name), after.get(name))]
        # A comment or the layout went with it: the fields alone would not be the whole operation.
        is_whole = bool(changed) and replayed == self.texts[change.after, change.path]
        if not is_whole or not all(same(new.get(name), after.get(name)) for name in changed):
            return None
        kept = {name: value for name, value in new.items() if name not in changed or name in before}
        return kept | {name: before[name] for name in changed if name in before}

    def _block_later(self, paths: Collection[str]) -> None:
        later = touches(self.ws.root, self.operation.commit, paths) if paths else []
        for path in sorted(paths):
            result = [f"{item.commit} {item.subject}" for item in later if path in item.paths]
            self.blocks[path] = "; ".join(result) or "a merge has changed it"

    def _block_referrers(self, removed: Collection[str], going: Collection[str]) -> None:
        """Note the records that refer to what would go, where that reference is younger than the operation."""
        at = {entry.id: entry.path for entry in self.ws.index().entries()} if removed else {}
        links = {(source, target) for source, _, target in self.ws.index().links() if target in removed}
        outside = sorted((source, target) for source, target in links if at.get(source, "") not in {"", *going})
        if not outside:
            return
        paths = sorted({at[source] for source, _ in outside})
        then, now = (self._blobs(commit, paths) for commit in (self.operation.commit, "HEAD"))
        edited = {item.path for item in Repository(self.ws.root).changed_paths("records")}
        later = touches(self.ws.root, self.operation.commit, paths)
        for source, target in outside:
            path = at[source]
            if path in edited or then.get(path) != now.get(path):
                result = [f"{item.commit} {item.subject}" for item in later if path in item.paths]
                self.blocks[source] = f"refers to {target}: {'; '.join(result) or 'not committed'}"

    def _refuse_blocked(self) -> None:
        if self.blocks:
            lines = [f"{name}: {why}" for name, why in self.blocks.items()]
            raise ConflictError(
                f"later changes stand on it: {self.operation.subject}",
                where=self.operation.commit[:10],
                details=first_lines(lines, _MAX_NAMED),
                hint=_HINT,
            )
