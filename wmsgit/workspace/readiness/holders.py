"""Holders: who has a record in other worktrees and on other branches, as far as this clone knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind
from wmsgit.vcs.locate import GitDirs, linked_worktrees, main_worktree
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a record, and where that is written.

    Attributes:
        name: who.
        where: a worktree's path or a branch's name.
    """

    name: str
    where: str

    def __str__(self) -> str:
        """A few words that follow a record's id."""
        return f"is held by {self.name} ({self.where})"


def held_elsewhere(ws: Workspace, place: Place) -> list[Holder]:
    """Who else has an open record in another worktree, or on a branch that is not merged here.

    A branch counts when its own commits gave the record to someone; what it only inherited is older than what
    is here.
    """
    kind = ws.kind(place.kind)
    field = next((step.claims for step in kind.transitions.values() if step.claims), "")
    if ws.dirs is None or not field:
        return []
    actor, root = ws.actor(), ws.root
    found = [*_in_worktrees(ws.dirs, root, kind, place.path, field), *_on_branches(root, kind, place.path, field)]
    return list(dict.fromkeys(holder for holder in found if holder.name != actor))


def _in_worktrees(dirs: GitDirs, root: Path, kind: Kind, path: str, field: str) -> Iterator[Holder]:
    main = main_worktree(dirs)
    others = dict.fromkeys([*([main] if main else []), *linked_worktrees(dirs.common_dir)])
    for worktree in others:
        if worktree.resolve() != root.resolve() and (worktree / path).is_file():
            name = _holder(_on_disk(worktree, path, kind), kind, field)
            if name and name != _holder(_at_base(root, worktree, path, kind), kind, field):
                yield Holder(name, f"worktree {worktree}")


def _on_branches(root: Path, kind: Kind, path: str, field: str) -> Iterator[Holder]:
    from wmsgit.vcs.blobs import read_at
    from wmsgit.vcs.ranges import unmerged_refs

    refs = unmerged_refs(root)
    for (ref, commit), text in zip(refs.items(), read_at(root, refs.values(), path), strict=True):
        name = _holder(_parsed(text, path, kind), kind, field)
        if name and name != _holder(_at_base_of(root, commit, path, kind), kind, field):
            yield Holder(name, f"branch {ref.removeprefix('refs/heads/').removeprefix('refs/remotes/')}")


def _holder(data: Data | None, kind: Kind, field: str) -> str:
    """Who has an open record by these fields; empty for nobody."""
    if not data or kind.is_closed(data):
        return ""
    return str(data.get(field) or "")


def _at_base(root: Path, worktree: Path, path: str, kind: Kind) -> Data | None:
    from wmsgit.vcs.locate import find_git_dirs
    from wmsgit.vcs.refs import read_head

    dirs = find_git_dirs(worktree)
    head = read_head(dirs) if dirs else None
    return _at_base_of(root, head, path, kind) if head else None


def _at_base_of(root: Path, commit: str, path: str, kind: Kind) -> Data | None:
    """The record as it was where a branch left this one's history."""
    from wmsgit.vcs.blobs import read_blob
    from wmsgit.vcs.history import merge_base

    base = merge_base(root, "HEAD", commit)
    return _parsed(read_blob(root, base, path), path, kind) if base else None


def _on_disk(worktree: Path, path: str, kind: Kind) -> Data | None:
    from wmsgit.store.loading import load_file

    return load_file(worktree, path, kind).data


def _parsed(text: bytes | None, path: str, kind: Kind) -> Data | None:
    from wmsgit.store.loading import load_bytes

    return load_bytes(text, path, kind).data if text is not None else None
