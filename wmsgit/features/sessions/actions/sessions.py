"""Work sessions: open, log, end. Which session is open here is private to the worktree."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from wmsgit.errors import ConflictError, InvalidError, NotFoundError
from wmsgit.features.records.actions.write import arrange, defaults
from wmsgit.features.sessions.actions.context import KIND as CONTEXT
from wmsgit.features.sessions.actions.context import mark_recorded, recorded_place, stretches, unrecorded
from wmsgit.features.sessions.actions.current import KIND, current_session, note, noted_of
from wmsgit.features.sessions.actions.switches import as_fields
from wmsgit.features.sessions.attribution import Evidence, activities_of, summary_of
from wmsgit.model.record import Data, Record
from wmsgit.model.same import items_gained
from wmsgit.model.text import one_line
from wmsgit.model.times import format_time
from wmsgit.schema.kind import Kind
from wmsgit.vcs.message import SESSION_TRAILER
from wmsgit.workspace.place import Place
from wmsgit.workspace.private import remember_session, remembered_session
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.recovery import settle
from wmsgit.workspace.writing.subjects import session_end_subject
from wmsgit.workspace.writing.transaction import Transaction
from wmsgit.workspace.writing.values import CommitTexts

_MAX_NAME = 100


@dataclass(frozen=True, slots=True)
class Opening:
    """What a session is opened with.

    Attributes:
        goal, user, ai_assistant: the record's fields; empty ones are left out.
        task: the id of the task that it is about; empty for none.
        repo: the repository that it works in; empty for none.
        places: the worktrees of members that it works in.
        session_id: its id; made when None.
        is_apart: whether it is not this worktree's current one, but that of whoever names it.
    """

    goal: str = ""
    user: str = ""
    ai_assistant: str = ""
    task: str = ""
    repo: str = ""
    places: tuple[Path, ...] = ()
    session_id: str | None = None
    is_apart: bool = False


def start_session(workspace: Workspace, opening: Opening | None = None, *, how: WriteOptions = AS_USUAL) -> WriteResult:
    """Open a session, note where every member's refs are, and make it this worktree's current one.

    Raises:
        ConflictError: when one is open here already.
        InvalidError: when a name has nothing in it that can be shown.
    """
    from wmsgit.features.sessions.actions.evidence import note_of_beginning

    opening = opening or Opening()
    before = None if opening.is_apart else current_session(workspace)
    if before is not None:
        hint = "'wmsgit session end' ends it; with WMSGIT_SESSION=ID or --apart another one opens beside it"
        raise ConflictError("a session is open here already", where=before.id, hint=hint)
    kind = workspace.kind(KIND)
    assistant, user = _name(opening.ai_assistant, "assistant"), _name(opening.user, "user")
    given: Data = {"goal": opening.goal, "user": user, "ai_assistant": assistant, "task": opening.task}
    given = {name: value for name, value in given.items() if value}
    if "task" in given and "task" not in kind.fields:
        given["metadata"] = {"task": given.pop("task")}
    chosen: list[str] = []

    def work(transaction: Transaction) -> None:
        data = arrange(kind, given | defaults(workspace, kind, given))
        name = opening.session_id or transaction.new_id(kind, data, actor=assistant or user)
        chosen.append(name)
        transaction.add(kind, name, data)

    noted = note_of_beginning(
        workspace, "", repo=opening.repo, places=opening.places, is_apart=opening.is_apart
    )  # before the write: the commit that opens the session is its first
    outcome = perform(
        workspace, "session start", how, work, texts=CommitTexts(trailers=lambda: {SESSION_TRAILER: chosen[0]})
    )
    if not how.dry_run:
        note(workspace, replace(noted, id=chosen[0]))
        if not opening.is_apart:
            remember_session(workspace, chosen[0])
    return outcome


def resume_session(workspace: Workspace, session_id: str) -> Record:
    """Make a session that was left open this worktree's current one.

    Raises:
        NotFoundError: when there is no open session of this id.
        ConflictError: when another one is open here.
    """
    before = current_session(workspace)
    if before is not None and before.id != session_id:
        raise ConflictError("a session is open here already", where=before.id, hint="'wmsgit session end' ends it")
    record = require_open_session(workspace, session_id)
    remember_session(workspace, record.id)
    return record


def open_elsewhere(workspace: Workspace, leave_out: str = "") -> list[Record]:
    """The caller's sessions that were left open: they are in progress, and no other worktree has them."""
    kind = workspace.kind(KIND)
    documents = workspace.index([KIND]).documents(kind)
    is_mine = partial(workspace.people.is_same, workspace.actor())
    mine = [item for item in documents if not kind.is_closed(item.data) and is_mine(item.data.get("user"))]
    return [
        item for item in mine if item.id not in {leave_out, remembered_session(workspace)} and _is_left(workspace, item)
    ]


def _is_left(workspace: Workspace, record: Record) -> bool:
    noted = noted_of(workspace, record.id)
    return noted is None or noted.is_apart or not Path(noted.worktree).is_dir() or noted.worktree == str(workspace.root)


def _name(text: str, what: str) -> str:
    """A name on one line, without what would command a terminal.

    Raises:
        InvalidError: when nothing is left of it.
    """
    name = " ".join(one_line(text).split())[:_MAX_NAME].strip()
    if text and not name:
        raise InvalidError(f"the {what}'s name has nothing in it that can be shown")
    return name


def log_activity(
    workspace: Workspace,
    activity_type: str,
    text: str,
    *,
    files_created: Sequence[str] = (),
    files_modified: Sequence[str] = (),
    outcome: str = "",
    session: str = "",
    how: WriteOptions = AS_USUAL,
) -> WriteResult:
    """Append an activity to the open session.

    Raises:
        NotFoundError: when none is open.
    """
    record = require_open_session(workspace, session)
    activity: dict[str, Any] = {
        "time": format_time(workspace.now()),
        "activity_type": activity_type,
        "description": text,
        "files_created": list(files_created),
        "files_modified": list(files_modified),
        "outcome": outcome,
    }
    kept = {name: value for name, value in activity.items() if value}
    place = Place(record.kind, record.id, record.path)

    def work(transaction: Transaction) -> None:
        data = transaction.data(place)
        transaction.put(place, {**data, "activities": [*data.get("activities", []), kept]})

    return perform(workspace, "session log", how, work)


def end_session(
    workspace: Workspace,
    *,
    session: str = "",
    evidence: Evidence | None = None,
    open_questions: Sequence[str] = (),
    terminal: str = "",
    how: WriteOptions = AS_USUAL,
) -> WriteResult:
    """Complete the open session with its evidence and the switches of context, in one commit.

    Args:
        workspace: in which workspace.
        session: the session's id; empty for this worktree's.
        evidence: what it did; gathered when None.
        open_questions: what is still to be decided.
        terminal: whose switches of context are written down.
        how: how it lands; its message becomes the handoff notes.

    Raises:
        NotFoundError: when none is open.
    """
    from wmsgit.features.sessions.actions.evidence import gather, now_or

    settle(workspace)
    record = require_open_session(workspace, session)
    result = evidence if evidence is not None else gather(workspace, record)
    place = Place(record.kind, record.id, record.path)
    end, went_back = now_or(workspace, str(record.data.get("start_time", "")))
    reported: dict[tuple[str, str], str] = {}

    def work(transaction: Transaction) -> None:
        present = replace(record, data=transaction.data(place))
        transaction.put(place, ended_data(workspace, present, result, notes=how.message, questions=open_questions))
        reported.update(_tell_switches(workspace, transaction, str(record.data.get("start_time", "")), end, terminal))

    texts = CommitTexts(
        lambda: session_end_subject(record.id, record.data.get("status")), lambda: {SESSION_TRAILER: record.id}
    )
    outcome = perform(workspace, "session end", how, work, texts=texts)
    warnings = (*result.notices, *(["the clock is behind the session's start, which counts as its end"] * went_back))
    if not how.dry_run:
        mark_recorded(workspace, reported, end, terminal)
        _close(workspace, record.id, end)
    return replace(outcome, warnings=(*outcome.warnings, *warnings))


def ended_data(
    workspace: Workspace, record: Record, evidence: Evidence, *, notes: str = "", questions: Sequence[str] = ()
) -> Data:
    """The fields of a session that ends now, with its evidence in them; never before its start."""
    from wmsgit.features.sessions.actions.evidence import now_or

    kind = workspace.kind(KIND)
    end, _ = now_or(workspace, str(record.data.get("start_time", "")))
    ending = {"status": "completed", "end_time": end, "handoff_notes": notes}
    data = record.data | {name: value for name, value in ending.items() if value}
    return arrange(kind, _with_evidence(kind, data, evidence, questions))


def records_contexts(workspace: Workspace) -> bool:
    """Whether switches of context become records: unless the settings say no."""
    from wmsgit.workspace.settings import governing

    return governing(workspace, "record").get("record", {}).get("contexts") is not False


def _close(workspace: Workspace, session_id: str, end: str) -> None:
    noted = noted_of(workspace, session_id)
    if noted:
        note(workspace, replace(noted, ended=end))
    if remembered_session(workspace) == session_id:
        remember_session(workspace, None)


def _with_evidence(kind: Kind, data: Data, evidence: Evidence, questions: Sequence[str]) -> Data:
    """The record with the evidence in its fields: lists grow, nothing that a person wrote goes."""
    lists: dict[str, Sequence[Any]] = {
        "activities": activities_of(evidence.commits),
        "decisions": evidence.records.get("decided", ()),
        "issues_found": evidence.records.get("found", ()),
        "open_questions": questions,
    }
    for name, items in lists.items():
        before = data.get(name, [])
        new = items_gained(before, list(items))
        if new and name in kind.fields:
            data = {**data, name: [*before, *new]}
    summary = summary_of(evidence, is_kept=True)
    return {**data, "metadata": {**data.get("metadata", {}), "evidence": summary}} if summary else data


def _tell_switches(
    workspace: Workspace, transaction: Transaction, start: str, end: str, terminal: str
) -> dict[tuple[str, str], str]:
    """Add a record for each switch of context that none tells: (repository, beginning) → its id."""
    if not workspace.registry.has(CONTEXT) or not records_contexts(workspace):
        return {}
    kind, reported = workspace.kind(CONTEXT), {}
    for stretch in stretches(unrecorded(workspace, start, terminal)):
        switch = replace(stretch[0], until=stretch[-1].until or max(end, stretch[-1].since))
        data = arrange(kind, {**as_fields(switch), "repo_path": recorded_place(workspace, switch.repo)})
        name = transaction.new_id(kind, data)
        transaction.add(kind, name, data)
        reported.update({(part.repo, part.since): name for part in stretch})
    return reported


def require_open_session(workspace: Workspace, session: str) -> Record:
    """The open session: the one of this id, or this worktree's where the id is empty.

    Raises:
        NotFoundError: when there is none.
    """
    record = current_session(workspace, session)
    if record is None and session:
        raise NotFoundError("there is no open session of this id", where=session, hint="WMSGIT_SESSION names it")
    if record is None:
        raise NotFoundError("no session is open here", hint="'wmsgit session start' opens one")
    return record
