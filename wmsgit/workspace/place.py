"""Places: where a record is."""

from wmsgit.model.value import immutable


@immutable
class Place:
    """Where a record is: its kind, its id, and its file relative to the workspace, with `/`."""

    kind: str
    id: str
    path: str
