"""A record as it stands in its file, and the rule for its id."""

import re
from dataclasses import dataclass
from typing import Any

from wmsgit.errors import InvalidError

Data = dict[str, Any]
"""A record's fields in the file's order: str, int, float, bool, list and dict, as JSON has them."""

MAX_ID_LENGTH = 100
# Names that Windows reserves whatever the extension (Microsoft, "Naming Files, Paths, and Namespaces").
_RESERVED = r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z)"
_SAFE_ID = re.compile(rf"(?![.-])(?!{_RESERVED})[A-Za-z0-9._-]{{1,100}}(?<!\.)\Z")


@dataclass(frozen=True, slots=True)
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


def id_of_path(path: str) -> str:
    """The id of the record that a file such as `records/tasks/WS-TASK-001.yaml` holds."""
    return path.rpartition("/")[2].removesuffix(".yaml")


def is_safe_id(text: str) -> bool:
    """Whether `text` may be an id: letters, digits, `.`, `_`, `-`; no leading `.` or `-`; at most 100."""
    return _SAFE_ID.match(text) is not None


def require_safe_id(text: str) -> str:
    """`text` itself when it may be an id.

    Raises:
        InvalidError: otherwise.
    """
    if is_safe_id(text):
        return text
    shown = text if len(text) <= MAX_ID_LENGTH else text[:MAX_ID_LENGTH] + "…"
    raise InvalidError(
        f"{shown!r} is not a safe id",
        hint="an id has letters, digits, '.', '_' and '-', starts with a letter, digit or '_', and has at most 100",
    )
