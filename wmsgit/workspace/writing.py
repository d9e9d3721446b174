"""Writes to records, one function a verb. Each is one transaction and one commit."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wmsgit.errors import ConflictError, InvalidError
from wmsgit.model.change import RecordChange
from wmsgit.model.record import Data
from wmsgit.model.times import format_time
from wmsgit.schema.kind import Kind, Transition
from wmsgit.workspace.assignments import Assignment, Meaning, apply, merge_patch, typed
from wmsgit.workspace.graphs import Graphs
from wmsgit.workspace.place import Place
from wmsgit.workspace.transaction import Transaction
from wmsgit.workspace.workspace import Workspace

if TYPE_CHECKING:
    from wmsgit.schema.field import Field

_MAX_NAMED = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a write did.

    Attributes:
        changes: each record's change, in order; empty when nothing had to change.
        commit: the commit's id; empty when there is none.
        warnings: what the caller should know, one sentence each.
    """

    changes: tuple[RecordChange, ...]
    commit: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class How:
    """How a write lands.

    Attributes:
        message: the body of the commit.
        commit: False leaves the commit to the user; None asks `git config wmsgit.commit`.
        dry_run: compute everything, write nothing.
    """

    message: str = ""
    commit: bool | None = None
    dry_run: bool = False


def perform(ws: Workspace, op: str, how: How, work: Callable[[Transaction], object]) -> Outcome:
    """Run `work` in a transaction of its own, and say what came of it."""
    transaction = ws.transaction(op, message=how.message, commit=how.commit)
    transaction.is_rehearsal = how.dry_run
    with transaction:
        work(transaction)
    return Outcome(transaction.changes, transaction.commit_id, tuple(transaction.warnings))


def meaning(ws: Workspace) -> Meaning:
    """What `tomorrow` and `@me` stand for here and now."""
    return Meaning(ws.now(), ws.actor)


def defaults(ws: Workspace, kind: Kind, given: Data) -> Data:
    """The fields that a new record has when its author says nothing of them."""
    found: Data = {}
    for name, field in kind.fields.items():
        if name in given:
            continue
        if field.fills == "now" or (field.required and field.format == "date-time" and field.default is None):
            found[name] = format_time(ws.now())
        elif field.fills == "actor":
            found[name] = ws.actor()
        elif field.default is not None:
            found[name] = field.default
        elif field.required and name == kind.status and field.enum:
            found[name] = field.enum[0]
    return found


def arrange(kind: Kind, data: Data) -> Data:
    """The fields in the schema's order, others last."""
    known = {name: data[name] for name in kind.fields if name in data}
    return known | {name: value for name, value in data.items() if name not in known}


def add(
    ws: Workspace,
    kind: Kind,
    *,
    argument: str | None = None,
    record_id: str | None = None,
    assignments: Sequence[Assignment] = (),
    how: How = How(),
) -> Outcome:
    """Add a record.

    Args:
        ws: where.
        kind: of which kind.
        argument: the value of the kind's main field, such as a task's title.
        record_id: its id; made by the kind's id form when None.
        assignments: further fields.
        how: how it lands.

    Raises:
        InvalidError: when a field or the id is not valid.
        ConflictError: when the id exists.
    """
    given: Data = (
        {kind.argument: argument} if argument is not None and kind.argument not in {"", "id"} else {}
    )
    record_id = argument if kind.argument == "id" and record_id is None else record_id
    data = apply(assignments, given, kind, meaning(ws))

    def work(transaction: Transaction) -> None:
        whole = arrange(kind, data | defaults(ws, kind, data))
        chosen = record_id if record_id is not None else transaction.new_id(kind, whole)
        transaction.add(kind, chosen, whole)

    return perform(ws, f"{kind.name} add", how, work)


def set_fields(
    ws: Workspace,
    places: Iterable[Place],
    assignments: Sequence[Assignment] = (),
    *,
    patch: Data | None = None,
    how: How = How(),
) -> Outcome:
    """Change fields of records, all in one commit. A change of status obeys the kind's transitions.

    Raises:
        InvalidError: when a field, a value or the step is not legal.
    """

    def work(transaction: Transaction) -> None:
        graphs = Graphs(ws)
        for place in places:
            kind = ws.kind(place.kind)
            old = transaction.data(place)
            new = apply(assignments, old, kind, meaning(ws))
            new = merge_patch(new, patch) if patch else new
            require_legal_step(kind, place, old, new)
            graphs.require_acyclic(kind, place, old, new)
            transaction.put(place, new)

    return perform(ws, "set", how, work)


def require_legal_step(kind: Kind, place: Place, old: Data, new: Data) -> None:
    """Refuse a change of status that no transition of the kind allows.

    Raises:
        InvalidError: naming the legal ones.
    """
    if not kind.status or not kind.transitions:
        return
    before, after = old.get(kind.status), new.get(kind.status)
    known = kind.fields[kind.status].enum
    if before == after or after not in known or before not in known:
        return
    legal = kind.legal_transitions(before)
    if after not in {step.target for step in legal}:
        raise InvalidError(
            f"{kind.status} cannot go from {before} to {after}",
            where=place.id,
            hint=f"from {before} it goes to {', '.join(f'{step.target} ({step.name})' for step in legal) or 'nothing'}",
        )


def transition(
    ws: Workspace,
    places: Sequence[Place],
    name: str,
    *,
    options: Mapping[str, str] | None = None,
    assignments: Sequence[Assignment] = (),
    how: How = How(),
) -> Outcome:
    """Take records through a transition of their kind, and stamp what it stamps.

    Args:
        ws: where.
        places: which records, all of one kind.
        name: the transition's name.
        options: values of the transition's own options, by option name.
        assignments: further fields to change.
        how: how it lands; its message also fills the field that the transition names for it.

    Raises:
        InvalidError: when a record's status does not allow the step.
    """
    kind = ws.kind(places[0].kind)
    step = kind.transitions[name]

    def work(transaction: Transaction) -> None:
        for place in places:
            old = transaction.data(place)
            status = old.get(kind.status)
            if status == step.target and not assignments and not options:
                transaction.warnings.append(f"{place.id} is {status} already")
                continue
            if status != step.target and not step.leads_from(status):
                _refuse_step(kind, place, step, status)
            new = _stepped(ws, kind, step, old, options or {}, how.message)
            transaction.put(place, apply(assignments, new, kind, meaning(ws)))
            _link(ws, transaction, kind, step, place, options or {})

    return perform(ws, f"{kind.name} {name}", how, work)


def note(ws: Workspace, places: Iterable[Place], text: str, *, how: How = How()) -> Outcome:
    """Add a remark to each record's comments.

    Raises:
        InvalidError: when the text is empty, or the kind has no comments.
    """
    if not text.strip():
        raise InvalidError("a note has a text")

    def work(transaction: Transaction) -> None:
        for place in places:
            data = transaction.data(place)
            remark = {"at": format_time(ws.now()), "by": ws.actor(), "text": text}
            transaction.put(place, {**data, "comments": [*data.get("comments", []), remark]})
        transaction.subject = ""

    return perform(ws, "note", how, work)


def remove(
    ws: Workspace,
    places: Sequence[Place],
    *,
    unlink: bool = False,
    how: How = How(),
) -> Outcome:
    """Remove records.

    Args:
        ws: where.
        places: which.
        unlink: remove the references to them, too.
        how: how it lands.

    Raises:
        ConflictError: when others refer to them and `unlink` is not set.
    """

    def work(transaction: Transaction) -> None:
        referrers = _referrers(ws, {place.id for place in places})
        if referrers and not unlink:
            _refuse_removal(referrers)
        for source, targets in referrers.items():
            _unlink(ws, transaction, ws.locate(source, exact=True), targets)
        for place in places:
            transaction.remove(place)

    return perform(ws, "rm", how, work)


def _stepped(
    ws: Workspace, kind: Kind, step: Transition, old: Data, options: Mapping[str, str], message: str
) -> Data:
    new: Data = {name: value for name, value in old.items() if name not in step.clears}
    new[kind.status] = step.target
    fillers: dict[str, Callable[[], Any]] = {"now": lambda: format_time(ws.now()), "actor": ws.actor}
    for field, value in step.stamps.items():
        new[field] = fillers[value]() if value in fillers else value
    if step.message and message:
        new[step.message] = message
    for option, field in step.options.items():
        if option in options:
            new[field] = typed(kind.fields[field], options[option], meaning(ws))
    return new


def _refuse_step(kind: Kind, place: Place, step: Transition, status: Any) -> None:
    legal = ", ".join(other.name for other in kind.legal_transitions(status)) or "nothing"
    raise InvalidError(
        f"cannot {step.name} what is {status}", where=place.id, hint=f"from {status} one can: {legal}"
    )


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


def _referrers(ws: Workspace, targets: set[str]) -> dict[str, set[str]]:
    """Id of a referring record → which of `targets` it refers to; the targets themselves left out."""
    found: dict[str, set[str]] = {}
    for source, _, target in ws.index().links():
        if target in targets and source not in targets:
            found.setdefault(source, set()).add(target)
    return found


def _refuse_removal(referrers: Mapping[str, set[str]]) -> None:
    named = sorted(referrers)
    details = [f"{source} refers to {', '.join(sorted(referrers[source]))}" for source in named[:_MAX_NAMED]]
    more = [f"and {len(named) - _MAX_NAMED} more"] if len(named) > _MAX_NAMED else []
    raise ConflictError(
        "other records refer to it", details=details + more, hint="--unlink takes the references out, too"
    )


def _unlink(ws: Workspace, transaction: Transaction, place: Place, targets: set[str]) -> None:
    kind = ws.kind(place.kind)
    data = transaction.data(place)
    new = {name: _without(kind.references.get(name), value, targets) for name, value in data.items()}
    transaction.put(place, {name: value for name, value in new.items() if value is not None})


def _without(field: "Field | None", value: Any, targets: set[str]) -> Any:
    if field is None:
        return value
    if isinstance(value, list):
        return [item for item in value if item not in targets] or None
    return None if value in targets else value
