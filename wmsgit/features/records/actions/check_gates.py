"""Gating: the gates of a workspace's settings, before a transition and over a change."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from wmsgit.errors import ConflictError, InvalidError, NotFoundError
from wmsgit.features.records.gate_names import GATES, Fault, faults_for
from wmsgit.features.records.gates import OVERRIDE, Gate, gate_for, kinds_asked, overrides, steps_to, unmet
from wmsgit.model.finding import Finding
from wmsgit.model.record import Data, Record
from wmsgit.model.times import format_time
from wmsgit.schema.change import Change
from wmsgit.schema.kind import Kind
from wmsgit.schema.state import Key, State
from wmsgit.schema.transition import Transition
from wmsgit.workspace.locate import SETTINGS_PATH
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace

CODE = "GATE"
MEND_SETTINGS = "mend the settings, then 'wmsgit save'"

_MAY_HAVE_GATES = re.compile(rb"gates|\\|^[\"']?\w*(?:ga|gt|at)|^[{\"?!&]", re.MULTILINE | re.IGNORECASE)
"""What is in settings that have gates, misspelt ones too: others need not be parsed."""


def _gate_settings(ws: Workspace) -> Data:
    """The settings, or nothing where they have no gates, for certain.

    Raises:
        InvalidError: when the settings cannot be read.
    """
    try:
        text = ws.read(SETTINGS_PATH)
    except NotFoundError:
        return {}
    if not _MAY_HAVE_GATES.search(text):
        return {}
    from wmsgit.workspace.settings import read_settings

    return read_settings(ws)


def gates_governing(ws: Workspace, kind: Kind) -> Any:
    """The settings' gates, for a write to a record of a kind.

    Raises:
        InvalidError: when what governs the kind cannot be read, or names what does not exist.
    """
    settings = _gate_settings(ws)
    faults = faults_for(settings, {other.name: other for other in ws.registry.kinds()}, kind.name) if settings else []
    if faults:
        raise _faulty(faults, kind)
    return settings.get(GATES)


def _faulty(faults: Sequence[Fault], kind: Kind) -> InvalidError:
    lines = [f"{'.'.join(map(str, pointer))}: {message}" for pointer, message in faults]
    return InvalidError(
        lines[0] if len(lines) == 1 else f"the gates of {kind.name} cannot be applied",
        where=SETTINGS_PATH,
        details=lines if len(lines) > 1 else (),
        hint=MEND_SETTINGS,
    )


def gate_state(ws: Workspace, kind: Kind, gate: Gate) -> State:
    """The records that a gate of a kind looks at, whole."""
    kinds = {item.name: item for item in ws.registry.kinds()}
    wanted = {kind.name, *kinds_asked(gate, kinds)}
    records = [record for name in sorted(wanted) for record in ws.index([name]).documents(kinds[name])]
    return State(kinds, {(record.kind, record.id): record for record in records})


def pass_gates(ws: Workspace, step: Transition, place: Place, new: Data, *, override: str | None) -> Data:
    """A record's fields as a transition may leave them: as they are, or with a remark that gates were overridden.

    Raises:
        ConflictError: naming what is not met, when it is not to be overridden.
    """
    kind = ws.kind(place.kind)
    gate = gate_for(gates_governing(ws, kind), kind.name, step.name)
    if not gate:
        return new
    state, key = gate_state(ws, kind, gate), (place.kind, place.id)
    whole = State(state.kinds, {**state.records, key: Record(place.kind, place.id, new, place.path)})
    missing = list(unmet(gate, whole, key))
    if not missing:
        return new
    if override is None:
        raise ConflictError(
            f"a gate holds {step.name}",
            where=place.id,
            details=missing,
            hint=f"meet it, or say why it need not be met: {kind.name} {step.name} --override -m REASON",
        )
    text = f"{OVERRIDE} {step.name}: {override} (not met: {'; '.join(missing)})"
    remark = {"at": format_time(ws.now()), "by": ws.actor(), "text": text}
    return {**new, "comments": [*new.get("comments", []), remark]}


def pass_step_gates(ws: Workspace, place: Place, old: Data, new: Data) -> None:
    """As `pass_gates`, for a status that is set as a field: no transition that leads there may be held.

    Raises:
        ConflictError: when one of them has a gate that is not met.
    """
    kind = ws.kind(place.kind)
    steps = steps_to(kind, old.get(kind.status), new.get(kind.status))
    for step in steps:
        pass_gates(ws, step, place, new, override=None)


def holding(ws: Workspace) -> Callable[[Key], tuple[str, ...]]:
    """What the gates of taking a record on still ask, for records of any kind."""
    settings = _gate_settings(ws)
    kinds = {kind.name: kind for kind in ws.registry.kinds()} if settings else {}
    gates = settings.get(GATES)
    faults = {name: wrong for name in kinds if (wrong := faults_for(settings, kinds, name))}
    states: dict[str, tuple[Gate, State]] = {}
    for kind in (kind for kind in kinds.values() if kind.name not in faults):
        for step in kind.transitions.values():
            gate = gate_for(gates, kind.name, step.name) if step.claims else {}
            if gate:
                states[kind.name] = (gate, gate_state(ws, kind, gate))

    def ask(key: Key) -> tuple[str, ...]:
        if key[0] in faults:
            return (str(_faulty(faults[key[0]], kinds[key[0]])),)
        gated = states.get(key[0])
        return tuple(unmet(gated[0], gated[1], key)) if gated else ()

    return ask


def gate_findings(change: Change, settings: Mapping[str, Any] | None) -> Iterator[Finding]:
    """A finding for each gate that a changed status skipped, by the settings of the base, unless that was recorded."""
    gates = (settings or {}).get("gates")
    for old, new, kind in change.kept() if gates else ():
        for step in steps_to(kind, old.data.get(kind.status), new.data.get(kind.status)):
            gate = gate_for(gates, kind.name, step.name)
            if gate and overrides(new.data, step.name) <= overrides(old.data, step.name):
                for missing in unmet(gate, change.head, (new.kind, new.id)):
                    message = f"a gate holds {step.name}: {missing}"
                    yield change.finding(new, (kind.status,), CODE, message)
