"""The verdict on a write: what `check --base HEAD` says of the written records and those directly linked to them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from wmsgit.errors import AmbiguousError, InvalidError, NotFoundError, SchemaError
from wmsgit.features.check.checks.references import MEMBERS, reference_words
from wmsgit.features.records.actions.check_gates import MEND_SETTINGS, gate_findings, gate_state, gates_governing
from wmsgit.features.records.actions.graphs import Graphs
from wmsgit.features.records.gate_names import GATES
from wmsgit.features.records.gates import gate_for, steps_to
from wmsgit.features.records.reference_policy import STRICT, reference_faults, reference_level
from wmsgit.features.review.checks.judged import judged
from wmsgit.features.review.checks.removal import moved_findings
from wmsgit.model.change import ACCEPTED, Verdict, WrittenRecord
from wmsgit.model.finding import Finding, in_order
from wmsgit.model.identity import is_elsewhere, is_safe_id, number_of
from wmsgit.model.ports import Pointer
from wmsgit.model.record import Data, Record
from wmsgit.model.text import did_you_mean
from wmsgit.schema.change import Change
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind
from wmsgit.schema.mentions import references_along
from wmsgit.schema.relations import Relations
from wmsgit.schema.state import Key, State
from wmsgit.workspace.locate import SETTINGS_PATH
from wmsgit.workspace.place import Place
from wmsgit.workspace.settings import read_settings
from wmsgit.workspace.workspace import Workspace

_MAX_MISSING = 20
_MAX_COMPARED = 500


def verdict_on(ws: Workspace, written: Sequence[WrittenRecord]) -> Verdict:
    """What is against a write; a write that changes neither a status nor a reference costs next to nothing.

    Raises:
        InvalidError: when a hand edit makes references lead back, or settings that govern the write are faulty.
    """
    kinds = {record.kind: ws.kind(record.kind) for record in written}
    refused = _refused(ws, written, kinds)
    _require_acyclic(ws, written, kinds)
    missing = list(_missing(ws, written, kinds))
    if not refused and not missing:
        return ACCEPTED
    strict, lenient = _by_policy(ws, missing) if missing else ([], [])
    return Verdict(tuple(refused), tuple(strict), tuple(lenient))


def _refused(ws: Workspace, written: Sequence[WrittenRecord], kinds: Mapping[str, Kind]) -> list[str]:
    """What the checks of a change call an error."""
    changed = [record for record in written if _may_be_refused(record, kinds[record.kind])]
    if not changed:
        return []
    beside = _linked(ws, changed, kinds)
    before, after = dict(beside), dict(beside)
    judged_keys = {*beside, *((item.kind, item.id) for item in changed)}
    for item in written:  # what is only linked stands, too, as this write leaves it
        if (item.kind, item.id) in judged_keys:
            _place(before, item, item.old)
            _place(after, item, item.new)
    known = {**kinds, **{key[0]: ws.kind(key[0]) for key in beside}}
    change = Change(State(known, before), State(known, after), _nowhere)
    result = {*judged(change), *moved_findings(change), *_unmet_gates(ws, changed, change)}
    return [f"{item.path}: {item.code} {item.message}" for item in in_order(result) if item.level == "error"]


def _may_be_refused(record: WrittenRecord, kind: Kind) -> bool:
    """Whether a check of a change looks at it: its status or what it waits for changes, it is frozen, or it goes."""
    if record.new is None or record.old is None:
        return record.new is None or kind.is_closed(record.new)
    if record.old.get(kind.status) in kind.frozen.statuses:
        return True
    names = (kind.status, *Relations({kind.name: kind}).waits[kind.name])
    return any(record.old.get(name) != record.new.get(name) for name in names if name)


def _linked(ws: Workspace, changed: Sequence[WrittenRecord], kinds: Mapping[str, Kind]) -> dict[Key, Record]:
    """What closed records wait for, who waits for what is open again, and who refers to what is removed."""
    result: dict[Key, Record] = {}
    own = {(record.kind, record.id) for record in changed}
    for record in changed:
        kind = kinds[record.kind]
        awaited = Relations({kind.name: kind}).awaited(kind.name, record.new or {})
        others = Relations({kind.name: kind}).others[kind.name]
        for name in awaited if kind.is_closed(record.new or {}) else ():
            _add(ws, result, name, None if others else kind)
    targets = {record.id for record in changed if record.new is None or _opens(record, kinds[record.kind])}
    for source, _, target in ws.index().links() if targets else ():
        if target in targets:
            _add(ws, result, source, None)
    return {key: record for key, record in result.items() if key not in own}


def _opens(record: WrittenRecord, kind: Kind) -> bool:
    return record.old is not None and kind.is_closed(record.old) and not kind.is_closed(record.new or {})


def _add(ws: Workspace, records: dict[Key, Record], record_id: str, kind: Kind | None) -> None:
    try:
        place = ws.locate(record_id, kind, exact=True)
        records[place.kind, place.id] = ws.record(place)
    except (NotFoundError, AmbiguousError, InvalidError):
        return  # what cannot be read holds nothing back


def _place(records: dict[Key, Record], item: WrittenRecord, data: Data | None) -> None:
    records.pop((item.kind, item.id), None)
    if data is not None:
        records[item.kind, item.id] = Record(item.kind, item.id, data, item.path)


def _unmet_gates(ws: Workspace, changed: Sequence[WrittenRecord], change: Change) -> Iterator[Finding]:
    """The gates of the steps that were taken, with the records that they look at."""
    for item in changed:
        kind = change.kinds[item.kind]
        steps = steps_to(kind, (item.old or {}).get(kind.status), (item.new or {}).get(kind.status))
        gates = gates_governing(ws, kind) if steps and item.old is not None and item.new is not None else None
        for gate in filter(None, (gate_for(gates, kind.name, step.name) for step in steps if gates)):
            state = gate_state(ws, kind, gate)
            head = State(state.kinds, {**state.records, **change.head.records})
            yield from gate_findings(replace(change, head=head), {GATES: gates})


def _require_acyclic(ws: Workspace, written: Sequence[WrittenRecord], kinds: Mapping[str, Kind]) -> None:
    """What `set` changes was looked at by itself; hand edits and new records are looked at here."""
    graphs, named = Graphs(ws), set[str]()
    for record in written:
        if record.new is None:
            continue
        kind = kinds[record.kind]
        named.update(value for _, _, value in references_along(record.new, kind.reference_ways))
        may_lead_back = record.old is None and (record.id in named or bool(ws.index().links(record.id)))
        if record.is_edited or may_lead_back:
            place = Place(record.kind, record.id, record.path)
            graphs.require_acyclic(kind, place, record.old or {}, record.new)


def _missing(ws: Workspace, written: Sequence[WrittenRecord], kinds: Mapping[str, Kind]) -> Iterator[tuple[str, str]]:
    """(kind that is referred to, what is wrong) for each new reference that leads nowhere."""
    added = {(record.kind, record.id) for record in written if record.new is not None}
    for record in written:
        ways = kinds[record.kind].reference_ways
        before = {(item.references, value) for item, _, value in references_along(record.old or {}, ways)}
        for item, _, value in references_along(record.new or {}, ways):
            key = (item.references, value)
            if key not in before and key not in added and not is_elsewhere(value):
                before.add(key)
                problem = _problem(ws, item, value)
                if problem:
                    yield item.references, f"{record.id}: {problem}"


def _problem(ws: Workspace, field: Field, value: str) -> str:
    """What is wrong with a reference; empty for nothing that this workspace can know."""
    if field.references not in ws.registry.names or any(_is_there(ws, kind, value) for kind in field.also):
        return ""
    try:
        place = ws.locate(value, ws.kind(field.references), exact=True)
    except NotFoundError:
        return reference_words(field, value, actual="", hint=_hint(ws, field.references, value))[1]
    except SchemaError:
        return ""
    except InvalidError:
        return "" if is_safe_id(value) else reference_words(field, value, actual="", hint="")[1]
    is_it = place.id == value or (place.kind != MEMBERS and place.id.casefold() == value.casefold())
    return "" if is_it else reference_words(field, value, actual="", hint=f"; did you mean {place.id!r}?")[1]


def _is_there(ws: Workspace, kind: str, value: str) -> bool:
    try:
        return ws.locate(value, ws.kind(kind), exact=True).id.casefold() == value.casefold()
    except (NotFoundError, InvalidError, SchemaError):
        return False


def _hint(ws: Workspace, kind: str, value: str) -> str:
    """The nearest id; a number that does not exist is not near its neighbours."""
    number = number_of(value)
    ids = [name for name, _ in ws.index([kind]).complete(kind, "", limit=-1) if number_of(name) == number]
    return did_you_mean(value, ids[:_MAX_COMPARED])


def _by_policy(ws: Workspace, missing: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """What is refused, and what is only said, as the settings have it.

    Raises:
        InvalidError: when the settings' `references` cannot be understood.
    """
    settings = read_settings(ws)
    for pointer, message in reference_faults(settings):
        raise InvalidError(f"{'.'.join(map(str, pointer))}: {message}", where=SETTINGS_PATH, hint=MEND_SETTINGS)
    wanted = {kind for kind, _ in missing if reference_level(settings, kind) == STRICT}
    # Where no record of the kind is there yet, nobody can have misspelt one.
    wanted = {kind for kind in wanted if ws.index([kind]).complete(kind, "", limit=1)}
    strict = [text for kind, text in missing if kind in wanted]
    lenient = [text for kind, text in missing if kind not in wanted]
    more = len(lenient) - _MAX_MISSING
    return strict, [*lenient[:_MAX_MISSING], *([f"and {more:,} more references lead nowhere"] if more > 0 else [])]


def _nowhere(_path: str, _pointer: Pointer, *, key: bool = False) -> tuple[int, int]:  # noqa: ARG001 - a port
    return 0, 0
