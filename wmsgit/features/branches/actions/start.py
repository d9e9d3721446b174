"""Starting: a record is taken on, and has its branches and worktrees then, or neither."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wmsgit.errors import NotFoundError, WmsgitError
from wmsgit.features.branches.actions.clean import finish_clean
from wmsgit.features.branches.actions.editor_file import write_editor_file
from wmsgit.features.branches.actions.journal import at_work_on, journalled, recover
from wmsgit.features.branches.actions.make import make, require_made, settle, unmake
from wmsgit.features.branches.actions.planning import plan_branches
from wmsgit.features.branches.plan import BranchPlan, Mode, as_rows
from wmsgit.model.identity import is_safe_id
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import WriteResult
from wmsgit.workspace.writing.recovery import settle as settle_writes


@dataclass(frozen=True, slots=True)
class Making:
    """What `start` is to make beside the record's change.

    Attributes:
        mode: nothing, a branch in each repository, or a worktree with it.
        switches: whether clones are switched to the branch.
        workspace_file: whether a `.code-workspace` over the worktrees is written.
        dry_run: make nothing, and say what would be made.
    """

    mode: Mode = "none"
    switches: bool = False
    workspace_file: bool = False
    dry_run: bool = False


def start(
    ws: Workspace,
    places: Sequence[Place],
    making: Making,
    take: Callable[[bool], WriteResult],
    tell: Callable[[str], None] = lambda _: None,
) -> WriteResult:
    """Take records on, with branches: all or none.

    Args:
        ws: the workspace.
        places: which records.
        making: what to make.
        take: takes the records on; with True it only tries.
        tell: told each thing as it is made.

    Raises:
        WmsgitError: as `take` does, and when something cannot be made; nothing has changed then.
    """
    for line in settle_interrupted(ws):
        tell(line)
    if making.mode == "none" and not making.switches:
        return take(making.dry_run)
    with at_work_on(ws, [place.id for place in places]):
        return _started(ws, places, making, take, tell)


def _started(
    ws: Workspace,
    places: Sequence[Place],
    making: Making,
    take: Callable[[bool], WriteResult],
    tell: Callable[[str], None],
) -> WriteResult:
    mode: Mode = "branch" if making.switches and making.mode == "none" else making.mode
    plans = [plan for place in places for plan in plan_branches(ws, place, mode, switches=making.switches)]
    if not plans:
        return take(making.dry_run)
    take(True)
    if making.dry_run:
        for plan in plans:
            tell(f"would make: {plan}")
        return take(True)
    return _made(ws, plans, [place.id for place in places if making.workspace_file], take, tell)


def _made(
    ws: Workspace,
    plans: Sequence[BranchPlan],
    in_editor: Sequence[str],
    take: Callable[[bool], WriteResult],
    tell: Callable[[str], None],
) -> WriteResult:
    """Make what is planned, then take the records on; what was made is undone where that fails.

    The records `in_editor` have a file for the editor, too.
    """
    with journalled(ws, "start", plans=as_rows(plans)):
        make(ws, plans, tell)
        try:
            for record in in_editor:
                tell(write_editor_file(ws, record, [plan for plan in plans if plan.record == record]))
            require_made(plans)
            return take(False)
        except BaseException:
            for line in unmake(plans):
                tell(line)
            raise


def settle_interrupted(ws: Workspace) -> list[str]:
    """Undo or finish what killed commands left in members; says so, in lines."""
    return recover(ws, _records_of, lambda value: _settled(ws, value))


def _records_of(value: Mapping[str, Any]) -> list[str]:
    """The records that a journal is about, as far as it can be read."""
    rows = value.get("plans") or value.get("removals")
    names = [row.get("record") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [name for name in names if isinstance(name, str) and is_safe_id(name)]


def _settled(ws: Workspace, value: dict[str, object]) -> list[str]:
    if value.get("op") == "clean":
        return finish_clean(value)
    settle_writes(ws)  # the record says whether it was taken on, when the write of it has landed or is undone
    return settle(value, is_complete=lambda record_id: _is_taken(ws, record_id))


def _is_taken(ws: Workspace, record_id: str) -> bool:
    """Whether a record stands at the status of a transition that takes it on."""
    try:
        place = ws.locate(record_id, exact=True)
        data, kind = ws.record(place).data, ws.kind(place.kind)
    except (NotFoundError, WmsgitError):
        return False
    return any(step.claims and data.get(kind.status) == step.target for step in kind.transitions.values())
