"""What formats trade in: another tool's records in the words of our fields, and what cannot be kept of ours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any

from wmsgit.features.exchange.report import Note, RefusedRow
from wmsgit.model.record import Record
from wmsgit.schema.kind import Kind

Files = Mapping[str, bytes]
"""Path relative to what the user named, with `/` → content. A single file, or standard input, has its name alone."""


@dataclass(frozen=True, slots=True)
class ForeignRecord:
    """One record of another tool.

    Attributes:
        kind: the kind that it becomes.
        id: what the tool calls it; unique within the source.
        fields: field → value; references are the tool's ids. A field that the kind lacks is kept by its name.
        rest: what has no field: it goes to `metadata.imported`.
        place: the file or row that it comes from, for messages.
        made_id: the id that it may get here where its own does not serve; empty to keep its own.
        names: further names by which references and texts mention it.
        scope: what short names in its own texts begin with, such as the `O/R` of `#12`.
        url: its page; empty for none.
        version: the source's own mark of this state: a time or a commit; empty for none.
        settled: fields that belong to the plane once the record is here: a later import leaves them alone.
        is_ours: whether the source says that it was made of the record with this id.
    """

    kind: str
    id: str
    fields: Mapping[str, Any]
    rest: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""
    made_id: str = ""
    names: tuple[str, ...] = ()
    scope: str = ""
    url: str = ""
    version: str = ""
    settled: frozenset[str] = frozenset()
    is_ours: bool = False


@dataclass(frozen=True)
class ForeignReading:
    """What a format read: records, rows that are none, and what there is to say."""

    records: Sequence[ForeignRecord]
    refused: Sequence[RefusedRow] = ()
    notes: Sequence[Note] = ()


@dataclass(frozen=True)
class ForeignOptions:
    """What a format may need to know beside the files.

    Attributes:
        kinds: name → kind, of the workspace.
        kind_rules: what becomes what: `task`, or `label:bug=issue` before it.
        columns: the mapping of a table, see `wmsgit.features.exchange.columns`; empty for none.
        repository: `OWNER/NAME`, for sources that do not say theirs.
        members: `owner/name` in lower case → the member whose repository that is.
        zone: the zone of times that do not say theirs.
        dates: path → when the file was first committed, in RFC 3339; empty where nobody knows.
        now: the present, in RFC 3339.
        source: whose records are written, with those that have a file there; empty for all.
    """

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    kind_rules: Sequence[str] = ()
    columns: Mapping[str, Any] = field(default_factory=dict)
    repository: str = ""
    members: Mapping[str, str] = field(default_factory=dict)
    zone: tzinfo = UTC
    dates: Mapping[str, str] = field(default_factory=dict)
    now: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """A value of a record that a format cannot hold; equal causes are told together."""

    id: str
    field: str
    cause: str = "has no place there"


@dataclass(frozen=True)
class Written:
    """What a format makes of records.

    Attributes:
        files: path below the target → the whole content; a path that has it already stays as it is.
        losses: what the format cannot hold.
        strays: files that were made of records which are gone; they stay.
    """

    files: Files
    losses: Sequence[Loss] = ()
    strays: Sequence[str] = ()


Read = Callable[[Files, ForeignOptions], ForeignReading]
Write = Callable[[Sequence[Record], Files, ForeignOptions], Written]
"""Records, and the files that are there already → what the files become."""


@dataclass(frozen=True)
class Format:
    """One format: what it is called, what it reads and writes; what it cannot keep it says record by record.

    Attributes:
        name: as it is typed, and as it stands in `metadata.import_base`.
        title: what it is, for people.
        kinds: the kinds that it writes; empty where it writes none.
        patterns: of the files that are read from a folder, as globs; empty where it reads one file.
        ignores: folders below it that are passed over.
        read: reads files; None where it only writes.
        write: writes records; None where it only reads.
        is_dated: whether a file's date is asked of Git.
    """

    name: str
    title: str
    kinds: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    ignores: tuple[str, ...] = ()
    read: Read | None = None
    write: Write | None = None
    is_dated: bool = False
