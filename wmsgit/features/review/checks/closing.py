"""Closing: what is done waits for nothing that is open."""

from collections.abc import Iterator
from dataclasses import replace

from wmsgit.features.records.gates import overrides
from wmsgit.model.finding import Finding
from wmsgit.schema.change import Change
from wmsgit.schema.mentions import strings_at
from wmsgit.schema.state import Key

CODE = "OPEN-DEPENDENCY"


def closing_findings(change: Change) -> Iterator[Finding]:
    """A finding for each open record that a closed one waits for, where the base did not have that already.

    It is a warning where a remark of the record says why.
    What was cancelled needs nothing any more.
    """
    for key, record in change.head.records.items():
        if change.head.is_closed(key) and not change.head.is_dropped(key):
            for target in change.head.blockers(key):
                if not _was_so(change, key, target):
                    status, other = change.head.status(key), change.head.status(change.head.awaited_key(key, target))
                    message = f"{record.id} is {status}, but waits for {target}, which is {other}"
                    yield _at(change, key, target, message)


def _was_so(change: Change, key: Key, target: str) -> bool:
    return change.base.is_closed(key) and target in change.base.blockers(key)


def _at(change: Change, key: Key, target: str, message: str) -> Finding:
    record = change.head.records[key]
    fields = change.head.relations.waits[key[0]]
    places = (string for name in fields for string in strings_at(record.data.get(name), (name,)))
    pointer = next(pointer for pointer, value in places if value == target)
    finding = change.finding(record, pointer, CODE, message)
    return (
        replace(finding, level="warning", message=f"{message} (overridden)") if _is_overridden(change, key) else finding
    )


def _is_overridden(change: Change, key: Key) -> bool:
    """Whether a remark that the change added says why the record was closed all the same."""
    kind, before, after = change.head.kinds[key[0]], change.base.data(key), change.head.data(key)
    steps = (step.name for step in kind.transitions.values() if step.target == after.get(kind.status))
    return any(overrides(after, name) > overrides(before, name) for name in steps)
