"""Sources of every format with values of types that nobody expects in each of their places."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from wmsgit.store.canonical import dump_yaml

ODD = (
    None, "", 0, 7, True, 1.5, [], ["x", 1], {}, {"a": [1]}, "text\r\nmore", [[1]], [{"name": 3}], [None],
    {"nodes": 5}, "2026-13-45", -3, "x; y", [{"body": {"a": 1}, "text": ["q"]}], 10**30,
)  # fmt: skip
_EDGE = {"issue_id": "bd-2", "depends_on_id": "bd-1", "created_at": "2025-11-01T11:00:01Z", "created_by": "daemon"}
BEADS = [
    {
        "id": "bd-1", "title": "Epic", "description": "See bd-3.", "status": "hooked", "priority": 7, "owner": "ann",
        "issue_type": "epic", "created_at": "2025-11-01T10:00:00.123456789Z", "updated_at": "2025-11-02T10:00:00-08:00",
        "labels": ["v1"], "estimated_minutes": 90, "closed_at": "2025-11-02T10:00:00Z", "comments": [],
    },
    {
        "id": "bd-2", "title": "Child", "description": "", "status": "in_progress", "priority": 0,
        "issue_type": "feature", "assignee": "bo", "created_at": "2025-11-01T11:00:00Z",
        "dependencies": [
            {**_EDGE, "type": "parent-child"}, {**_EDGE, "depends_on_id": "bd-9", "type": "parent-child"},
            {**_EDGE, "depends_on_id": "bd-3", "type": "blocks", "metadata": "{}", "thread_id": "t1"},
            {**_EDGE, "depends_on_id": "bd-3", "type": "discovered-from"},
        ],
    },
    {
        "id": "bd-3", "title": "Closed", "status": "closed", "priority": 4, "issue_type": "bug",
        "created_at": "2025-10-01T11:00:00Z", "closed_at": "2025-10-03T10:00:00Z", "close_reason": "done in bd-1",
        "comments": [
            {"id": 77, "issue_id": "bd-3", "author": "ann", "text": "hi bd-1", "created_at": "2025-10-02T10:00:00Z"},
            {"id": 78, "issue_id": "bd-3", "author": "", "text": "anon", "created_at": "2025-10-02T11:00:00Z"},
        ],
    },
]  # fmt: skip
TASKWARRIOR = [
    {
        "description": "Buy", "due": "20261224T000000Z", "entry": "20261128T220620Z", "priority": "H", "tags": ["shop"],
        "modified": "20261128T220620Z", "project": "home", "start": "20261128T220620Z", "status": "pending",
        "uuid": "9ebb3b8c-3e4f-453b-8609-ba7de87bcde7", "estimate": 3.25, "recur": "weekly", "mask": "-+",
        "annotations": [{"entry": "20261128T220620Z", "description": "two litres"}],
    },
    {
        "description": "Gone", "entry": "20261128T220620Z", "status": "deleted", "end": "20261129T000000Z",
        "uuid": "9d193443-d192-4fcc-a3db-adeca810a6ed", "depends": "9ebb3b8c-3e4f-453b-8609-ba7de87bcde7",
    },
]  # fmt: skip
_PAGE = "https://github.com/acme/api/issues/"
GITHUB = [
    {
        "html_url": f"{_PAGE}12", "number": 12, "title": "Login", "body": "See #13.", "user": {"login": "ann"},
        "labels": [{"name": "bug"}], "state": "open", "assignees": [{"login": "bo"}, {"login": "cy"}],
        "milestone": {"title": "1.0", "due_on": "2026-02-01T00:00:00Z"}, "comments": [
            {"author": {"login": "bo"}, "body": "c", "createdAt": "2026-01-02T05:00:00Z"}],
        "created_at": "2026-01-02T03:04:05Z", "sub_issues": [{"number": 13, "html_url": f"{_PAGE}13"}],
    },
    {
        "html_url": f"{_PAGE}13", "number": 13, "title": "Part", "state": "closed", "state_reason": "not_planned",
        "closed_at": "2026-01-04T00:00:00Z", "blocked_by": [{"number": 12, "html_url": f"{_PAGE}12"}],
        "type": {"name": "Bug"}, "parent": {"number": 12, "html_url": f"{_PAGE}12"},
    },
    {"issue_url": f"{_PAGE}12", "user": {"login": "bo"}, "body": "As in #13.", "created_at": "2026-01-02T05:00:00Z"},
]  # fmt: skip
GITLAB = [
    {
        "iid": 3, "title": "T", "description": "d #4", "state": "opened", "web_url": "https://x/g/p/-/issues/3",
        "references": {"full": "g/p#3"}, "author": {"username": "ann"}, "labels": ["a"], "milestone": {"title": "m"},
        "assignees": [{"username": "bo"}], "created_at": "2026-01-02T03:04:05Z", "weight": 5,
        "notes": [{"body": "n", "author": {"username": "bo"}, "created_at": "2026-01-03T00:00:00Z", "system": False}],
        "links": [{"iid": 4, "link_type": "is_blocked_by"}, {"iid": 6, "link_type": "relates_to"}],
    },
    {"iid": 4, "title": "U", "state": "closed", "closed_at": "2026-01-04T00:00:00Z", "references": {"full": "g/p#4"}},
]  # fmt: skip
TABLE = [
    {
        "id": "a", "title": "t", "status": "open", "labels": ["x"], "dependencies": ["b"], "metadata": {"k": 1},
        "comments": [{"at": "2026-01-01T00:00:00Z", "by": "a", "text": "t"}],
    },
    {"id": "b", "title": "u", "created": "2026-01-01", "assigned_to": "ann", "checklist": [{"text": "a"}]},
]  # fmt: skip
BACKLOG = {
    "id": "TASK-1", "title": "First", "status": "To Do", "assignee": ["@ann"], "reporter": "bo", "milestone": "m1",
    "created_date": "2026-11-28 22:06", "updated_date": "2026-11-28 22:07", "labels": ["bug"], "ordinal": 1000,
    "dependencies": ["TASK-2"], "references": ["a.md"], "parent_task_id": "TASK-2", "priority": "high", "type": "Bug",
}  # fmt: skip
TICKET = {
    "id": "nw-1", "status": "open", "deps": ["nw-2"], "links": ["nw-3"], "created": "2026-01-01T00:00:00Z",
    "type": "bug", "priority": 1, "assignee": "ann", "tags": ["ui"], "parent": "nw-2", "external-ref": "gh-1",
}  # fmt: skip
MADR = {
    "status": "accepted", "date": "2024-01-01", "decision-makers": ["c"], "consulted": ["d"], "informed": "e",
    "tags": ["t"], "title": "T", "supersedes": ["ADR-7"],
}  # fmt: skip


def in_json(value: Any) -> dict[str, bytes]:
    """A source in one file of JSON."""
    return {"source.json": json.dumps(value).encode()}


def in_lines(value: Any) -> dict[str, bytes]:
    """A source in one file of JSON Lines."""
    return {"issues.jsonl": "".join(f"{json.dumps(row)}\n" for row in value).encode()}


def in_front_matter(value: Any) -> dict[str, bytes]:
    """A source in the front matter of one Markdown file."""
    return {"0001-a.md": f"---\n{dump_yaml(value)}---\n\n# T\n\n## Context\n\nc\n".encode()}


SOURCES: dict[str, Any] = {
    "beads": (BEADS, in_lines), "taskwarrior": (TASKWARRIOR, in_json), "github": (GITHUB, in_json),
    "gitlab": (GITLAB, in_json), "csv": (TABLE, in_json), "backlog": (BACKLOG, in_front_matter),
    "tk": (TICKET, in_front_matter), "madr": (MADR, in_front_matter),
}  # fmt: skip
"""Format → a whole source, and how it stands in files."""


def places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a value but the whole."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*place, key)
        yield from places(part, (*place, key))


def put(value: Any, place: tuple[Any, ...], odd: Any) -> Any:
    """The value with something else in a place."""
    result = part = copy.deepcopy(value)
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = odd
    return result


def leaves(value: Any) -> Iterator[Any]:
    """What stands in a value at its ends."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    if parts is None:
        yield value
    for part in parts or ():
        yield from leaves(part)
