"""Handling: what people do with findings: acknowledge them, waive them for a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date

from wmsgit.errors import InvalidError
from wmsgit.features.drift.actions.choose import Chosen, change_all
from wmsgit.features.drift.actions.policy import FINDING as KIND
from wmsgit.features.drift.findings import RESOLVED
from wmsgit.features.records.actions.transition import stepped
from wmsgit.features.records.assignments import Assignment, apply, typed
from wmsgit.model.record import Data
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult
from wmsgit.workspace.writing.transaction import Transaction

_ACK = "ack"


@dataclass(frozen=True, slots=True)
class Waiver:
    """Why a finding is suppressed, as a person says it.

    Attributes:
        owner: who answers for it; `@me` is the caller.
        reason: why.
        expires: the last day on which it holds: a day, `+30d`, `tomorrow`.
    """

    owner: str
    reason: str
    expires: str


def acknowledge(
    ws: Workspace, chosen: Sequence[Chosen], *, assignments: Sequence[Assignment] = (), how: WriteOptions = AS_USUAL
) -> WriteResult:
    """Note that somebody knows of the findings, in one commit; new ones are recorded with it.

    Raises:
        InvalidError: when one's status does not allow it.
    """
    kind = ws.kind(KIND)

    def change(record_id: str, data: Data, transaction: Transaction) -> Data:
        step = kind.transitions[_ACK]
        if data.get(kind.status) == step.target and not assignments:
            transaction.warn(f"{record_id} is {step.target} already")
            return data
        new = stepped(ws, kind, step, record_id, data, how.message)
        return apply(assignments, new, kind, ws.value_context())

    return change_all(ws, chosen, "drift ack", how, change)


def waive(ws: Workspace, chosen: Sequence[Chosen], waiver: Waiver, *, how: WriteOptions = AS_USUAL) -> WriteResult:
    """Let findings be until a day, in one commit; new ones are recorded with it.

    Raises:
        InvalidError: when the owner or the reason is missing, the day is none or has passed, or a finding is resolved.
    """
    fields = waiver_fields(ws, waiver)

    def change(record_id: str, data: Data, _: Transaction) -> Data:
        if data.get("status") == RESOLVED:
            raise InvalidError("it is resolved, so there is nothing to waive", where=record_id)
        return {**data, "waiver": dict(fields)}

    return change_all(ws, chosen, "drift waive", how, change)


def waiver_fields(ws: Workspace, waiver: Waiver) -> Mapping[str, str]:
    """The waiver as it stands in a record.

    Raises:
        InvalidError: when it cannot stand there.
    """
    below = ws.kind(KIND).fields["waiver"].properties
    given = {"owner": waiver.owner, "reason": waiver.reason, "expires": waiver.expires}
    fields = {name: str(typed(below.get(name), text, ws.value_context())) for name, text in given.items()}
    for name in ("owner", "reason"):
        if not fields[name].strip():
            raise InvalidError(f"a waiver has {'an' if name == 'owner' else 'a'} {name}")
    try:
        last = date.fromisoformat(fields["expires"])
    except ValueError:
        raise InvalidError(f"{waiver.expires!r} is no day", hint="such as 2027-01-31, +30d or tomorrow") from None
    if last < ws.now().astimezone(UTC).date():
        raise InvalidError(f"the waiver would have expired on {last} already", hint="give a day to come")
    return fields
