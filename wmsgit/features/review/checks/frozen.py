"""Frozen fields: what a record with a certain status says may no longer change, unless an amendment says why."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from wmsgit.features.review.checks.amendments import gained, lost, names_amended
from wmsgit.model.finding import Finding
from wmsgit.model.ports import Pointer
from wmsgit.model.record import Record
from wmsgit.schema.change import Change
from wmsgit.schema.kind import Kind

CODE, AMENDED = "FROZEN", "AMENDED"


def frozen_findings(change: Change) -> Iterator[Finding]:
    """A finding for each frozen field that changed: an error, or a warning where a new amendment names the field.

    How a text is wrapped does not count. An amendment itself may not be changed or taken out.
    """
    for old, new, kind in change.kept():
        if old.data.get(kind.status) in kind.frozen.statuses:
            amended = names_amended(kind, old, new)
            for field in kind.frozen.fields:
                if field not in amended and _words(old.data.get(field)) != _words(new.data.get(field)):
                    pointer: Pointer = (field,) if field in new.data else ()
                    yield change.finding(new, pointer, CODE, _message(change, kind, old, field))
            yield from _of_amendments(change, kind, old, new)


def _of_amendments(change: Change, kind: Kind, old: Record, new: Record) -> Iterator[Finding]:
    """A warning for each amendment that is new, an error where one has gone."""
    name = kind.frozen.amendments
    for at, entry in gained(kind, old, new):
        fields = ", ".join(map(str, entry.get("fields") or ()))
        words = f"{old.id}, which is {old.data.get(kind.status)}, is amended: {fields}"
        finding = change.finding(new, (name, at), AMENDED, f"{words} ({entry.get('reason')})")
        yield replace(finding, level="warning")
    if lost(kind, old, new):
        message = f"{name} of {old.id} may only grow: what they say has been accepted"
        yield change.finding(new, (name,) if name in new.data else (), CODE, message)


def _message(change: Change, kind: Kind, old: Record, field: str) -> str:
    status = old.data.get(kind.status)
    verbs = sorted(name for owner, name in change.base.relations.links if owner == kind.name)
    hints = [f"write a new {kind.name} that {verbs[0]} it"] if verbs else []
    hints += [f"'{kind.name} amend {old.id} -m WHY' says why it changes"] if kind.frozen.amendments else []
    hint = f": {', or '.join(hints)}" if hints else ""
    return f"{field} may not change any more, for {old.id} is {status}{hint}"


def _words(value: Any) -> Any:
    return value.split() if isinstance(value, str) else value
