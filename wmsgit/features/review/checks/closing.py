"""Closing: what is done waits for nothing that is open."""

from collections.abc import Iterator

from wmsgit.model.finding import Finding
from wmsgit.schema.change import Change
from wmsgit.schema.mentions import strings_at
from wmsgit.schema.state import Key

CODE = "OPEN-DEPENDENCY"


def closing_findings(change: Change) -> Iterator[Finding]:
    """A finding for each open record that a closed one waits for, where the base did not have that already.

    What was cancelled needs nothing any more.
    """
    for key, record in change.head.records.items():
        if change.head.is_closed(key) and not change.head.is_dropped(key):
            for target in change.head.blockers(key):
                if not _was_so(change, key, target):
                    status, other = change.head.status(key), change.head.status((key[0], target))
                    message = f"{record.id} is {status}, but waits for {target}, which is {other}"
                    yield _at(change, key, target, message)


def _was_so(change: Change, key: Key, target: str) -> bool:
    return change.base.is_closed(key) and target in change.base.blockers(key)


def _at(change: Change, key: Key, target: str, message: str) -> Finding:
    record = change.head.records[key]
    fields = change.head.relations.waits[key[0]]
    places = (found for name in fields for found in strings_at(record.data.get(name), (name,)))
    pointer = next(pointer for pointer, value in places if value == target)
    return change.finding(record, pointer, CODE, message)
