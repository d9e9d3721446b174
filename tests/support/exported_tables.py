"""What a plane says and what a database says of it, table by table, in one form."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from in_process import surroundings

from wmsgit.features.catalogue import EXTENSIONS
from wmsgit.workspace.workspace import Workspace

Rows = list[tuple[Any, ...]]
TABLES = (
    "records", "record_links", "record_changes", "commits", "commit_records", "workspace_tasks", "cross_repo_issues",
    "architecture_decisions", "workspace_sessions", "session_activities", "architecture_states", "component_placements",
    "drift_detections", "drift_baselines", "baseline_findings", "context_switches", "repos", "milestones",
)  # fmt: skip


def comparable(rows: Iterable[Sequence[Any]]) -> Rows:
    """Rows in an order of their own, their values as text."""
    return sorted((tuple(None if value is None else str(value) for value in row) for row in rows), key=repr)


def said_by_plane(wmsgit: Any) -> dict[str, Rows]:
    """Table → the rows that `wmsgit sql` shows, of records that are in files."""
    with ThreadPoolExecutor(1) as pool:  # beside a thread no process is forked, which takes longer than the query
        return pool.submit(_said_by_plane, wmsgit).result()


def _said_by_plane(wmsgit: Any) -> dict[str, Rows]:
    result = {}
    with surroundings(wmsgit.folder, wmsgit.environ):
        index = Workspace.find(wmsgit.folder, use_cache=False, extensions=EXTENSIONS).index()
        for table in TABLES:
            where = " where record_path is not null" if table == "context_switches" else ""
            _, rows = index.sql(f"select * from {table}{where}")
            result[table] = comparable(rows)
    return result


def said_by_database(query: Callable[[str], Iterable[Sequence[Any]]], plane: str = "") -> dict[str, Rows]:
    """Table → the rows of a plane, without its name."""
    if not plane:
        return {table: comparable(query(f'select * from "{table}"')) for table in TABLES}
    return {
        table: comparable(row[1:] for row in query(f"select * from {table} where plane = '{plane}'"))
        for table in TABLES
    }
