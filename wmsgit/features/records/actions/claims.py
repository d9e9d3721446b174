"""Holders: who has a record in other worktrees and on other branches, as far as this clone knows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wmsgit.errors import WmsgitError
from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind
from wmsgit.schema.state import Key
from wmsgit.vcs.locate import GitDirs, linked_worktrees, main_worktree
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace

CLAIM = "ready --claim"
"""The operation by which the weightiest ready record is taken on."""
_MANY = 2
"""From so many commits at the tips of branches on, one of them may have what HEAD does not have."""


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
    """Who has an open record in another worktree, or who else on a branch that is not merged here.

    What is taken on in another worktree is held there, whoever asks: two assistants of one person share their name
    in Git, and each has a worktree.

    A branch counts when its own commits gave the record to someone; what it only inherited is older than what
    is here.
    """
    kind = ws.kind(place.kind)
    field = next((step.claims for step in kind.transitions.values() if step.claims), "")
    if ws.dirs is None or not field:
        return []
    from wmsgit.vcs.history.ranges import unmerged_refs

    actor, root = ws.actor(), ws.root
    branches = _on_branches(root, kind, [place.path], field, unmerged_refs(root))
    beside = _in_worktrees(ws.dirs, root, kind, place.path, field)
    on_branches = (holder for _, holder in branches if not ws.people.is_same(holder.name, actor))
    return list(dict.fromkeys((*beside, *on_branches)))


def held_by_session(ws: Workspace, place: Place) -> Holder | None:
    """The other open session that took the record on; None where none did, or nobody asks in a session.

    Two assistants side by side share their name in Git: who holds a record is the session, then the person. Which
    session it was is what the newest commit of the record's file says in whose trailer a claim was made.
    """
    from wmsgit.vcs.history.journal import session_of_operation
    from wmsgit.vcs.message import SESSION_TRAILER

    trailers = ws.extensions.trailers
    own = str(trailers(ws).get(SESSION_TRAILER, "")) if trailers and ws.dirs else ""
    if not own:
        return None
    claims = {f"{place.kind} {step.name}" for step in ws.kind(place.kind).transitions.values() if step.claims}
    other = session_of_operation(ws.root, place.path, {*claims, CLAIM})
    if other in {"", own} or not _is_open(ws, other):
        return None
    return Holder(ws.actor(), f"session {other}")


def _is_open(ws: Workspace, session: str) -> bool:
    """Whether a record, which a trailer names, is there and open."""
    try:
        place = ws.locate(session, exact=True)
        return not ws.kind(place.kind).is_closed(ws.record(place).data)
    except WmsgitError:
        return False


def _in_worktrees(dirs: GitDirs, root: Path, kind: Kind, path: str, field: str) -> Iterator[Holder]:
    main = main_worktree(dirs)
    others = dict.fromkeys([*([main] if main else []), *linked_worktrees(dirs.common_dir)])
    for worktree in others:
        if worktree.resolve() != root.resolve() and (worktree / path).is_file():
            name = _holder(_on_disk(worktree, path, kind), kind, field)
            if name and name != _holder(_at_base(root, worktree, path, kind), kind, field):
                yield Holder(name, f"worktree {worktree}")


def held_on_branches(ws: Workspace, paths: Mapping[Key, str], actor: str) -> dict[Key, Holder]:
    """Who else has which of these open records on a branch that is not merged here: the first found of each.

    Without further branches no process is started; with some, Git first says which files they touched at all.

    Args:
        ws: the workspace.
        paths: record → its file.
        actor: who asks.
    """
    from wmsgit.vcs.history.ranges import touched_only_there, unmerged_refs
    from wmsgit.vcs.refs import branch_tips

    if ws.dirs is None or ws.history_start is not None or not paths or len(branch_tips(ws.dirs)) < _MANY:
        return {}
    refs = unmerged_refs(ws.root)
    folders = sorted({f"records/{ws.kind(key[0]).folder}" for key in paths})
    touched = touched_only_there(ws.root, set(refs.values()), folders) if refs else set()
    result: dict[Key, Holder] = {}
    for kind in {key[0]: ws.kind(key[0]) for key in paths}.values():
        field = next((step.claims for step in kind.transitions.values() if step.claims), "")
        wanted = {path: key for key, path in paths.items() if key[0] == kind.name and path in touched}
        for path, holder in _on_branches(ws.root, kind, list(wanted), field, refs) if field and wanted else ():
            if not ws.people.is_same(holder.name, actor):
                result.setdefault(wanted[path], holder)
    return result


def _on_branches(
    root: Path, kind: Kind, paths: Sequence[str], field: str, refs: Mapping[str, str]
) -> Iterator[tuple[str, Holder]]:
    """(path, holder) for each of these records that one of these branches gave to someone."""
    from wmsgit.vcs.history.commits import merge_base
    from wmsgit.vcs.objects.blobs import read_files

    bases = {commit: merge_base(root, "HEAD", commit) for commit in set(refs.values())}
    pairs = [(ref, path) for ref in refs for path in paths]
    there = read_files(root, [(refs[ref], path) for ref, path in pairs])
    before = read_files(root, [(bases[refs[ref]] or "", path) for ref, path in pairs])
    for (ref, path), text, old in zip(pairs, there, before, strict=True):
        name = _holder(_parsed(text, path, kind), kind, field)
        if name and name != _holder(_parsed(old, path, kind), kind, field):
            yield path, Holder(name, f"branch {ref.removeprefix('refs/heads/').removeprefix('refs/remotes/')}")


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
    from wmsgit.vcs.history.commits import merge_base
    from wmsgit.vcs.objects.blobs import read_blob

    base = merge_base(root, "HEAD", commit)
    return _parsed(read_blob(root, base, path), path, kind) if base else None


def _on_disk(worktree: Path, path: str, kind: Kind) -> Data | None:
    from wmsgit.store.loading import load_file

    return load_file(worktree, path, kind).data


def _parsed(text: bytes | None, path: str, kind: Kind) -> Data | None:
    from wmsgit.store.loading import load_bytes

    return load_bytes(text, path, kind).data if text is not None else None
