"""Databases of the older system, every column of every table filled, for the tests."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from wmsgit.features.exchange.older_tables import OLDER_TABLES

Rows = dict[str, list[dict[str, Any]]]
LISTS = {
    "repos_affected", "dependencies", "related_files", "files_created", "files_modified", "documentation",
    "critical_blockers", "required_fixes", "repos_scanned", "allowed_repos", "boundaries", "approved_scope",
}  # fmt: skip
OBJECTS = {"extra_metadata", "state_data", "snapshot_data"}
WORDS = {
    ("workspace_tasks", "status"): "in_progress",
    ("workspace_sessions", "status"): "completed",
    ("cross_repo_issues", "status"): "open",
    ("violations", "status"): "open",
    ("architecture_decisions", "status"): "implemented",
    ("drift_detections", "status"): "open",
    ("architecture_components", "status"): "active",
    ("architecture_states", "state_type"): "target",
    ("bastard_reports", "evaluation_type"): "PLAN",
    ("bastard_reports", "overall_grade"): "B",
    ("import_rules", "rule_type"): "forbidden",
}
IDS = {
    "workspace_tasks": "WS-TASK-{:03d}", "workspace_sessions": "2025-11-20-session-{:03d}",
    "cross_repo_issues": "ISSUE-{:03d}", "architecture_decisions": "DEC-{:03d}", "architecture_states": "STATE-{:03d}",
    "component_placements": "PLACE-{:03d}", "architecture_components": "comp-20251121065601-{:03d}",
    "drift_detections": "drift-{:03d}", "context_switches": "switch-{:03d}", "work_contexts": "ctx-20251120-{:03d}",
    "violations": "violation-{:03d}",
}  # fmt: skip
LINKS = {
    "task_id": "workspace_tasks", "related_task_id": "workspace_tasks", "session_id": "workspace_sessions",
    "decision_id": "architecture_decisions", "issue_id": "cross_repo_issues", "component_id": "architecture_components",
    "architecture_state_id": "architecture_states", "session_created": "workspace_sessions",
    "session": "workspace_sessions",
}  # fmt: skip


def filled(count: int = 2) -> Rows:
    """`count` rows of every table, no column of which is empty and no text of which stands twice."""
    return {table: [_row(table, number) for number in range(1, count + 1)] for table in OLDER_TABLES}


def write(path: Path, rows: Rows, *, wal: bool = False) -> Path:
    """A database with these rows, as a file."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        if wal:
            connection.execute("PRAGMA journal_mode=WAL")
        for table, columns in OLDER_TABLES.items():
            declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            connection.execute(f'CREATE TABLE "{table}" ({declared})')
            for row in rows.get(table, ()):
                names = ", ".join(f'"{name}"' for name in row)
                marks = ", ".join("?" * len(row))
                connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(row.values()))
        connection.commit()
    return path


def read(path: Path) -> Rows:
    """The rows of a database without what is NULL, JSON text as its value, by table and in the order of their ids."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        found = {}
        for table in OLDER_TABLES:
            rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
            plain = [{name: parsed(row[name]) for name in row.keys() if row[name] is not None} for row in rows]  # noqa: SIM118
            found[table] = sorted(plain, key=lambda row: str(row.get("id")))
        return found


def parsed(value: Any) -> Any:
    """A column's value, JSON text as what it holds."""
    if not isinstance(value, str) or value[:1] not in {"[", "{"}:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _row(table: str, number: int) -> dict[str, Any]:
    return {name: _value(table, name, kind, number) for name, kind in OLDER_TABLES[table].items()}


def _value(table: str, name: str, kind: str, number: int) -> Any:
    if name == "id":
        return IDS.get(table, f"{table}-{{:03d}}").format(number)
    if name in LINKS and table != "code_changes":
        return IDS[LINKS[name]].format(number)
    return _number(table, name, kind, number) if kind else _text(table, name, number)


def _number(table: str, name: str, kind: str, number: int) -> Any:
    place = list(OLDER_TABLES).index(table) + 1
    if kind == "DATETIME":
        return f"2025-11-{place:02d} 1{number}:{list(OLDER_TABLES[table]).index(name):02d}:07.12{number}456"
    return {"BOOLEAN": 1, "FLOAT": number * 1.5}.get(kind, number * 100 + place)


def _text(table: str, name: str, number: int) -> str:
    text = f"{table}.{name} {number}"
    if name in LISTS:
        return json.dumps([f"{text} a", f"{text} b"])
    if name in OBJECTS:
        return json.dumps({f"key of {table}": text})
    words = {"rules": json.dumps({"forbidden_imports": [f"module{number}"]}), "target_module": f"package{number}.inner"}
    high = dict.fromkeys(("severity", "priority", "impact"), "HIGH")
    return WORDS.get((table, name), (words | high).get(name, text))
