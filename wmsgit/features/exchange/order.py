"""The order of rows in a file: by id, unless a file had another, which each record then remembers by the row before."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from wmsgit.features.exchange.rows import ImportedRecord


def natural_key(record_id: str) -> list[tuple[bool, int, str]]:
    """A key that orders ids by their words and numbers: T-2 before T-10."""
    parts = re.split(r"([0-9]+)", record_id.lower())
    return [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts if part]


def with_places(records: Iterable[ImportedRecord]) -> list[ImportedRecord]:
    """The records of a file, each with the id before its own where the ids do not say the order."""
    by_kind: dict[str, list[ImportedRecord]] = {}
    records = list(records)
    for record in records:
        by_kind.setdefault(record.kind, []).append(record)
    before = {key: after for own in by_kind.values() for key, after in _places(own).items()}
    if not before:  # a copy of each of thousands would say the same
        return records
    return [replace(record, after=before.get((record.kind, record.id), "")) for record in records]


def in_file_order(ids: Iterable[str], before: Mapping[str, str]) -> list[str]:
    """Ids as their file had them: each behind the one that `before` names for it, the others by their words."""
    roots = sorted(ids, key=natural_key)
    known = set(roots)
    followers: dict[str, list[str]] = {}
    for name in roots:
        followers.setdefault(before.get(name, "") if before.get(name) in known else "", []).append(name)
    ordered: dict[str, None] = {}
    waiting = [
        *reversed(followers.get("", ())),
    ]
    while waiting:
        name = waiting.pop()
        if name not in ordered:
            ordered[name] = None
            waiting += reversed(followers.get(name, ()))
    return [*ordered, *(name for name in roots if name not in ordered)]  # a circle, made by hand, comes last


def _places(records: Sequence[ImportedRecord]) -> dict[tuple[str, str], str]:
    ids = [record.id for record in records]
    if ids == sorted(ids, key=natural_key):
        return {}
    return {(records[0].kind, name): last for last, name in pairwise(ids)}
