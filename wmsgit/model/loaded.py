"""A record file as it was read: its fields, or the finding that says why it cannot be read."""

from wmsgit.model.finding import Finding
from wmsgit.model.record import Data
from wmsgit.model.value import immutable


@immutable
class LoadedFile:
    """One file below a kind's folder.

    Attributes:
        path: relative to the workspace, with `/`.
        kind: the kind whose folder it lies in.
        id: the file's name without its suffix.
        digest: hexadecimal digest of the file's bytes; empty where these could not be read.
        data: the fields, or None where the file cannot be read.
        problem: why it cannot be read; None where it can.
    """

    path: str
    kind: str
    id: str
    digest: str
    data: Data | None
    problem: Finding | None = None
