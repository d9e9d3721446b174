"""Hook changes: what a Git hook has made of a write before it was committed."""

from collections.abc import Collection, Iterator, Sequence

from wmsgit.errors import GitError
from wmsgit.store.loading import load_bytes
from wmsgit.vcs.history.commits import FileChange, file_changes
from wmsgit.vcs.objects.blobs import blob_id, read_blobs
from wmsgit.vcs.repository import Repository
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.pending import PendingFile

_MAX_READ = 20
"""Files that are read again: a hook that changes files does to the last what it does to the first."""


def hook_changes(
    ws: Workspace, repository: Repository, commit: str, files: Sequence[PendingFile], paths: Collection[str]
) -> list[str]:
    """What is in a commit that the write has not put there, a sentence each. It is asked where a hook may have run.

    Args:
        ws: the workspace.
        repository: its repository.
        commit: the commit of the write.
        files: the files as they were written.
        paths: everything that was to be committed.
    """
    try:
        changes = file_changes(repository.root, commit)
    except GitError:  # the first commit has no parent
        return []
    texts = {item.path: item.after for item in files if item.after is not None}
    other = [item for item in changes if item.after and _is_other(item, texts.get(item.path), paths)]
    result = list(_record_changes(ws, repository, [item for item in other if item.is_file][:_MAX_READ], texts))
    along = [item.path for item in changes if item.path not in paths]
    more = f" and {len(along) - 1:,} more" if len(along) > 1 else ""
    return [*result, *([f"a Git hook has also committed {along[0]}{more}"] if along else [])]


def _is_other(change: FileChange, text: bytes | None, paths: Collection[str]) -> bool:
    """Whether a file may be another than was written; filters change bytes, too, and hand edits are not in `text`."""
    return change.path not in paths or text is None or blob_id(text, len(change.after)) != change.after


def _record_changes(
    ws: Workspace, repository: Repository, changes: Sequence[FileChange], texts: dict[str, bytes]
) -> Iterator[str]:
    blobs = dict(read_blobs(repository.root, [item.after for item in changes])) if changes else {}
    for item in changes:
        kind = ws.registry.at(item.path) if item.path.endswith(".yaml") else None
        file = load_bytes(blobs[item.after], item.path, kind) if kind else None
        if kind is None or file is None:
            continue
        if file.problem:
            yield f"a Git hook has changed {item.path}, which cannot be read now: {file.problem.message}"
        elif item.path in texts and file.data != load_bytes(texts[item.path], item.path, kind).data:
            yield f"a Git hook has changed {item.path} in the commit"
