"""Writes to records, one function a verb. Each is one transaction and one commit."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wmsgit.errors import ConflictError, InvalidError
from wmsgit.features.records.assignments import Assignment, apply, merge_patch
from wmsgit.model.record import Data
from wmsgit.model.text import first_lines
from wmsgit.model.times import format_time
from wmsgit.schema.kind import Kind
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.transaction import Transaction

if TYPE_CHECKING:
    from wmsgit.features.records.actions.expected import Expected
    from wmsgit.features.records.actions.graphs import Graphs
    from wmsgit.schema.field import Field

_MAX_NAMED = 5


def defaults(ws: Workspace, kind: Kind, given: Data) -> Data:
    """The fields that a new record has when its author says nothing of them."""
    result: Data = {}
    for name, field in kind.fields.items():
        if name in given:
            continue
        if field.fills == "now" or (field.required and field.format == "date-time" and field.default is None):
            result[name] = format_time(ws.now())
        elif field.fills == "actor":
            result[name] = ws.actor()
        elif field.default is not None:
            result[name] = field.default
        elif field.required and name == kind.status and field.enum:
            result[name] = field.enum[0]
    return result


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
    template: str = "",
    how: WriteOptions = AS_USUAL,
) -> WriteResult:
    """Add a record.

    Args:
        ws: where.
        kind: of which kind.
        argument: the value of the kind's main field, such as a task's title.
        record_id: its id; made by the kind's id form when None.
        assignments: further fields.
        template: the name of the template that it begins with; empty for none.
        how: how it lands.

    Raises:
        InvalidError: when a field or the id is not valid.
        NotFoundError: when there is no such template.
        ConflictError: when the id exists.
    """
    record_id = argument if kind.argument == "id" and record_id is None else record_id
    begun = _begun(ws, kind, template) if template else {}
    data = fields_given(ws, kind, argument, assignments, begun)

    def work(transaction: Transaction) -> None:
        whole = arrange(kind, data | defaults(ws, kind, data))
        chosen = record_id if record_id is not None else made_id(ws, transaction, kind, whole)
        transaction.add(kind, chosen, whole)

    return perform(ws, f"{kind.name} add", how, work)


def _begun(ws: Workspace, kind: Kind, template: str) -> Data:
    from wmsgit.features.records.actions.templates import read_template

    return read_template(ws, kind, template)


def made_id(ws: Workspace, transaction: Transaction, kind: Kind, data: Data) -> str:
    """A free id for a new record; with a warning where what history has deleted cannot be known."""
    from wmsgit.vcs.refs import shallow_boundary

    result = transaction.new_id(kind, data)
    if kind.id_form.is_numbered and ws.dirs is not None and shallow_boundary(ws.dirs):
        words = f"{result} may have been the id of a record that was deleted in the history which this clone lacks"
        transaction.warn(f"{words} ('git fetch --unshallow' brings it)")
    return result


def fields_given(
    ws: Workspace, kind: Kind, argument: str | None, assignments: Sequence[Assignment], begun: Data | None = None
) -> Data:
    """The fields of a new record as its author gives them over those that it begins with, without defaults.

    Raises:
        InvalidError: for a field that the kind does not have.
    """
    named: Data = {kind.argument: argument} if argument is not None and kind.argument not in {"", "id"} else {}
    return apply(assignments, {**(begun or {}), **named}, kind, ws.value_context())


def set_fields(
    ws: Workspace,
    places: Iterable[Place],
    assignments: Sequence[Assignment] = (),
    *,
    patch: Data | None = None,
    expected: "Expected | None" = None,
    how: WriteOptions = AS_USUAL,
) -> WriteResult:
    """Change fields of records, all in one commit. A change of status obeys the kind's transitions.

    Raises:
        InvalidError: when a field, a value or the step is not legal.
        ConflictError: when a field is not as `expected`.
    """
    if patch and "id" in patch:
        raise InvalidError(
            "an id is not changed by set", where="id", hint="leave it out: references would be left behind"
        )

    def change(kind: Kind, old: Data) -> Data:
        new = apply(assignments, old, kind, ws.value_context())
        return merge_patch(new, patch) if patch else new

    return perform(ws, "set", how, setting(ws, places, change, override=bool(how.override), expected=expected))


def setting(
    ws: Workspace,
    places: Iterable[Place],
    change: Callable[[Kind, Data], Data],
    *,
    override: bool = False,
    expected: "Expected | None" = None,
) -> Callable[[Transaction], None]:
    """What changes fields of records inside a transaction; errors as for `set_fields`."""

    def work(transaction: Transaction) -> None:
        graphs: Graphs | None = None
        for place in places:
            kind = ws.kind(place.kind)
            old = transaction.data(place)
            if expected:
                from wmsgit.features.records.actions.expected import require_expected

                require_expected(expected, place, old)
            new = change(kind, old)
            if old.get(kind.status) != new.get(kind.status):
                _require_step(ws, kind, place, old, new, override=override)
            if any(old.get(name) != new.get(name) for name in kind.references):
                graphs = graphs or _graphs_of(ws)
                graphs.require_acyclic(kind, place, old, new)
            transaction.put(place, new)

    return work


def _graphs_of(ws: Workspace) -> "Graphs":
    from wmsgit.features.records.actions.graphs import Graphs

    return Graphs(ws)


def _require_step(ws: Workspace, kind: Kind, place: Place, old: Data, new: Data, *, override: bool) -> None:
    """Refuse a change of status that is no legal step, or that a gate holds."""
    from wmsgit.features.records.actions.check_gates import pass_step_gates
    from wmsgit.features.records.actions.transition import require_legal_step

    require_legal_step(kind, place, old, new)
    if not override:  # else the verdict says what it does not meet, and the commit why
        pass_step_gates(ws, place, old, new)


def note(ws: Workspace, places: Iterable[Place], text: str, *, how: WriteOptions = AS_USUAL) -> WriteResult:
    """Add a remark to each record's comments.

    Raises:
        InvalidError: when the text is empty, or the kind has no comments.
    """
    return perform(ws, "note", how, noting(ws, places, text))


def noting(ws: Workspace, places: Iterable[Place], text: str) -> Callable[[Transaction], None]:
    """What adds a remark to records inside a transaction; errors as for `note`."""
    if not text.strip():
        raise InvalidError("a note has a text")

    def work(transaction: Transaction) -> None:
        for place in places:
            data = transaction.data(place)
            remark = {"at": format_time(ws.now()), "by": ws.actor(), "text": text}
            transaction.put(place, {**data, "comments": [*data.get("comments", []), remark]})

    return work


def remove(
    ws: Workspace,
    places: Sequence[Place],
    *,
    unlink: bool = False,
    how: WriteOptions = AS_USUAL,
) -> WriteResult:
    """Remove records.

    Args:
        ws: where.
        places: which.
        unlink: remove the references to them, too.
        how: how it lands.

    Raises:
        ConflictError: when others refer to them and `unlink` is not set.
    """
    return perform(ws, "rm", how, removing(ws, places, unlink=unlink))


def removing(ws: Workspace, places: Sequence[Place], *, unlink: bool = False) -> Callable[[Transaction], None]:
    """What removes records inside a transaction; errors as for `remove`."""

    def work(transaction: Transaction) -> None:
        referrers = _referrers(ws, {place.id for place in places})
        if referrers and not unlink:
            _refuse_removal(referrers)
        for source, targets in referrers.items():
            _unlink(ws, transaction, ws.locate(source, exact=True), targets)
        for place in places:
            transaction.remove(place)

    return work


def _referrers(ws: Workspace, targets: set[str]) -> dict[str, set[str]]:
    """Id of a referring record → which of `targets` it refers to; the targets themselves left out."""
    result: dict[str, set[str]] = {}
    for source, _, target in ws.index().links():
        if target in targets and source not in targets:
            result.setdefault(source, set()).add(target)
    return result


def _refuse_removal(referrers: Mapping[str, set[str]]) -> None:
    lines = [f"{source} refers to {', '.join(sorted(targets))}" for source, targets in sorted(referrers.items())]
    raise ConflictError(
        "other records refer to it",
        details=first_lines(lines, _MAX_NAMED),
        hint="--unlink takes the references out, too",
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
        return [item for item in value if not _is_of(item, targets)] or None
    return None if _is_of(value, targets) else value


def _is_of(value: Any, targets: set[str]) -> bool:
    return isinstance(value, str) and value.casefold() in {target.casefold() for target in targets}
