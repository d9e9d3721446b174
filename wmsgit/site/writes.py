"""Writes: what a browser asks for, as the commits that the commands would make, and in words what came of it."""

from collections.abc import Callable, Mapping
from typing import Any

from wmsgit.errors import InvalidError, UsageError
from wmsgit.features.records.actions.transition import transition
from wmsgit.features.records.actions.undo import undo
from wmsgit.features.records.actions.write import add, note, set_fields
from wmsgit.features.records.assignments import Assignment
from wmsgit.schema.kind import Kind
from wmsgit.schema.relations import holder_field
from wmsgit.schema.steps import legal_steps, step_message
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import WriteOptions, WriteResult

Body = Mapping[str, Any]
"""What was sent, as JSON."""

_MAX_IDS = 1_000


def perform_write(ws: Workspace, verb: str, body: Body) -> dict[str, Any]:
    """Write, and say what was done.

    Args:
        ws: the workspace.
        verb: one of `WRITES`.
        body: what was sent.

    Returns:
        `words`, `commit`, `ids`, and `warnings`.

    Raises:
        WmsgitError: as the command would refuse it.
    """
    if verb not in WRITES:
        raise UsageError(f"there is no write {verb!r}")
    result = WRITES[verb](ws, body)
    words = "; ".join(" ".join(str(change).split()) for change in result.changes) or "nothing changed"
    return {
        "words": words,
        "commit": result.commit,
        "ids": [change.id for change in result.changes],
        "warnings": list(result.warnings),
    }


def _move(ws: Workspace, body: Body) -> WriteResult:
    """A transition, by its name or by the status that it leads to."""
    kind, places = _places(ws, body)
    was, step = str(body.get("was") or ""), _step(kind, body)
    expected = {place.id: {kind.status: was or None} for place in places}
    options = {str(name): str(value) for name, value in dict(body.get("options") or {}).items() if value}
    unknown = options.keys() - step.options.keys() - step.links.keys()
    if unknown:
        raise InvalidError(f"{step.name} has no option {', '.join(sorted(unknown))}")
    return transition(ws, places, step.name, options=options, expected=expected, how=_how(body))


def _step(kind: Kind, body: Body) -> Any:
    name, target, was = (str(body.get(word) or "") for word in ("step", "to", "was"))
    if name:
        if name not in kind.transitions:
            raise InvalidError(f"a {kind.name} has no transition {name!r}")
        return kind.transitions[name]
    steps = [step for step in kind.legal_transitions(was) if step.target == target]
    if not steps:
        raise InvalidError(step_message(kind, was, target), hint=legal_steps(kind, was))
    return steps[0]


def _set(ws: Workspace, body: Body) -> WriteResult:
    """Fields of one record, or of many; each as it was seen, where the browser says how."""
    _, places = _places(ws, body)
    assignments: list[Assignment] = []
    patch: dict[str, Any] = {}
    expected: dict[str, dict[str, Any]] = {}
    for change in body.get("changes") or ():
        name, value = str(change["field"]), change["value"]
        if value is None or isinstance(value, list):
            patch[name] = [_text(item) for item in value or ()] or None
        else:
            assignments.append(Assignment((name,), "=", _text(value)))
        if "was" in change:
            for place in places:
                expected.setdefault(place.id, {})[name] = change["was"]
    if not assignments and not patch:
        raise UsageError("nothing is to be set")
    return set_fields(ws, places, assignments, patch=patch or None, expected=expected, how=_how(body))


def _text(value: Any) -> str:
    """A value of one line or more as a command has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str | int | float):
        raise InvalidError("a value is a text, a number, true or false, or a list of these")
    return str(value)


def _note(ws: Workspace, body: Body) -> WriteResult:
    return note(ws, _places(ws, body)[1], str(body.get("text") or ""), how=_how(body))


def _add(ws: Workspace, body: Body) -> WriteResult:
    kind = ws.kind(str(body.get("kind") or ""))
    given = [Assignment((str(name),), "=", _text(value)) for name, value in dict(body.get("fields") or {}).items()]
    return add(ws, kind, argument=str(body.get("title") or "") or None, assignments=given, how=_how(body))


def _assign(ws: Workspace, body: Body) -> WriteResult:
    """Whoever acts, or a named person, becomes the holder."""
    kind, places = _places(ws, body)
    field = holder_field(kind)
    if not field:
        raise InvalidError(f"nobody holds a {kind.name}")
    value = str(body.get("to") or ws.actor())
    return set_fields(ws, places, [Assignment((field,), "=", value)], how=_how(body))


def _undo(ws: Workspace, body: Body) -> WriteResult:
    commit = str(body.get("commit") or "")
    if not commit:  # a command without one undoes whatever was last
        raise UsageError("an undo names a commit")
    return undo(ws, commit, how=_how(body))


def _places(ws: Workspace, body: Body) -> tuple[Kind, list[Place]]:
    kind = ws.kind(str(body.get("kind") or ""))
    ids = [str(item) for item in body.get("ids") or ()]
    if not ids or len(ids) > _MAX_IDS:
        raise UsageError(f"a write names 1 to {_MAX_IDS:,} records")
    return kind, ws.places(ids, kind)


def _how(body: Body) -> WriteOptions:
    return WriteOptions(str(body.get("message") or ""))


WRITES: Mapping[str, Callable[[Workspace, Body], WriteResult]] = {
    "move": _move,
    "set": _set,
    "note": _note,
    "add": _add,
    "assign": _assign,
    "undo": _undo,
}
"""Each way to write, by its name."""
