"""The rows of the tables `commits` and `commit_records`: the commits that belong to records which there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from wmsgit.features.commits.actions.of_record import RecordCommit, rows_for
from wmsgit.features.commits.actions.read import member_histories
from wmsgit.model.times import format_seconds
from wmsgit.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RecordName:
    """A record by its kind and id."""

    kind: str
    id: str


def known_records(ws: Workspace) -> dict[str, RecordName]:
    """Id in lower case → the record, of all that can be read."""
    return {entry.id.lower(): RecordName(entry.kind, entry.id) for entry in ws.index().entries()}


def record_links(ws: Workspace) -> Iterator[tuple[RecordName, RecordCommit]]:
    """Every commit with every record that it belongs to, of those that there are.

    Raises:
        InvalidError: when the settings cannot be read.
    """
    records = known_records(ws)
    for history in member_histories(ws, ids=records):
        for name in history.names():
            record = records.get(name)
            if record:
                yield from ((record, row) for row in rows_for(history, record.id))


def commit_rows(ws: Workspace) -> list[Sequence[Any]]:
    """The rows of `commits`."""
    result: dict[tuple[str, str], Sequence[Any]] = {}
    for _, row in record_links(ws):
        commit, is_merged = row.commit, None if row.is_merged is None else int(row.is_merged)
        time = format_seconds(commit.committed_s)
        values = (row.repo, commit.id, commit.author, commit.email, time, commit.subject, row.branch, is_merged)
        before = result.get((row.repo, commit.id))
        if before is None or (row.branch and not before[6]):
            result[row.repo, commit.id] = values
    return list(result.values())


def commit_record_rows(ws: Workspace) -> list[Sequence[Any]]:
    """The rows of `commit_records`."""
    return [
        (row.repo, row.commit.id, record.kind, record.id, word)
        for record, row in record_links(ws)
        for word in row.words
    ]
