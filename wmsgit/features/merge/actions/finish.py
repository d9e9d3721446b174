"""Beginning a merge, carrying on with what is in progress, giving it up."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from wmsgit.errors import ConflictError, UsageError
from wmsgit.features.merge.actions.resolve import combine, require_sound
from wmsgit.features.merge.actions.status import MergeStatus
from wmsgit.store.layout import RECORDS
from wmsgit.vcs.failure import broken_off, refusal
from wmsgit.vcs.history.commits import gone_in_both, is_ancestor, resolve
from wmsgit.vcs.interrupts import interrupts_held_back
from wmsgit.vcs.merge.unmerged import begin_merge, carry_on, give_up, leave_merge, stage, unmerged
from wmsgit.vcs.refs import in_progress, read_branch, read_head
from wmsgit.vcs.write.lock import writing_lock
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.integration import merged_commit, staging_noted

NOTHING = MergeStatus((), ())

SIDES = {
    "merge": ("your branch", "the branch that comes in"),
    "rebase": ("the branch that you rebase onto", "your own commit"),
    "cherry-pick": ("your branch", "the commit that is picked"),
    "revert": ("your branch", "what was before the reverted commit"),
    "am": ("your branch", "the patch"),
    "conflict": ("your branch", "the stash, checkout, patch or commit that came in"),
}
"""Operation → what `ours` and `theirs` are in it (git-rebase: its sides are swapped)."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a merge or its like has come.

    Attributes:
        operation: `merge`, `rebase` ...; empty when it is finished.
        standing: what is left to a person.
        commit: HEAD's id when something was committed; else empty.
        combined: the files in which wmsgit put together what Git had left to a person.
        warnings: what the caller should know.
        is_resolved: whether nothing is left of conflicts that no operation has to carry on from.
    """

    operation: str
    standing: MergeStatus = NOTHING
    commit: str = ""
    combined: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    is_resolved: bool = False


LOOSE: Final = "conflict"
"""What a `stash pop`, `checkout -m`, `apply -3` or `cherry-pick -n` leaves: unmerged files, and nothing to carry on."""


def operation_of(ws: Workspace) -> str:
    """What Git is in the middle of, or `conflict` where files are unmerged without that; empty for nothing."""
    return in_progress(ws.require_dirs()) or (LOOSE if unmerged(ws.root) else "")


def look(ws: Workspace, *, was: str = "") -> Progress:
    """How the operation in progress stands, after everything was combined that needs no person.

    Args:
        ws: where.
        was: the operation before the last choice, which may have been the last one that was open.

    Raises:
        UsageError: when none is in progress.
    """
    if was == LOOSE and not operation_of(ws):
        return Progress("", is_resolved=True)
    operation = _required(ws)
    result, written = combine(ws)
    return Progress(operation, result, combined=tuple(written))


def begin(ws: Workspace, ref: str, message: str = "") -> Progress:
    """Merges a branch or commit into HEAD, record by record.

    Raises:
        NotFoundError: when there is no such commit.
        ConflictError: when something is in progress already, or hand edits stand in the way.
        GitError: when git refuses.
    """
    dirs = ws.require_dirs()
    busy = in_progress(dirs)
    if busy:
        raise ConflictError(f"a {busy} is in progress", hint="'wmsgit merge' without an argument shows how it stands")
    commit, before = resolve(ws.root, ref), read_head(dirs)
    if before and is_ancestor(ws.root, commit, before):
        return Progress("")
    # What both removed both may have moved: two files would be committed with one id before anybody is asked.
    commits = not (before and gone_in_both(ws.root, before, commit, RECORDS))
    with writing_lock(dirs.common_dir):
        title = message or f"Merge {ref} into {read_branch(dirs) or 'HEAD'}"
        begin_merge(ws.root, commit, title, commits=commits)
    ws.forget_index()
    progress = _after(ws)
    is_open = progress.standing.open or progress.standing.others
    return progress if commits or is_open or not progress.operation else carry_on_with(ws)


def carry_on_with(ws: Workspace) -> Progress:
    """Stages what is resolved, and carries on with the operation.

    Raises:
        UsageError: when none is in progress.
        ConflictError: when something is still open.
        InvalidError: when a resolved record has a problem that neither side had.
        GitError: when git or a hook refuses.
    """
    operation = _required(ws)
    result, _ = combine(ws)
    if result.open:
        names = [f"{record.id}: {_words(record.reason, [item.name for item in record.open])}" for record in result.open]
        raise ConflictError(
            "not everything is resolved", details=names, hint="'wmsgit merge' shows it; nothing was committed"
        )
    if result.others:
        raise ConflictError(
            "these files are no records, and still unmerged",
            details=result.others,
            hint="put them right in an editor, then 'git add' them",
        )
    warnings = [
        f"{record.path}: {problem} (as before)" for record in result.records for problem in require_sound(record)
    ]
    outcome = _staged_and_carried_on(ws, operation, [record.path for record in result.records])
    ws.forget_index()
    if outcome is None:
        return Progress("", warnings=tuple(warnings), is_resolved=True)
    return _after(ws, (*warnings, *outcome))


def _staged_and_carried_on(ws: Workspace, operation: str, paths: Collection[str]) -> tuple[str, ...] | None:
    """Stages these files, and lets git carry on; None where only staging was left to do.

    Whether git could is what HEAD and the index say. From git's start on a signal comes too late.

    Returns:
        What is odd about a commit that has landed all the same.
    """
    dirs = ws.require_dirs()
    head, theirs = read_head(dirs), merged_commit(dirs)
    is_loose = operation == LOOSE
    with writing_lock(dirs.common_dir), interrupts_held_back() as hold:
        with staging_noted(dirs, "" if is_loose else operation):
            stage(ws.root, paths)
            hold()
            if is_loose:
                return None
            outcome = carry_on(ws.root, operation)
            is_broken_off = bool(outcome.status) and not unmerged(ws.root)
            if is_broken_off and read_head(dirs) == head:
                raise refusal(outcome, hooks=True)
        if operation == "merge" and theirs and merged_commit(dirs) == theirs:
            leave_merge(ws.root)  # git was killed between its commit and the end of the merge
    return (broken_off(outcome),) if is_broken_off else ()


def give_up_with(ws: Workspace) -> str:
    """Gives the operation up: everything is as it was before. Says which it was.

    Raises:
        UsageError: when none is in progress.
        GitError: when git refuses.
    """
    operation = _required(ws)
    if operation == LOOSE:
        raise UsageError(
            "there is nothing to go back to: no merge left these conflicts, but a stash, a checkout or a patch",
            hint="'wmsgit merge' shows what is open; choose, then 'wmsgit merge --continue'",
        )
    with writing_lock(ws.require_dirs().common_dir):
        give_up(ws.root, operation)
    ws.forget_index()
    return operation


def _after(ws: Workspace, warnings: tuple[str, ...] = ()) -> Progress:
    dirs = ws.require_dirs()
    operation = operation_of(ws)
    if not operation:
        return Progress("", commit=read_head(dirs) or "", warnings=warnings)
    result, written = combine(ws)
    return Progress(operation, result, combined=tuple(written), warnings=warnings)


def _required(ws: Workspace) -> str:
    operation = operation_of(ws)
    if not operation:
        raise UsageError("no merge is in progress", hint="'wmsgit merge REF' merges a branch into yours")
    return operation


def _words(reason: str, names: list[str]) -> str:
    return ", ".join(names) if names else reason
