"""Amendments: the entries of a frozen record that say which of its fields have changed all the same, and why."""

from collections.abc import Mapping
from typing import Any

from wmsgit.model.record import Record
from wmsgit.schema.kind import Kind


def gained(kind: Kind, old: Record, new: Record) -> list[tuple[int, Mapping[str, Any]]]:
    """The entries that only the newer version has, each with its position; one without a reason does not count."""
    known = _entries(kind, old)
    every = enumerate(_entries(kind, new))
    return [(at, entry) for at, entry in every if entry not in known and str(entry.get("reason") or "").strip()]


def lost(kind: Kind, old: Record, new: Record) -> bool:
    """Whether an entry of the older version is gone or another one now."""
    kept = _entries(kind, new)
    return any(entry not in kept for entry in _entries(kind, old))


def names_amended(kind: Kind, old: Record, new: Record) -> set[str]:
    """The fields that new entries name."""
    return {str(name) for _, entry in gained(kind, old, new) for name in entry.get("fields") or ()}


def _entries(kind: Kind, record: Record) -> list[Mapping[str, Any]]:
    value = record.data.get(kind.frozen.amendments) if kind.frozen.amendments else None
    return [entry for entry in (value if isinstance(value, list) else ()) if isinstance(entry, Mapping)]
