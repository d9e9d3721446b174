"""The lifecycle: transitions, what they stamp, and which step from one status to another is legal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wmsgit.errors import ConflictError, InvalidError, NotFoundError
from wmsgit.features.records.actions.check_gates import pass_gates
from wmsgit.features.records.actions.open_dependencies import pass_dependencies
from wmsgit.features.records.assignments import Assignment, apply, typed
from wmsgit.model.record import Data
from wmsgit.model.times import format_time
from wmsgit.schema.kind import Kind
from wmsgit.schema.mentions import strings_at
from wmsgit.schema.steps import is_legal_step, legal_steps, step_message
from wmsgit.schema.transition import Transition
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.transaction import Transaction

if TYPE_CHECKING:
    from wmsgit.features.records.actions.claims import Holder
    from wmsgit.features.records.actions.expected import Expected


def transition(
    ws: Workspace,
    places: Sequence[Place],
    name: str,
    *,
    options: Mapping[str, str] | None = None,
    assignments: Sequence[Assignment] = (),
    steal: bool = False,
    override: bool = False,
    expected: "Expected | None" = None,
    how: WriteOptions = AS_USUAL,
) -> WriteResult:
    """Take records, all of one kind, through a transition of it, and stamp what it stamps.

    Args:
        ws: where.
        places: which records.
        name: the transition's name.
        options: values of the transition's own options, by option name.
        assignments: further fields to change.
        steal: take on what another holds; its message says why.
        override: pass gates that are not met; its message says why, in a remark of the record.
        expected: what the caller saw before.
        how: how it lands; its message also fills the field that the transition names for it.

    Raises:
        InvalidError: when a record's status does not allow the step.
        ConflictError: when another holds the record, a gate is not met, or a field is not as `expected`.
    """
    kind = ws.kind(places[0].kind)
    step = kind.transitions[name]

    change = assigning(ws, kind, assignments)
    given = StepOptions(how.message, options, change, steal=steal, override=override, expected=expected)
    return perform(ws, f"{kind.name} {name}", how, stepping(ws, places, step, given))


@dataclass(frozen=True, slots=True)
class StepOptions:
    """What a transition is given beside the records.

    Attributes:
        message: why; it fills the field that the transition names for it.
        options: values of the transition's own options, by option name; None for none.
        change: further changes of the fields; None for none.
        steal: whether to take on what another holds.
        override: whether gates that are not met are passed, with the message as a remark.
        expected: what fields of every record must be before; None for whatever they are.
    """

    message: str = ""
    options: Mapping[str, str] | None = None
    change: Callable[[Data], Data] | None = None
    steal: bool = False
    override: bool = False
    expected: "Expected | None" = None


def assigning(ws: Workspace, kind: Kind, assignments: Sequence[Assignment]) -> Callable[[Data], Data] | None:
    """What changes the fields that are assigned; None where none is."""

    def change(data: Data) -> Data:
        return apply(assignments, data, kind, ws.value_context())

    return change if assignments else None


def stepping(
    ws: Workspace, places: Sequence[Place], step: Transition, given: StepOptions
) -> Callable[[Transaction], None]:
    """What takes records of one kind through a transition, inside a transaction; errors as for `transition`."""
    kind = ws.kind(places[0].kind)
    ids, reason = {place.id for place in places}, given.message if given.override else None

    def work(transaction: Transaction) -> None:
        for place, old in ((place, transaction.data(place)) for place in places):
            if given.expected:
                from wmsgit.features.records.actions.expected import require_expected

                require_expected(given.expected, place, old)
            status = old.get(kind.status)
            is_taken = step.claims and claim(ws, step, place, old, steal=given.steal)
            if status == step.target and not given.change and not given.options and not is_taken:
                transaction.warn(f"{place.id} is {status} already")
                continue
            if status != step.target and not step.leads_from(status):
                _refuse_step(kind, place.id, step, status)
            stays, claimed = status == step.target and is_taken, {step.claims: ws.actor()} if step.claims else {}
            new = old if stays else _stepped(ws, kind, step, old, given.options or {}, given.message)
            new = given.change({**new, **claimed}) if given.change else {**new, **claimed}
            new = _with_remark(ws, new, given.message) if stays and new == old else new
            new = new if status == step.target else _passed(ws, transaction, step, place, old, new, reason, ids)
            transaction.put(place, new)
            if status != step.target:
                take_along(ws, transaction, step, place)
            _link(ws, transaction, kind, step, place, given.options or {})

    return work


def _passed(
    ws: Workspace,
    transaction: Transaction,
    step: Transition,
    place: Place,
    old: Data,
    new: Data,
    reason: str | None,
    together: set[str],
) -> Data:
    """A record's fields after its gates and its open dependencies; `together` has the records that go with it."""
    kind = ws.kind(place.kind)
    new = pass_gates(ws, step, place, new, override=reason)
    if old.get(kind.status) in kind.closed:
        return new
    return pass_dependencies(ws, transaction, step, place, new, override=reason, but=together)


def stepped(ws: Workspace, kind: Kind, step: Transition, record_id: str, old: Data, message: str = "") -> Data:
    """A record's fields after a transition.

    Raises:
        InvalidError: when its status does not allow the step.
    """
    status = old.get(kind.status)
    if status != step.target and not step.leads_from(status):
        _refuse_step(kind, record_id, step, status)
    return _stepped(ws, kind, step, old, {}, message)


def require_legal_step(kind: Kind, place: Place, old: Data, new: Data) -> None:
    """Refuse a change of status that no transition of the kind allows.

    Raises:
        InvalidError: naming the legal ones.
    """
    if not kind.status or not kind.transitions:
        return
    before, after = old.get(kind.status), new.get(kind.status)
    known = kind.fields[kind.status].enum
    if after not in known or before not in known:
        return
    if not is_legal_step(kind, before, after):
        raise InvalidError(step_message(kind, before, after), where=place.id, hint=legal_steps(kind, before))


def claim(ws: Workspace, step: Transition, place: Place, old: Data, *, steal: bool) -> bool:
    """Whether a step that claims a record changes who holds it.

    Raises:
        ConflictError: when another holds it, here or on another branch or worktree, and it is not to be stolen.
    """
    from wmsgit.features.records.actions.claims import Holder, held_by_session, held_elsewhere

    actor, holder = ws.actor(), str(old.get(step.claims) or "")
    if old.get(ws.kind(place.kind).status) == step.target and ws.people.is_same(holder, actor):
        beside = held_by_session(ws, place)
        if beside is None or steal:
            return beside is not None
        raise _held([beside], place)
    if not steal:
        here = [Holder(holder, "here")] if holder and not ws.people.is_same(holder, actor) else []
        held = here or held_elsewhere(ws, place)
        if held:
            raise _held(held, place)
    return True


def _with_remark(ws: Workspace, data: Data, message: str) -> Data:
    """The record with a word on who took it from another session of the same person, of whom no field tells."""
    remark = {"at": format_time(ws.now()), "by": ws.actor(), "text": f"taken over from another session: {message}"}
    return {**data, "comments": [*data.get("comments", []), remark]}


def _held(held: "Sequence[Holder]", place: Place) -> ConflictError:
    return ConflictError(
        str(held[0]),
        where=place.id,
        details=[str(other) for other in held[1:]],
        hint=f"ask {held[0].name}, or take it with --steal -m WHY",
    )


def _stepped(ws: Workspace, kind: Kind, step: Transition, old: Data, options: Mapping[str, str], message: str) -> Data:
    new: Data = {name: value for name, value in old.items() if name not in step.clears}
    new[kind.status] = step.target
    fillers: dict[str, Callable[[], Any]] = {"now": lambda: format_time(ws.now()), "actor": ws.actor}
    for field, value in step.stamps.items():
        new[field] = fillers[value]() if value in fillers else value
    if step.message and message:
        new[step.message] = message
    for option, field in step.options.items():
        if option in options:
            new[field] = typed(kind.fields[field], options[option], ws.value_context())
    return new


def _refuse_step(kind: Kind, record_id: str, step: Transition, status: Any) -> None:
    legal = ", ".join(other.name for other in kind.legal_transitions(status)) or "nothing"
    raise InvalidError(f"cannot {step.name} what is {status}", where=record_id, hint=f"from {status} one can: {legal}")


def _link(
    ws: Workspace,
    transaction: Transaction,
    kind: Kind,
    step: Transition,
    place: Place,
    options: Mapping[str, str],
) -> None:
    """Let the record that an option such as `--by` names refer to this one."""
    for option, (other_kind, field) in step.links.items():
        if option not in options:
            continue
        other = ws.locate(ws.numbered(ws.kind(other_kind), options[option]), ws.kind(other_kind), exact=True)
        if other.id == place.id:
            raise InvalidError(f"a {kind.name} cannot {step.name} itself", where=place.id)
        data = transaction.data(other)
        if place.id not in data.get(field, []):
            transaction.put(other, {**data, field: [*data.get(field, []), place.id]})


def take_along(ws: Workspace, transaction: Transaction, step: Transition, place: Place) -> None:
    """Let what a record deals with, as `task.resolves` names issues, take its own transition when the work is done.

    What is closed already stays as it is; what cannot take the transition is warned of.
    """
    kind, data = ws.kind(place.kind), transaction.data(place)
    if step.target not in kind.closed or step.target in kind.dropped:
        return
    for field in kind.fields.values():
        for _, record_id in strings_at(data.get(field.name), ()) if field.takes else ():
            if ws.registry.has(field.references):
                reason = f"{place.id} {kind.title_of(data)}".rstrip()
                _take(ws, transaction, ws.kind(field.references), field.takes, record_id, reason)


def _take(ws: Workspace, transaction: Transaction, kind: Kind, name: str, record_id: str, reason: str) -> None:
    try:
        place = ws.locate(record_id, kind, exact=True)
        old = transaction.data(place)
    except NotFoundError:
        return
    step = kind.transitions.get(name)
    if step is None or kind.is_closed(old):
        return
    if step.leads_from(old.get(kind.status)):
        transaction.put(place, _stepped(ws, kind, step, old, {}, reason))
    else:
        transaction.warn(f"{place.id} stays {old.get(kind.status)}: one cannot {name} it from there")
