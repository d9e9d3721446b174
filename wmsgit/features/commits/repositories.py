"""The repositories that a record concerns, by its kind's fields."""

from collections.abc import Mapping, Sequence
from typing import Any

from wmsgit.schema.kind import Kind

REPO = "repo"


def repositories_of(kind: Kind, data: Mapping[str, Any], members: Sequence[str]) -> list[str]:
    """The members in which a record's work is done: those of its list of repositories, else the one it is routed to.

    Args:
        kind: its kind.
        data: its fields.
        members: the names of the members that a wildcard stands for: those that are not archived.
    """
    for name, field in kind.fields.items():
        if field.references == REPO and field.is_list and not field.acyclic and data.get(name):
            values = [str(value) for value in data[name]]
            return list(members) if field.wildcard and field.wildcard in values else list(dict.fromkeys(values))
    routed = data.get(kind.routed) if kind.routed else None
    return [str(routed)] if routed else []
