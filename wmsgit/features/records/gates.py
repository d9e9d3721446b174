"""Gates: what a workspace asks of a record before a transition, and how to meet it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from wmsgit.model.text import shortened
from wmsgit.model.times import parse_time
from wmsgit.schema.field import Field, RuleSource, ways_to
from wmsgit.schema.kind import Kind
from wmsgit.schema.mentions import strings_at, values_along
from wmsgit.schema.state import Key, State
from wmsgit.schema.transition import Transition

Gate = Mapping[str, Any]
"""What is asked for, as `records/workspace.yaml` has it, such as `review`: `gate_names.CONDITIONS`."""

OVERRIDE = "override"
CHECKLIST = "checklist"
"""A gate's condition, and the field that it looks at."""
ON_REJECT = "on_reject"
"""Under a gate's `review`: the transition that a review makes which does not meet it."""


def gate_for(gates: Any, kind: str, step: str) -> Gate:
    """What the settings' `gates` ask for a transition of a kind; empty for nothing."""
    for name in (kind, step):
        gates = gates.get(name) if isinstance(gates, Mapping) else None
    return gates if isinstance(gates, Mapping) else {}


def steps_to(kind: Kind, before: Any, after: Any) -> list[Transition]:
    """The transitions by which a record may have come from one status to another."""
    if not kind.status or before == after:
        return []
    return [step for step in kind.transitions.values() if step.target == after and step.leads_from(before)]


def kinds_asked(gate: Gate, kinds: Mapping[str, Kind]) -> set[str]:
    """The kinds whose records a gate looks at, beside the record's own."""
    named = {str(name) for name in gate.get("nothing_open") or ()}
    if gate.get("placement"):
        named |= {name for name, kind in kinds.items() if place_fields(kind)}
    return named & kinds.keys()


def unmet(gate: Gate, state: State, key: Key) -> Iterator[str]:
    """What a gate still asks of a record, each with how to meet it."""
    kind = state.kinds[key[0]]
    data = state.data(key)
    if isinstance(gate.get("review"), Mapping):
        yield from _review(gate["review"], kind, data, key[1])
    if gate.get("dependencies"):
        for other in state.blockers(key):
            yield f"it waits for {other}, which is {state.status(state.awaited_key(key, other))}: close that first"
    if gate.get("placement"):
        yield from _placement(state, kind, data)
    if gate.get(CHECKLIST):
        yield from _unticked(kind, data, key[1])
    for name in gate.get("nothing_open") or ():
        yield from _open(state, str(name), key)


def reviews_field(kind: Kind) -> Field | None:
    """The field that holds the reviews of a kind's records; None where they are not reviewed."""
    return next((field for field in kind.fields.values() if field.is_reviews), None)


def grades(field: Field) -> tuple[str, ...]:
    """The grades, the best first."""
    return field.properties["grade"].enum if "grade" in field.properties else ()


def overrides(data: Mapping[str, Any], step: str) -> int:
    """How many remarks of a record say that a gate of a transition was overridden."""
    remarks = [remark.get("text") for remark in data.get("comments") or () if isinstance(remark, dict)]
    return sum(str(text).startswith(f"{OVERRIDE} {step}:") for text in remarks)


def _review(request: Mapping[str, Any], kind: Kind, data: Mapping[str, Any], record_id: str) -> Iterator[str]:
    field = reviews_field(kind)
    if field is None:
        return
    wanted, least = str(request.get("type", "plan")), str(request.get("grade", "C"))
    order = grades(field)
    given = [item for item in data.get(field.name) or () if isinstance(item, dict) and item.get("type") == wanted]
    way = f"'wmsgit {kind.name} review {record_id} --type {wanted}' adds one"
    if not given:
        yield f"it has no {wanted} review, of grade {least} or better: {way}"
        return
    last = max(reversed(given), key=_moment)  # of one second, the one that was added later
    if _is_worse(last.get("grade"), least, order):
        yield f"its last {wanted} review gave {last.get('grade')}, {least} or better is asked for: {way}"
    if last.get("blockers"):
        listed = "; ".join(map(str, last["blockers"]))
        yield f"its last {wanted} review names what must change first: {listed}: {way} once that is done"


def _is_worse(grade: Any, least: str, order: tuple[str, ...]) -> bool:
    return grade not in order or least not in order or order.index(grade) > order.index(least)


def rejection(gates: Any, kind: Kind, review: Mapping[str, Any]) -> Transition | None:
    """The transition that a review makes which does not meet a gate, by the gate's `on_reject`; None for none."""
    field = reviews_field(kind)
    for step in kind.transitions if field else ():
        request = gate_for(gates, kind.name, step).get("review")
        if isinstance(request, Mapping) and field and request.get(ON_REJECT) in kind.transitions:
            is_met = not _is_worse(review.get("grade"), str(request.get("grade", "C")), grades(field))
            if request.get("type", "plan") == review.get("type") and not (is_met and not review.get("blockers")):
                return kind.transitions[str(request[ON_REJECT])]
    return None


def _moment(review: Mapping[str, Any]) -> datetime:
    try:
        return parse_time(str(review.get("at")))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def _unticked(kind: Kind, data: Mapping[str, Any], record_id: str) -> Iterator[str]:
    items = enumerate(data.get(CHECKLIST) or (), start=1)
    for number, item in items:
        if isinstance(item, dict) and item.get("done") is not True:
            way = f"'wmsgit {kind.name} tick {record_id} {number}' once that is done"
            yield f"item {number} of its checklist, {shortened(str(item.get('text')))!r}, is not done: {way}"


def place_fields(kind: Kind) -> RuleSource | None:
    """What the rules' field of a kind of placements says, such as the fields of the repository and its paths."""
    for field in kind.fields.values():
        if field.rules and field.rules.repo and field.rules.paths:
            return field.rules
    return None


def _placement(state: State, kind: Kind, data: Mapping[str, Any]) -> Iterator[str]:
    routed, repo = kind.routed, data.get(kind.routed)
    if not routed:
        return
    if not repo:
        yield f"it has no {routed}, which placements could allow: set {routed}=REPO"
        return
    for other, why in placed(state, kind, data):
        if other != repo:
            yield f"{why} belongs in {other}, not in {repo}: set {routed}={other}, or change the placement"


def placed(state: State, kind: Kind, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(repository, why) for each placement that a record names, or that owns one of its files."""
    files = [
        value.partition("/") for _, _, value in values_along(data, ways_to(kind.fields, lambda item: item.is_path))
    ]
    for key, record in state.records.items():
        fields = place_fields(state.kinds[key[0]])
        if fields is None or state.is_closed(key):
            continue
        repo = str(record.data.get(fields.repo) or "")
        names = [name for name, field in kind.references.items() if field.references == key[0]]
        if any(key[1] == value for name in names for _, value in strings_at(data.get(name), ())):
            yield repo, f"{key[1]}, which it names,"
        patterns = [value for _, value in strings_at(record.data.get(fields.paths), ())]
        for first, _, rest in files:
            if first == repo and patterns and _owns(patterns, rest):
                yield repo, f"{first}/{rest}, which {key[1]} owns,"


def _owns(patterns: list[str], path: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        return bool(GitIgnoreSpec.from_lines(patterns).match_file(path))
    except ValueError:  # a pattern that is none owns nothing; `check` says so
        return False


def _open(state: State, name: str, key: Key) -> Iterator[str]:
    """The open records of a kind that name a record or one of its files."""
    kind = state.kinds.get(name)
    if kind is None:
        return
    namers = {namer for namer, _ in state.naming.get(key, ())}
    own = state.kinds[key[0]]
    ways = ways_to(own.fields, lambda item: item.is_path)
    files = {value.rstrip("/") for _, _, value in values_along(state.data(key), ways)}
    for other, record in state.records.items():
        if other[0] != name or other == key or not state.is_open(other):
            continue
        if other in namers:
            yield f"{other[1]} names it and is {state.status(other)}: settle that first"
        elif file := next((file for file in _files(kind, record.data) if _covers(files, file)), ""):
            yield f"{other[1]} is about {file} and is {state.status(other)}: settle that first"


def _files(kind: Kind, data: Mapping[str, Any]) -> Iterator[str]:
    """The files that a record is about, as `repository/path`."""
    for field in kind.fields.values():
        value = data.get(field.name)
        if field.file_of and isinstance(value, str):
            yield f"{data.get(field.file_of, '')}/{value}"


def _covers(files: set[str], file: str) -> bool:
    return any(file == item or file.startswith(f"{item}/") for item in files)
