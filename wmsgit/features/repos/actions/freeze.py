"""Freezing: the commit of every member at one moment, as a record."""

import json
from typing import Any

from wmsgit.errors import ConflictError, NotFoundError
from wmsgit.features.records.actions.write import add
from wmsgit.features.records.assignments import Assignment
from wmsgit.model.member_state import MemberState
from wmsgit.vcs.history.commits import find_commit
from wmsgit.workspace.members import member_states, members
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult

KIND = "state"


def freeze(ws: Workspace, name: str, *, allow_dirty: bool = False, how: WriteOptions = AS_USUAL) -> WriteResult:
    """Record the commit that each member stands at, under a name.

    Raises:
        NotFoundError: when there is no member with a commit on this machine.
        ConflictError: when a member has changes that are in no commit, and that is not allowed.
    """
    states = member_states(ws, members(ws))
    there = [(member, state) for member, state in states if state.head]
    if not there:
        raise NotFoundError("no member with a commit is on this machine", hint="'wmsgit repo status' lists them")
    dirty = [member for member, state in there if state.staged or state.modified]
    if dirty and not allow_dirty:
        raise ConflictError(
            "these members have changes that are in no commit",
            details=dirty,
            hint="commit them, or record the commits all the same with --dirty",
        )
    commits = {member: _row(state) for member, state in states}
    kind = ws.kind(KIND)
    assignments = [Assignment(("state_data",), "=", json.dumps({"commits": commits}))]
    return add(ws, kind, argument=name, assignments=assignments, how=how)


def _row(state: MemberState) -> dict[str, Any]:
    if not state.head:
        return {"missing": True}
    row: dict[str, Any] = {"commit": find_commit(state.path, "HEAD") or state.head, "branch": state.branch}
    if state.staged or state.modified:
        row["dirty"] = True
    return {key: value for key, value in row.items() if value}
