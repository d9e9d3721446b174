"""Fixes: what can be done where the cursor stands, as edits that the editor applies."""

import re
from collections.abc import Iterator

from wmsgit.errors import ConflictError, InvalidError, WmsgitError
from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.features.editing.actions.format import formatted
from wmsgit.features.editing.actions.places import finding_span
from wmsgit.features.editing.actions.point import field_at
from wmsgit.features.editing.actions.rename import edits_to
from wmsgit.features.editing.actions.settle import settlements
from wmsgit.features.editing.choosing import scalar, skeleton, without_holes
from wmsgit.features.editing.conflicts import conflict_choices
from wmsgit.features.editing.values import Fix, TextEdit, TextSpan, WorkspaceChange
from wmsgit.features.records.actions.check_gates import pass_gates
from wmsgit.features.records.actions.transition import stepped
from wmsgit.features.records.actions.write import defaults
from wmsgit.model.finding import Finding
from wmsgit.model.identity import is_safe_id
from wmsgit.model.ports import Pointer
from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind
from wmsgit.schema.relations import Relations
from wmsgit.schema.transition import Transition
from wmsgit.store.canonical import modeline
from wmsgit.workspace.place import Place

_DID_YOU_MEAN = re.compile(r"did you mean '(?P<word>[^'\n]*)'\?")
_NAMING = frozenset({"DANGLING", "UNKNOWN-REPO"})


def fixes(edited: EditedWorkspace, path: str, span: TextSpan) -> list[Fix]:
    """What can be done at a part of a file: mend what is found there, then what may be done with the record."""
    result = [fix for finding in _findings_at(edited, path, span) for fix in _mending(edited, path, finding)]
    result += _conflicts(edited, path, span)
    if path in edited.plane.catalogue.files:
        result += transitions(edited, path)
        result += _formatting(edited, path)
    elif edited.plane.kind_at(path) is None:
        result += settlements(edited, path, span)
    return result


def transitions(edited: EditedWorkspace, path: str) -> list[Fix]:
    """The transitions that a record may take now, with what they stamp; one that is held says by what."""
    file = edited.plane.catalogue.files.get(path)
    kind = edited.plane.kinds.get(file.kind) if file else None
    if file is None or kind is None or file.data is None or not kind.status:
        return []
    status = file.data.get(kind.status)
    return [transition(edited, path, step) for step in kind.legal_transitions(status) if step.target != status]


def transition(edited: EditedWorkspace, path: str, step: Transition) -> Fix:
    """One transition of a record, as an edit."""
    file = edited.plane.catalogue.files[path]
    kind, data, ws = edited.plane.kinds[file.kind], file.data or {}, edited.ws
    title = f"{step.name}: {data.get(kind.status)} → {step.target}"
    try:
        new = stepped(ws, kind, step, file.id, data)
        new = {**new, step.claims: ws.actor()} if step.claims else new
        refusal = _held(edited, kind, step, Place(file.kind, file.id, path), new)
        edits = () if refusal else edits_to(edited, path, new)
    except WmsgitError as error:
        return Fix(title, WorkspaceChange(), "refactor", refusal=str(error))
    return Fix(title, _change(edited, path, edits), "refactor", refusal)


def _held(edited: EditedWorkspace, kind: Kind, step: Transition, place: Place, new: Data) -> str:
    """Why a transition may not be taken now: an open record that it waits for, or a gate; empty when it may."""
    catalogue = edited.plane.catalogue
    if step.target in kind.closed and step.target not in kind.dropped:
        relations = Relations({kind.name: kind})
        names = (kind.name, *relations.others[kind.name])
        for target in relations.awaited(kind.name, new):
            other = next(filter(None, (catalogue.record(target, name) for name in names)), None)
            if other and not edited.plane.kinds[other.kind].is_closed(other.data or {}):
                return f"it waits for {target}, which is {catalogue.line(other.path).status}"
    try:
        pass_gates(edited.ws, step, place, new, override=None)
    except ConflictError as error:
        return "; ".join(error.details) or error.message
    return ""


def _findings_at(edited: EditedWorkspace, path: str, span: TextSpan) -> Iterator[Finding]:
    own, _ = edited.findings(path)
    for finding in own:
        place = finding_span(edited, finding)
        if finding.line and place.start <= span.end and span.start <= place.end:
            yield finding


def _mending(edited: EditedWorkspace, path: str, finding: Finding) -> Iterator[Fix]:
    meant = _DID_YOU_MEAN.search(finding.message)
    place = finding_span(edited, finding)
    if meant:
        text = TextEdit(place, scalar(meant["word"]))
        yield Fix(
            f"Change to {meant['word']}", _change(edited, path, (text,)), is_preferred=True, mends=finding.message
        )
    if finding.code in _NAMING:
        yield from _naming(edited, path, finding, place)


def _naming(edited: EditedWorkspace, path: str, finding: Finding, place: TextSpan) -> Iterator[Fix]:
    """For a reference that names nothing: make the record, or take the reference out."""
    plane, file = edited.plane, edited.plane.catalogue.files.get(path)
    kind, parsed = plane.kind_at(path), plane.parsed(path)
    spot = parsed.spot(place.start) if parsed and plane.is_current(parsed, path) else None
    field = field_at(kind, spot.pointer) if kind and spot else None
    if file is None or spot is None or field is None:
        return
    name = plane.text(path)[place.start : place.end].strip("'\"")
    wanted = plane.kinds.get(field.references)
    if wanted and is_safe_id(name) and plane.catalogue.record(name) is None:
        made = {f"records/{wanted.folder}/{name}.yaml": _new_text(edited, wanted, name)}
        yield Fix(f"Create the {wanted.name} {name}", WorkspaceChange(creates=made), mends=finding.message)
    try:
        edits = edits_to(edited, path, _without(file.data or {}, spot.pointer))
    except InvalidError:
        return
    yield Fix(f"Remove the reference to {name}", _change(edited, path, edits), mends=finding.message)


def _new_text(edited: EditedWorkspace, kind: Kind, record_id: str) -> str:
    given = defaults(edited.ws, kind, {})
    if kind.argument not in {"", "id"}:
        given = {**given, kind.argument: record_id}
    path = f"records/{kind.folder}/{record_id}.yaml"
    return without_holes(skeleton(kind, given, modeline(kind.name, path), record_id)).rstrip("\n") + "\n"


def _without(data: Data, pointer: Pointer) -> Data:
    """The fields without the value at a pointer; a list that is empty then goes too."""
    name, *below = pointer
    value = data.get(str(name))
    if not below or not isinstance(value, list) or not isinstance(below[0], int):
        return {key: item for key, item in data.items() if key != name}
    if len(below) > 1 and isinstance(value[below[0]], dict):
        inner = _without(value[below[0]], tuple(below[1:]))
        return {**data, str(name): [inner if number == below[0] else item for number, item in enumerate(value)]}
    kept = [item for number, item in enumerate(value) if number != below[0]]
    return {**data, str(name): kept} if kept else {key: item for key, item in data.items() if key != name}


def _conflicts(edited: EditedWorkspace, path: str, span: TextSpan) -> Iterator[Fix]:
    text = edited.plane.text(path)
    for title, place, new in conflict_choices(text, span):
        yield Fix(title, _change(edited, path, (TextEdit(place, new),)))


def _formatting(edited: EditedWorkspace, path: str) -> Iterator[Fix]:
    try:
        edits = formatted(edited, path)
    except InvalidError:
        return
    if edits:
        yield Fix("Bring the record into canonical form", _change(edited, path, tuple(edits)), "refactor")


def _change(edited: EditedWorkspace, path: str, edits: tuple[TextEdit, ...]) -> WorkspaceChange:
    return WorkspaceChange({path: (edited.plane.text(path), edits)})
