"""Folding: rows of the older database's child tables as parts of the rows that they belong to."""

import json
import re
from collections.abc import Hashable, Mapping
from typing import Any

from wmsgit.features.exchange.layout import METADATA, RowLayout
from wmsgit.model.same import same_key

Row = dict[str, Any]
NO_REVIEWER = "older reviewer"
REVIEW_NAMES = {
    "evaluation_type": "type", "overall_grade": "grade", "critical_blockers": "blockers", "required_fixes": "fixes",
    "full_report": "report", "evaluated_at": "at", "evaluator": "reviewer",
}  # fmt: skip
REVIEW = RowLayout(keys=(*REVIEW_NAMES, METADATA), names=REVIEW_NAMES)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?\Z", re.ASCII)


def joined(kept: Any, extra: Any) -> Any:
    """The metadata of a row with what its column `extra_metadata` has."""
    if extra is None:
        return kept
    own = extra if isinstance(extra, dict) else {"extra_metadata": extra}
    return {**(kept if isinstance(kept, dict) else {}), **own}


def timed(value: Any) -> Any:
    """SQLite's `2025-11-02 10:00:00` with the T of RFC 3339."""
    return value.replace(" ", "T", 1) if isinstance(value, str) and _MOMENT.match(value) else value


def _fold_reports(task: Row, rows: list[Row], _: Mapping[Hashable, str]) -> None:
    """Reports as reviews; what has no field of its own, the grades by category among it, is their metadata."""
    task["reviews"] = [*(_list(task.get("reviews"))), *map(_review, rows)]


def _review(row: Row) -> Row:
    review = {name: value for name, value in row.items() if name in REVIEW_NAMES}
    rest = {name: value for name, value in row.items() if name not in REVIEW_NAMES and name != "task_id"}
    review.setdefault("evaluator", NO_REVIEWER)
    sort = str(review.get("evaluation_type", "plan"))
    review["evaluation_type"] = "completion" if "complet" in sort.lower() else "plan"
    if review["evaluation_type"] != sort:
        rest["evaluation_type"] = sort
    for name in ("critical_blockers", "required_fixes"):
        if name in review and not isinstance(review[name], list):
            rest[name] = review[name]
        if name in review:
            review[name] = [str(item) for item in _list(review[name])]
    if not isinstance(review.get("full_report", ""), str):
        rest["full_report"] = review["full_report"]
        review["full_report"] = json.dumps(review["full_report"], ensure_ascii=False)
    return {name: timed(value) for name, value in review.items()} | ({METADATA: rest} if rest else {})


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _fold_activities(session: Row, rows: list[Row], _: Mapping[Hashable, str]) -> None:
    session["activities"] = [*_list(session.get("activities")), *map(_activity, rows)]


def _activity(row: Row) -> Row:
    named = {name: timed(value) for name, value in row.items() if name not in {"session_id", "extra_metadata"}}
    extra = joined(row.get(METADATA), row.get("extra_metadata"))
    return named | ({METADATA: extra} if extra else {})


def _fold_decisions(session: Row, rows: list[Row], _: Mapping[Hashable, str]) -> None:
    _fold_links(session, rows, "session_decisions", "decision_id", "decisions")


def _fold_issues(session: Row, rows: list[Row], _: Mapping[Hashable, str]) -> None:
    _fold_links(session, rows, "session_issues", "issue_id", "issues_found")


def _fold_links(session: Row, rows: list[Row], table: str, column: str, name: str) -> None:
    linked = [str(row[column]) for row in rows if row.get(column)]
    session[name] = list(dict.fromkeys([*_list(session.get(name)), *linked]))
    session[table] = rows


def _fold_architecture(task: Row, rows: list[Row], placements: Mapping[Hashable, str]) -> None:
    columns = {"architecture_state_id": "state", "architectural_goal": "goal", "milestone": "milestone"}
    for row in rows:
        for column, name in columns.items():
            task[name] = task.get(name) or row.get(column)
        component = row.get("component_id")
        if component is not None:
            task["placement"] = task.get("placement") or placements.get(same_key(component), str(component))
    task["architecture_tasks"] = rows


def _fold_mappings(component: Row, rows: list[Row], _: Mapping[Hashable, str]) -> None:
    component["owned_paths"] = list(dict.fromkeys(str(row["file_path"]) for row in rows if row.get("file_path")))
    component["code_component_mappings"] = rows


FOLDS = {
    "session_activities": _fold_activities,
    "session_decisions": _fold_decisions,
    "session_issues": _fold_issues,
    "bastard_reports": _fold_reports,
    "architecture_tasks": _fold_architecture,
    "code_component_mappings": _fold_mappings,
}
"""Child table → what puts its rows into the row of their parent."""
