"""The commits of a task in the members, as lines of a brief."""

from wmsgit.errors import WmsgitError
from wmsgit.features.commits.actions.of_record import commits_of
from wmsgit.features.records.actions.parts import parts_of
from wmsgit.features.sessions.page import code, line
from wmsgit.workspace.members import KIND
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace

_MOST = 10


def commit_lines(ws: Workspace, place: Place) -> list[str]:
    """A line for each of the latest commits of a record and its parts; none where no members are, or can be read."""
    if ws.history_start is not None or not ws.registry.has(KIND):
        return []
    try:
        rows = commits_of(ws, place.id, parts=[part.id for part in parts_of(ws, place)]).commits
    except WmsgitError:
        return []
    merged = {True: "merged", False: "not merged", None: "unknown whether merged"}
    lines = [
        f"commit {code(f'{row.repo}@{row.commit.id[:10]}')} {line(row.commit.subject)}, by {line(row.commit.author)},"
        f" {merged[row.is_merged]}"
        for row in rows[:_MOST]
    ]
    return [*lines, *([f"and {len(rows) - _MOST} more commits"] if len(rows) > _MOST else [])]
