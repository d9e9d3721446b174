"""A record as it stands in its file."""

from typing import Any

from wmsgit.model.value import immutable

Data = dict[str, Any]
"""A record's fields in the file's order: str, int, float, bool, list and dict, as JSON has them."""


@immutable
class Record:
    """One record.

    Attributes:
        kind: the kind's name, such as `task`.
        id: the file's name without its suffix.
        data: the fields as they stand in the file, in its order (`id` only where the file has it).
        path: the file, relative to the workspace, with `/`.
    """

    kind: str
    id: str
    data: Data
    path: str

    def to_dict(self) -> Data:
        """The fields with `id` and `kind` first, as every JSON output shows a record."""
        return {"id": self.id, "kind": self.kind} | {k: v for k, v in self.data.items() if k != "id"}


def copied(value: Any) -> Any:
    """Data that can be changed without the original."""
    if isinstance(value, dict):
        return {name: copied(part) for name, part in value.items()}
    return [copied(part) for part in value] if isinstance(value, list) else value
