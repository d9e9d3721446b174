"""What features hand the core: tables beside the records, trailers of commits, and the verdict on a write."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from wmsgit.workspace.extensions import Extensions, Trailers

if TYPE_CHECKING:
    from wmsgit.model.history_rows import HistoryRows
    from wmsgit.model.verdict import Verdict, WrittenRecord
    from wmsgit.workspace.workspace import Workspace


def _history(ws: "Workspace", known: Collection[str]) -> "HistoryRows":
    from wmsgit.features.history.actions.table import read_history_rows

    return read_history_rows(ws, known, ws.history_start)


def _switches(ws: "Workspace") -> list[dict[str, str]]:
    """The switches of context that this worktree alone knows: no revision has them."""
    from wmsgit.features.sessions.actions.context import all_switches, as_fields

    return [] if ws.history_start else [as_fields(switch) for switch in all_switches(ws)]


def _trailers(ws: "Workspace") -> Trailers:
    from wmsgit.features.sessions.actions.current import session_trailer

    return session_trailer(ws)


def _judge(ws: "Workspace", written: "Sequence[WrittenRecord]") -> "Verdict":
    from wmsgit.features.review.actions.verdict import verdict_on

    return verdict_on(ws, written)


def _commits(ws: "Workspace") -> Sequence[Sequence[Any]]:
    """The commits of members that belong to records; no revision has them."""
    from wmsgit.features.commits.actions.rows import commit_rows

    return [] if ws.history_start else commit_rows(ws)


def _commit_records(ws: "Workspace") -> Sequence[Sequence[Any]]:
    """Which of them belongs to which record."""
    from wmsgit.features.commits.actions.rows import commit_record_rows

    return [] if ws.history_start else commit_record_rows(ws)


_TABLES = {
    "commits": (("repo", "commit_id", "author", "email", "committed_at", "subject", "branch", "merged"), _commits),
    "commit_records": (("repo", "commit_id", "kind", "id", "via"), _commit_records),
}

EXTENSIONS: Extensions["Workspace"] = Extensions(
    history=_history, rows={"context": _switches}, trailers=_trailers, tables=_TABLES, judge=_judge
)
"""Every feature's, as surfaces open a workspace with them."""
