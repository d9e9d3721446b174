"""Cleaning: the branches and worktrees of a record are removed once they are merged; a status is never changed.

Every tip stays under `refs/wmsgit/kept/ID/BRANCH` for 90 days, and what is discarded is kept there as a commit, too.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from wmsgit.errors import ConflictError, NotFoundError, WmsgitError
from wmsgit.features.branches.actions.editor_file import remove_editor_file
from wmsgit.features.branches.actions.journal import at_work_on, journalled
from wmsgit.features.branches.actions.places import checked_out
from wmsgit.features.branches.actions.removals import Removal
from wmsgit.vcs.history.journal import MERGED_BY
from wmsgit.vcs.locate import require_git_dirs
from wmsgit.vcs.member_refs import KEPT, member_refs
from wmsgit.vcs.refs import read_head
from wmsgit.vcs.write.branches import (
    add_worktree,
    bring_back_branch,
    delete_branch,
    delete_ref,
    kept_refs,
    prune_worktrees,
    remove_worktree,
    set_ref,
    snapshot,
    submodules,
    worktree_state,
)
from wmsgit.workspace.private import read_private, write_private
from wmsgit.workspace.workspace import Workspace

KEPT_DAYS = 90
_LAST = "cleaned.json"
_SECONDS = 86_400


def clean(ws: Workspace, chosen: Sequence[Removal], *, discards: bool = False) -> list[str]:
    """Remove branches and worktrees; gives what was done, in lines.

    Raises:
        ConflictError: with every reason, when something would be lost that is not to be discarded, or has changed since
            it was looked at; nothing is removed.
        GitError: when git refuses in the middle: that branch and those after it are where they were, and what was
            removed before it is in the details.
    """
    reasons = [line for item in chosen for line in item.why_not]
    blocked = any(item.blocked for item in chosen)
    if blocked or (reasons and not discards):
        raise ConflictError(
            "nothing was removed",
            details=reasons,
            hint="" if blocked else "--discard removes it all the same, and keeps the tips for 90 days",
        )
    with at_work_on(ws, [item.record for item in chosen]):
        return _cleaned(ws, chosen)


def _cleaned(ws: Workspace, chosen: Sequence[Removal]) -> list[str]:
    moved = [f"{item} has changed in between" for item in chosen if not _is_as_judged(item)]
    if moved:
        raise ConflictError("nothing was removed", details=moved, hint="look again: another command was at work there")
    kept = [_kept(item) for item in chosen]
    lines: list[str] = []
    with journalled(ws, "clean", removals=[asdict(item) for item in kept]):
        try:
            lines.extend(map(_remove, kept))
        except BaseException as error:
            left = [*lines, *_left(kept[len(lines) :]), *_noted(ws, kept[: len(lines)])]
            if isinstance(error, WmsgitError):
                error.details = (*error.details, *left)
            raise
    return [*lines, *_noted(ws, kept)]


def _is_as_judged(item: Removal) -> bool:
    """Whether a branch and its worktree still are where they were when it was judged."""
    dirs = require_git_dirs(Path(item.top))
    there = dict(checked_out(dirs)).get(item.branch)
    is_same_place = there is None or there == dirs.worktree if not item.folder else there == Path(item.folder).resolve()
    return is_same_place and member_refs(dirs).heads.get(item.branch) == item.tip


def _noted(ws: Workspace, removed: Sequence[Removal]) -> Iterator[str]:
    """Note what `undo` brings back; says where that could not be done, as on a full disk."""
    try:
        if removed:
            write_private(ws, _LAST, {"head": _head(ws), "removals": [asdict(item) for item in removed]})
    except WmsgitError as error:
        yield f"'wmsgit undo' will not know of that: {error}"


def _left(items: Sequence[Removal]) -> Iterator[str]:
    """Put back what the first of these has lost, the others have lost nothing; says of each where it is."""
    for item in items:
        try:
            yield f"left as it was: {item}{_put_back(item)}"
        except (WmsgitError, OSError) as error:
            yield f"{item} could not be put back: {error}; its tip {item.kept[:10]} is under {item.ref}"


def _kept(item: Removal) -> Removal:
    """Keep the tip, with what is in the worktree and in no commit on top of it."""
    top, commit = Path(item.top), item.tip
    if item.folder and not worktree_state(Path(item.folder)).is_clean:
        commit = snapshot(Path(item.folder), f"What was discarded of {item.record} in {item.repo}\n")
    for ref, older, _ in kept_refs(top, item.ref):
        if ref == item.ref and older != commit:
            set_ref(top, f"{ref}.{older[:10]}", older, "an earlier branch of the name")
    set_ref(top, item.ref, commit, f"{MERGED_BY}{item.merged_by}" if item.merged_by else "removed unmerged")
    return replace(item, kept=commit, blocked=(), lost=())


def _remove(item: Removal) -> str:
    top = Path(item.top)
    if item.folder:
        is_forced = item.kept != item.tip or bool(submodules(Path(item.folder)))  # git removes these by force alone
        remove_worktree(top, Path(item.folder), force=is_forced)
        remove_editor_file(Path(item.folder).parent, item.record)
    delete_branch(top, item.branch, item.tip)
    return f"removed {item}; its tip {item.kept[:10]} stays under {item.ref}"


def finish_clean(value: Mapping[str, Any]) -> list[str]:
    """Go on with what a killed `clean` had begun: it was judged, and its tips are kept. Says so, in lines."""
    lines = []
    for item in _removals(value.get("removals")):
        try:
            lines += [_finished(item)]
        except WmsgitError as error:
            lines.append(f"{item}: could not be removed, and is where it was: {error.message}")
    return [line for line in lines if line]


def _finished(item: Removal) -> str:
    top, folder = Path(item.top), Path(item.folder) if item.folder else None
    dirs = require_git_dirs(top)
    if folder and dict(checked_out(dirs)).get(item.branch) == folder.resolve():
        state = worktree_state(folder)
        if item.kept == item.tip and (state.changed or state.untracked):
            return f"{item}: was left by an interrupted clean, and has work in it since: it stays"
        remove_worktree(top, folder, force=True)
    prune_worktrees(top)
    if folder:
        remove_editor_file(folder.parent, item.record)
    if member_refs(dirs).heads.get(item.branch) == item.tip:
        delete_branch(top, item.branch, item.tip)
        return f"finished an interrupted clean: removed {item}"
    return ""


def expire(ws: Workspace, tops: Sequence[Path]) -> None:
    """Let go of tips that have been kept for 90 days, by the time of their commits or of this keeping.

    Where git cannot do that now, they stay until the next time.
    """
    now_s = int(ws.now().timestamp())
    for top in tops:
        with suppress(WmsgitError):
            if member_refs(require_git_dirs(top)).kept:
                _expire(top, now_s)


def _expire(top: Path, now_s: int) -> None:
    for ref, _, kept_s in kept_refs(top, KEPT):
        if now_s - kept_s > KEPT_DAYS * _SECONDS and now_s - _since(top, ref, kept_s) > KEPT_DAYS * _SECONDS:
            delete_ref(top, ref)


def _since(top: Path, ref: str, default_s: int) -> int:
    """When a ref was made, by the time of its log's file."""
    log = require_git_dirs(top).common_dir / "logs" / ref
    try:
        return int(log.stat().st_mtime)
    except OSError:
        return default_s


def restore_last(ws: Workspace, *, dry_run: bool = False) -> list[str]:
    """Bring back what the last `clean` removed here, if that was the last thing done; gives what was done, in lines.

    Raises:
        NotFoundError, GitError: as `restore` does.
    """
    chosen = last_cleaned(ws)
    return [f"would restore {item}" for item in chosen] if dry_run else restore(ws, chosen) if chosen else []


def last_cleaned(ws: Workspace) -> list[Removal]:
    """What the last `clean` removed here, if nothing was written to the plane since; empty otherwise."""
    value = read_private(ws, _LAST)
    if not isinstance(value, dict) or value.get("head") != _head(ws):
        return []
    return _removals(value.get("removals"))


def restore(ws: Workspace, chosen: Sequence[Removal]) -> list[str]:
    """Bring removed branches and worktrees back; gives what was done, in lines.

    Raises:
        NotFoundError: when a tip is not kept any more.
        GitError: when git refuses.
    """
    gone = [item for item in chosen if item.ref not in {ref for ref, _, _ in kept_refs(Path(item.top), item.ref)}]
    if gone:
        raise NotFoundError(f"the tip of {gone[0].branch} is not kept any more", where=gone[0].top)
    lines: list[str] = []
    for item in chosen:
        try:
            lines.append(f"restored {item}{_put_back(item)}")
        except WmsgitError as error:
            error.details = (*error.details, *lines)
            raise
    write_private(ws, _LAST, None)
    return lines


def _put_back(item: Removal) -> str:
    """Make what is gone of a branch and its worktree again; says where what was discarded is, empty for nothing."""
    top = Path(item.top)
    if item.branch not in member_refs(require_git_dirs(top)).heads:
        bring_back_branch(top, item.branch, item.tip)
    if not item.folder or item.branch in dict(checked_out(require_git_dirs(top))):
        return ""
    add_worktree(top, Path(item.folder), item.branch)
    return f"; what was discarded is {item.kept[:10]}" if item.kept != item.tip else ""


def _removals(rows: Any) -> list[Removal]:
    try:
        return [Removal(**{**row, "blocked": (), "lost": ()}) for row in rows]
    except (TypeError, ValueError):
        return []


def _head(ws: Workspace) -> str:
    return read_head(ws.require_dirs()) or ""
