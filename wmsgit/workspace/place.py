"""Places: where a record is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record is: its kind, its id, and its file relative to the workspace, with `/`."""

    kind: str
    id: str
    path: str
