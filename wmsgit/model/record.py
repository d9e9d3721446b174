"""A record as it stands in its file, and that file: its status, by which it is read again or not."""

from typing import TYPE_CHECKING, Any, NamedTuple

from wmsgit.model.value import immutable

if TYPE_CHECKING:
    from typing import TypeAlias

    from wmsgit.model.finding import Finding

    _Problem: TypeAlias = Finding | None
else:  # a name in quotes is compiled when the class is made, and the first one sets up the whole syntax tree
    _Problem = object

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


class Stamp(NamedTuple):
    """What `stat` says of a file. Two equal stamps mean an unchanged file, unless the times are too fresh to trust."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


class LoadedFile(NamedTuple):
    """One file below a kind's folder: its fields, or why it cannot be read.

    Attributes:
        path: relative to the workspace, with `/`.
        kind: the kind whose folder it lies in.
        id: the file's name without its suffix.
        digest: hexadecimal digest of the file's bytes; empty where these could not be read.
        data: the fields, or None where the file cannot be read.
        problem: why it cannot be read; None where it can.
        may_have_unseen: whether its text may have characters that are not seen; true also where nobody has looked.
    """

    path: str
    kind: str
    id: str
    digest: str
    data: Data | None
    problem: _Problem = None
    may_have_unseen: bool = True


def copied(value: Any) -> Any:
    """Data that can be changed without the original."""
    if isinstance(value, dict):
        return {name: copied(part) for name, part in value.items()}
    return [copied(part) for part in value] if isinstance(value, list) else value
