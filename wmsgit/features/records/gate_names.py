"""Names in the settings' gates: every kind, transition, review type and grade that they name exists."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wmsgit.features.records.gates import CHECKLIST, ON_REJECT, grades, reviews_field
from wmsgit.model.text import did_you_mean, nearest
from wmsgit.schema.kind import Kind

GATES = "gates"
CONDITIONS = ("review", "dependencies", "placement", "nothing_open", CHECKLIST)
"""What a gate may ask for, as the settings' schema has it."""

Fault = tuple[tuple[str | int, ...], str]
"""Where in the settings a name stands, and what is wrong with it."""


def name_faults(settings: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Iterator[Fault]:
    """Each name in the gates that nothing has; what is of another shape is left to the settings' schema."""
    for name, steps in items_of(settings.get(GATES)):
        if name not in kinds:
            yield (GATES, name), f"{name!r} is not a kind{did_you_mean(name, kinds)}"
            continue
        transitions = kinds[name].transitions
        for step, gate in items_of(steps):
            if step not in transitions:
                message = f"{name} has no transition {step!r}{did_you_mean(step, transitions)}"
                yield (GATES, name, step), message
            for pointer, message in _of_gate(gate, kinds[name], kinds):
                yield (GATES, name, step, *pointer), message


def faults_for(settings: Mapping[str, Any], kinds: Mapping[str, Kind], kind: str) -> list[Fault]:
    """What is wrong with the gates that govern the records of a kind, names and shape.

    A gate of an unknown kind may have been meant for this one unless it is nearer to another.
    """
    gates = settings.get(GATES, {})
    wrong: list[Fault] = [((key,), _unknown(key, (GATES,))) for key in settings if is_meant(key, GATES)]
    if not isinstance(gates, Mapping):
        return [*wrong, ((GATES,), "is not a mapping of kinds")]
    own = {name: steps for name, steps in gates.items() if name == kind or _may_mean(str(name), kind, kinds)}
    return [*wrong, *name_faults({GATES: own}, kinds), *_shape_faults(own)]


def _shape_faults(gates: Mapping[str, Any]) -> Iterator[Fault]:
    for name, steps in gates.items():
        if not isinstance(steps, Mapping):
            yield (GATES, name), "is not a mapping of transitions"
        for step, gate in items_of(steps):
            if not isinstance(gate, Mapping):
                yield (GATES, name, step), "does not say what is asked for"
            for condition, value in items_of(gate):
                problem = _condition_fault(condition, value)
                if problem:
                    yield (GATES, name, step, condition), problem


def _condition_fault(condition: str, value: Any) -> str:
    expected = {"dependencies": "closed", "placement": "allowed", CHECKLIST: "done"}
    if condition not in CONDITIONS:
        return _unknown(condition, CONDITIONS)
    if condition in expected and value != expected[condition]:
        return f"is {value!r}, and can only be {expected[condition]!r}"
    if condition == "nothing_open" and not isinstance(value, list):
        return "is not a list of kinds"
    if condition == "review" and not (isinstance(value, Mapping) and value.keys() - {ON_REJECT} == {"type", "grade"}):
        return f"has not a type and a grade, and at most {ON_REJECT} beside these"
    return ""


def _of_gate(gate: Any, kind: Kind, kinds: Mapping[str, Kind]) -> Iterator[Fault]:
    conditions = dict(items_of(gate))
    listed = conditions.get("nothing_open")
    for number, name in enumerate(listed if isinstance(listed, list) else ()):
        if str(name) not in kinds:
            yield ("nothing_open", number), f"{name!r} is not a kind{did_you_mean(str(name), kinds)}"
    if CHECKLIST in conditions and CHECKLIST not in kind.fields:
        yield (CHECKLIST,), f"{kind.name} has no checklist"
    field = reviews_field(kind)
    for key, value in items_of(conditions.get("review")):
        if field is None:
            yield ("review",), f"a {kind.name} has no reviews"
            return
        if key == ON_REJECT and value not in kind.transitions:
            hint = did_you_mean(str(value), kind.transitions)
            yield ("review", key), f"{kind.name} has no transition {value!r}{hint}"
        known = grades(field) if key == "grade" else _types(field.properties.get("type"))
        if known and key in {"type", "grade"} and value not in known:
            yield ("review", key), f"{value!r} is not a {key} of reviews{did_you_mean(str(value), known)}"


def _types(field: Any) -> tuple[str, ...]:
    return field.enum if field is not None else ()


def items_of(value: Any) -> list[tuple[str, Any]]:
    """The items of a mapping, keys as text; none of what is no mapping."""
    return [(str(key), item) for key, item in value.items()] if isinstance(value, Mapping) else []


def _may_mean(name: str, kind: str, kinds: Mapping[str, Kind]) -> bool:
    return name not in kinds and nearest(name, kinds) in {"", kind}


def is_meant(key: str, word: str) -> bool:
    """Whether a name that is not this word may have been meant for it."""
    return key != word and nearest(key, (word,)) == word


def _unknown(name: str, known: Iterable[str]) -> str:
    return f"{name!r} is unknown{did_you_mean(name, known)}"
