"""Frozen fields: what a record with a certain status says may no longer change."""

from collections.abc import Iterator
from typing import Any

from wmsgit.model.finding import Finding
from wmsgit.model.ports import Pointer
from wmsgit.model.record import Record
from wmsgit.schema.change import Change
from wmsgit.schema.kind import Kind

CODE = "FROZEN"


def frozen_findings(change: Change) -> Iterator[Finding]:
    """A finding for each frozen field that changed. How a text is wrapped does not count."""
    for old, new, kind in change.kept():
        if old.data.get(kind.status) in kind.frozen.statuses:
            for field in kind.frozen.fields:
                if _words(old.data.get(field)) != _words(new.data.get(field)):
                    pointer: Pointer = (field,) if field in new.data else ()
                    yield change.finding(new, pointer, CODE, _message(change, kind, old, field))


def _message(change: Change, kind: Kind, old: Record, field: str) -> str:
    status = old.data.get(kind.status)
    verbs = sorted(name for owner, name in change.base.relations.links if owner == kind.name)
    hint = f": write a new {kind.name} that {verbs[0]} it" if verbs else ""
    return f"{field} may not change any more, for {old.id} is {status}{hint}"


def _words(value: Any) -> Any:
    return value.split() if isinstance(value, str) else value
