"""Policy: which of the schemas' and settings' demands a change loosens, and which it adds."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from wmsgit.features.records.gates import gate_for
from wmsgit.model.policy import PolicyChange
from wmsgit.model.text import first_words
from wmsgit.schema.kind import Kind
from wmsgit.schema.shape import EXTENSION
from wmsgit.schema.steps import is_legal_step

_SHOWN = 3
Grades = Mapping[str, tuple[str, ...]]
"""Kind's name → the grades of its reviews, the best first."""


def schema_changes(before: Mapping[str, Kind], after: Mapping[str, Kind]) -> Iterator[PolicyChange]:
    """What became of the kinds' steps, of what they freeze, and of what else the checks of a change rely on."""
    for name, old in before.items():
        new, path = after.get(name), _path_of(name)
        if new is None:
            yield PolicyChange(path, f"the kind {name} is gone, and with it what is asked of its records")
            continue
        losses = [*_steps(old, new), *_frozen(old, new), *_ends(old, new), *_fields(old, new)]
        yield from (PolicyChange(path, f"{name}: {message}") for message in losses)
        yield from (PolicyChange(path, f"{name}: {message}", loosens=False) for message in _gains(old, new))
    for name in after.keys() - before.keys():
        yield PolicyChange(_path_of(name), f"the kind {name} is added", loosens=False)


def _path_of(name: str) -> str:
    return f"schemas/{name}.schema.json"


def _statuses(kind: Kind) -> tuple[str, ...]:
    return kind.fields[kind.status].enum if kind.status else ()


def _steps(old: Kind, new: Kind) -> Iterator[str]:
    """The steps between statuses of the base that it forbids, and the change allows, perhaps by way of a new status."""
    if not old.status or not old.transitions:
        return
    if new.status != old.status:
        yield f"the status is no longer {old.status}"
        return
    known = _statuses(old)
    gained = [
        f"{start} → {end}"
        for start in known
        for end in _reached(new, start, known)
        if not is_legal_step(old, start, end)
    ]
    if gained:
        yield f"steps are allowed that were not: {first_words(gained, _SHOWN)}"


def _reached(kind: Kind, start: str, known: Collection[str]) -> list[str]:
    """The known statuses to which one leads, directly or by way of others that are not known."""
    everything = (*known, *(status for status in _statuses(kind) if status not in known))
    visited, waiting = {start}, [start]
    result: list[str] = []
    while waiting:
        place = waiting.pop()
        for status in everything:
            if status not in visited and is_legal_step(kind, place, status):
                visited.add(status)
                (result if status in known else waiting).append(status)
    return result


def _frozen(old: Kind, new: Kind) -> Iterator[str]:
    for what, before, after in (
        ("statuses", old.frozen.statuses, new.frozen.statuses),
        ("fields", old.frozen.fields, new.frozen.fields),
    ):
        lost = [name for name in before if name not in after]
        if lost:
            yield f"what is frozen has lost the {what} {', '.join(lost)}"


def _ends(old: Kind, new: Kind) -> Iterator[str]:
    """Where the records lie, and which of the base's statuses end their work."""
    if old.folder != new.folder:
        yield f"its records lie under {new.folder}, no longer under {old.folder}"
    for what, before, after in (("closed", old.closed, new.closed), ("dropped", old.dropped, new.dropped)):
        moved = [status for status in _statuses(old) if (status in before) != (status in after)]
        if moved:
            yield f"{what} means something else: {', '.join(moved)}"


def _fields(old: Kind, new: Kind) -> Iterator[str]:
    """The fields that have lost or altered what the schema says of them beyond their values."""
    lost = []
    for name in old.fields:
        before, after = (_extension(kind, name) for kind in (old, new))
        if any(key not in after or after[key] != value for key, value in before.items()):
            lost.append(name)
    if lost:
        yield f"what {EXTENSION} says is another for {', '.join(lost)}"


def _extension(kind: Kind, name: str) -> Mapping[str, Any]:
    """What a field's schema says under our keyword at any depth, by place; references are followed by the text."""
    properties = kind.schema.get("properties", {})
    result: dict[str, Any] = {}
    _gather(properties.get(name) if isinstance(properties, Mapping) else None, "", result)
    return result


def _gather(value: Any, place: str, result: dict[str, Any]) -> None:
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key == EXTENSION and isinstance(part, Mapping):
                result.update(
                    {f"{place}/{key}/{word}": json.dumps(stated, sort_keys=True) for word, stated in part.items()}
                )
            else:
                _gather(part, f"{place}/{key}", result)


def _gains(old: Kind, new: Kind) -> Iterator[str]:
    added = [name for name in new.transitions if name not in old.transitions]
    if added:
        yield f"transitions are added: {', '.join(added)}"
    frozen = [*new.frozen.statuses, *new.frozen.fields]
    more = [name for name in frozen if name not in {*old.frozen.statuses, *old.frozen.fields}]
    if more:
        yield f"more is frozen: {', '.join(more)}"


def gate_changes(before: Any, after: Any, path: str, grades: Grades) -> Iterator[PolicyChange]:
    """What became of the gates.

    Args:
        before: the base's, as its settings have them.
        after: the change's.
        path: the settings.
        grades: of the base.
    """
    for kind, step in dict.fromkeys([*_gates(before), *_gates(after)]):
        old, new = gate_for(before, kind, step), gate_for(after, kind, step)
        lost = [name for name, value in old.items() if not _covers(name, value, new.get(name), grades.get(kind, ()))]
        pointer = ("gates", kind, step) if new else ("gates",)
        if lost:
            yield PolicyChange(path, f"the gate of {kind} {step} asks for less: {', '.join(lost)}", pointer)
        elif new != old:
            message = f"the gate of {kind} {step} asks for more, from the next change on"
            yield PolicyChange(path, message, pointer, loosens=False)


def _gates(gates: Any) -> Iterator[tuple[str, str]]:
    for kind, steps in gates.items() if isinstance(gates, Mapping) else ():
        yield from ((str(kind), str(step)) for step in (steps if isinstance(steps, Mapping) else ()))


def _covers(name: str, old: Any, new: Any, grades: tuple[str, ...]) -> bool:
    """Whether what is asked for now is at least what was."""
    if name == "nothing_open" and isinstance(old, list) and isinstance(new, list):
        return set(map(str, old)) <= set(map(str, new))
    if name == "review" and isinstance(old, Mapping) and isinstance(new, Mapping):
        least, now = old.get("grade"), new.get("grade")
        is_least = least in grades and now in grades and grades.index(now) <= grades.index(least)
        return old.get("type") == new.get("type") and (least == now or is_least)
    return bool(old == new)
