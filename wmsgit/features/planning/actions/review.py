"""Reviews: a grade joins a record, given by a person, by a program of the user's, or by wmsgit's own reviewer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wmsgit.errors import GitError, InvalidError
from wmsgit.features.records.actions.check_gates import gates_governing
from wmsgit.features.records.actions.transition import stepped
from wmsgit.features.records.gates import grades, rejection, reviews_field
from wmsgit.model.record import Data, Record
from wmsgit.model.times import format_time
from wmsgit.schema.kind import Kind
from wmsgit.schema.state import State
from wmsgit.schema.transition import Transition
from wmsgit.workspace.place import Place
from wmsgit.workspace.settings import read_settings
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.transaction import Transaction

SETTING = "wmsgit.reviewer"
TIMEOUT_S = 120.0
MAX_ANSWER_BYTES = 1 << 20
_ANSWERS = frozenset({"grade", "blockers", "fixes", "report", "reviewer", "metadata"})


@dataclass(frozen=True, slots=True)
class Given:
    """A review as somebody gives it.

    Attributes:
        type: what was reviewed, such as `plan`.
        grade: the overall grade; empty to ask the reviewer.
        reviewer: who; empty for the caller, or for the program.
        blockers, fixes: what must change, and what should.
        categories: name → grade, of parts that are graded on their own; they are kept under `metadata`.
        report: the whole report.
    """

    type: str
    grade: str = ""
    reviewer: str = ""
    blockers: Sequence[str] = ()
    fixes: Sequence[str] = ()
    report: str = ""
    categories: Mapping[str, str] = field(default_factory=dict)


def add_review(
    ws: Workspace, place: Place, given: Given, *, how: WriteOptions = AS_USUAL, timeout_s: float = TIMEOUT_S
) -> WriteResult:
    """Add a review to a record. One that does not meet a gate takes the record through the gate's `on_reject`.

    Raises:
        InvalidError: when the kind has no reviews, the grade is none, or the reviewer answers with something else.
        GitError: when the reviewer cannot be started, fails, takes too long or says too much.
    """
    kind = ws.kind(place.kind)
    holder = reviews_field(kind)
    if holder is None:
        raise InvalidError(f"{kind.name} records have no reviews", where=place.id)
    answer: dict[str, Any] = {"grade": given.grade.upper()}
    if not given.grade:
        answer = _verdict(ws, kind, place, given.type, timeout_s)
    categories = {name: grade.upper() for name, grade in given.categories.items()}
    for grade in (answer["grade"], *categories.values()):
        if grade not in grades(holder):
            raise InvalidError(f"{grade!r} is no grade", where=place.id, hint=f"one of {', '.join(grades(holder))}")
    row = {
        "at": format_time(ws.now()),
        "type": given.type,
        "grade": answer["grade"],
        "reviewer": ws.people.resolve(given.reviewer or answer.get("reviewer") or ws.actor()),
        "blockers": [*answer.get("blockers", ()), *given.blockers],
        "fixes": [*answer.get("fixes", ()), *given.fixes],
        "report": given.report or answer.get("report"),
        "metadata": {**(answer.get("metadata") or {}), **categories},
    }
    review = {name: value for name, value in row.items() if value}
    step = rejection(gates_governing(ws, kind), kind, review)

    def work(transaction: Transaction) -> None:
        data = transaction.data(place)
        new = {**data, holder.name: [*data.get(holder.name, []), review]}
        transaction.put(place, _rejected(ws, transaction, place, step, new) if step else new)

    return perform(ws, f"{kind.name} review", how, work)


def _rejected(ws: Workspace, transaction: Transaction, place: Place, step: Transition, data: Data) -> Data:
    """The record after what the workspace says of a review such as its last one."""
    kind = ws.kind(place.kind)
    status = data.get(kind.status)
    if not step.leads_from(status):
        if status != step.target:
            transaction.warn(f"{place.id}: the review asks to {step.name} it, which what is {status} cannot")
        return data
    field = reviews_field(kind)
    review = data[field.name][-1] if field else {}
    reasons = review.get("blockers") or [f"its {review.get('type')} review gave {review.get('grade')}"]
    return stepped(ws, kind, step, place.id, data, "; ".join(reasons))


def _verdict(ws: Workspace, kind: Kind, place: Place, sort: str, timeout_s: float) -> dict[str, Any]:
    """What the reviewer says: the program that the user's configuration names, else wmsgit's own."""
    command = ws.config.get(SETTING)
    record = ws.record(place)
    if command:
        return _run(command, record, sort, ws, timeout_s)
    from wmsgit.features.planning.reviewer import NAME, review

    records = [document for other in ws.registry.kinds() for document in ws.index().documents(other)]
    state = State(
        {document.name: document for document in ws.registry.kinds()},
        {(document.kind, document.id): document for document in records},
    )
    return {"reviewer": NAME, **review(state, (kind.name, place.id), read_settings(ws))}


def _run(command: str, record: Record, sort: str, ws: Workspace, timeout_s: float) -> dict[str, Any]:
    """The answer of a program, which gets the record as JSON and `review_type` with it."""
    import shlex

    from wmsgit.workspace.programs import answer_of

    try:
        words = shlex.split(command)
    except ValueError as error:
        raise InvalidError(
            f"{SETTING} is no command: {error}", hint=f"git config {SETTING} 'PROGRAM ARGUMENT'"
        ) from error
    encode = json.dumps({**record.to_dict(), "review_type": sort}, ensure_ascii=False).encode()
    output = answer_of(words, encode, cwd=ws.root, timeout_s=timeout_s, max_bytes=MAX_ANSWER_BYTES)
    try:
        answer = json.loads(output)
    except (ValueError, RecursionError) as error:
        raise GitError(f"the reviewer {words[0]} did not answer with JSON: {error}", hint=_HINT) from error
    return {"reviewer": words[0].rpartition("/")[2], **_checked(words[0], answer)}


_HINT = 'it answers with an object such as {"grade": "B", "fixes": ["..."]}; nothing was changed'


def _checked(name: str, answer: Any) -> Mapping[str, Any]:
    """The answer, when it has the form of a review.

    Raises:
        GitError: otherwise.
    """
    lists = ("blockers", "fixes")
    is_review = (
        isinstance(answer, dict)
        and isinstance(answer.get("grade"), str)
        and answer.keys() <= _ANSWERS
        and all(isinstance(answer.get(part, []), list) for part in lists)
        and all(isinstance(item, str) for part in lists for item in answer.get(part, []))
        and all(isinstance(answer.get(part, ""), str) for part in ("report", "reviewer"))
        and isinstance(answer.get("metadata", {}), dict)
    )
    if not is_review:
        raise GitError(f"the reviewer {name} answered with something that is no review", hint=_HINT)
    return dict(answer)
