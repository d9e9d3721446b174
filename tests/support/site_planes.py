"""Planes for tests of pages: a rich one with every kind and a history, and a hostile one."""

import json
import subprocess
from pathlib import Path
from typing import Any

WITHHELD = "CANARYWITHHELD"
PERSON = "Canaria Person"
MAIL = "canary@mail.example"
HOME = "/home/canary/secret-place"
SCRIPT = '<script>window.pwned=1</script><img src=x onerror="window.pwned=2">'
HOSTILE = (
    f"{SCRIPT} \"'`</textarea></title></svg><svg onload=window.pwned=3> javascript:alert(1) \u202egnp.exe\u2066 "
    f"&lt;b&gt; {{{{7*7}}}} ]]> --> {'W' * 10_000}"
)
HOSTILE_MARKDOWN = (
    "# head\n\n<script>window.pwned=4</script>\n\n[go](javascript:window.pwned=5) ![i](http://evil.example/x.png)\n\n"
    '[data](data:text/html,<script>window.pwned=6</script>) <javascript:alert(7)> [r]\n\n[r]: javascript:alert(8) "t"\n\n'  # noqa: E501
    '<iframe src="http://evil.example"></iframe>\n\n```html\n<script>window.pwned=9</script>\n```\n\n'
    '| a | b |\n|---|---|\n| <svg onload=window.pwned=10> | `<b onclick=1>` |\n\n<a href="http://evil.example" onclick="1">x</a>'  # noqa: E501
)
RISK = {
    "title": "risk",
    "description": "What may go wrong.",
    "type": "object",
    "x-wmsgit": {
        "closed": ["gone"],
        "transitions": [{"name": "end", "from": ["open"], "to": "gone"}],
        "columns": ["id", "status", "title", "raised_by", "task"],
    },
    "required": ["title", "status"],
    "properties": {
        "id": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "string", "enum": ["open", "gone"]},
        "description": {"type": "string"},
        "raised_by": {"type": "string", "x-wmsgit": {"default": "actor"}},
        "task": {"type": "string", "x-wmsgit": {"references": "task"}},
        "secret": {"type": "string"},
    },
}


def write(root: Path, path: str, data: dict[str, Any]) -> None:
    """Write a record; JSON is YAML."""
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(data, indent=1), encoding="utf-8")


def commit(root: Path, message: str, day: int, author: str = f"{PERSON} <{MAIL}>") -> None:
    """Commit everything, on a day of November 2026."""
    name, mail = author.removesuffix(">").split(" <")
    moment = f"2026-11-{day:02d}T10:00:00+0000"
    environ = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment, "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": mail,  # noqa: E501
               "GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": mail}  # fmt: skip
    import os

    subprocess.run(["git", "add", "-A"], cwd=root, check=True)
    subprocess.run(["git", "commit", "-qm", message], cwd=root, check=True, env={**os.environ, **environ})


def rich_plane(root: Path) -> None:
    """Records of every kind, with references, changes over days, and what may not be shown."""
    write(root, "schemas/risk.schema.json", RISK)
    write(
        root, "records/repos/api.yaml", {"path": "../api", "urls": ["https://git.example/acme/api"], "owners": [PERSON]}
    )
    write(root, "records/repos/web.yaml", {"path": HOME, "urls": [f"https://u:{WITHHELD}@git.example/web"]})
    for number in range(1, 9):
        write(root, f"records/tasks/WS-TASK-00{number}.yaml", task(number))
    write(root, "records/tasks/WS-TASK-009.yaml", {**task(9), "dependencies": ["WS-TASK-010"]})
    write(root, "records/tasks/WS-TASK-010.yaml", {**task(10), "dependencies": ["WS-TASK-999"]})
    write(root, "records/decisions/ADR-001.yaml", decision(1, "superseded"))
    write(root, "records/decisions/ADR-002.yaml", {**decision(2, "accepted"), "supersedes": ["ADR-001"]})
    write(root, "records/risks/RISK-001.yaml", {"title": "Keys leak", "status": "open", "raised_by": PERSON,
          "task": "WS-TASK-001", "secret": f"{WITHHELD}-secret", "description": "See WS-TASK-002."})  # fmt: skip
    session = "2026-11-01-session-canaria-001"
    write(root, f"records/sessions/{session}.yaml", {"start_time": "2026-11-01T08:00:00Z", "status": "completed",
          "user": PERSON, "goal": WITHHELD, "handoff_notes": WITHHELD})  # fmt: skip
    write(root, "records/contexts/CTX-20261101-7c1e.yaml", {"repo": "api", "repo_path": HOME, "activated_by": PERSON,
          "activated_at": "2026-11-01T08:00:00Z", "context_notes": WITHHELD})  # fmt: skip
    write(root, "records/drift/DRIFT-3f9a1c2b.yaml", {"repo": "api", "violation_type": "path_forbidden", "severity": "HIGH",  # noqa: E501
          "file_path": "a.py", "status": "open", "detected_at": "2026-11-01T08:00:00Z", "detected_rule": "ADR-002/no-a",
          "assigned_to": PERSON, "waiver": {"owner": PERSON, "reason": "later", "expires": "2026-12-01"}})  # fmt: skip
    write(root, "records/issues/ISSUE-001.yaml", {"issue_type": "bug", "severity": "CRITICAL", "title": "It burns",
          "status": "open", "detected": "2026-11-02T08:00:00Z", "detected_by": PERSON, "repos_affected": ["api"],
          "related_task_id": "WS-TASK-001"})  # fmt: skip
    commit(root, f"begin {WITHHELD}", 1)
    for day, (number, changes) in enumerate(CHANGES, start=2):
        path = f"records/tasks/WS-TASK-00{number}.yaml"
        data = json.loads((root / path).read_text(encoding="utf-8"))
        write(root, path, {**data, **changes})
        commit(root, f"change {WITHHELD}", day)


CHANGES: tuple[tuple[int, dict[str, Any]], ...] = (
    (1, {"status": "in_progress", "assigned_to": PERSON, "started_at": "2026-11-02T10:00:00Z"}),
    (2, {"status": "blocked", "blocked_by": ["WS-TASK-001"], "blocked_reason": "waits"}),
    (3, {"status": "completed", "completed_at": "2026-11-04T10:00:00Z"}),
    (4, {"description": "A text of several words that was changed a little.", "notes": f"{WITHHELD}-note, old"}),
    (4, {"description": "A text of many words that was changed a lot.", "notes": "gone"}),
    (1, {"status": "completed", "completed_at": "2026-11-07T10:00:00Z"}),
    (5, {"status": "in_progress", "assigned_to": PERSON}),
)


def task(number: int) -> dict[str, Any]:
    """A task with all that may not be shown."""
    return {
        "title": f"Task number {number}",
        "status": "pending",
        "priority": ("HIGH", "LOW", "CRITICAL", "MEDIUM")[number % 4],
        "created": "2026-11-01T09:00:00Z",
        "description": f"Do **this** by WS-TASK-002; ask {MAIL}, see {HOME}/x and 2026-11-01-session-canaria-001.",
        "repos_affected": ["api"] if number % 2 else ["web", "api"],
        "milestone": "0.9" if number % 3 else "1.0",
        "labels": ["one", "two words"],
        "session_created": "2026-11-01-session-canaria-001",
        "dependencies": [f"WS-TASK-00{number - 1}"] if 1 < number < 9 else [],
        "comments": [{"at": "2026-11-01T09:00:00Z", "by": PERSON, "text": f"{WITHHELD}-comment"}],
        "metadata": {"key": f"{WITHHELD}-metadata"},
        "reviews": [{"at": "2026-11-01T09:00:00Z", "type": "plan", "grade": "A", "reviewer": PERSON}],
    }


def decision(number: int, status: str) -> dict[str, Any]:
    """A decision with a rule."""
    return {
        "title": f"Decision {number}",
        "status": status,
        "date": f"2026-11-0{number}T09:00:00Z",
        "decision": "We do *this*.\n\n- one\n- two\n",
        "deciders": [PERSON],
        "repos_affected": ["api"],
        "rules": [{"id": "no-a", "kind": "path_forbidden", "severity": "HIGH", "paths": ["a.py"]}],
    }


def hostile_plane(root: Path) -> None:
    """Records whose every text tries to be more than text."""
    write(root, "schemas/risk.schema.json", {**RISK, "description": HOSTILE})
    for number in range(1, 4):
        data = {
            "title": HOSTILE[:490] if number > 1 else "\u202e\u2066'\"<b>&amp;",
            "status": "pending",
            "created": "2026-11-01T09:00:00Z",
            "description": HOSTILE_MARKDOWN,
            "notes": HOSTILE,
            "goal": HOSTILE,
            "milestone": HOSTILE[:200],
            "labels": [HOSTILE[:300], "<b>", "'\"><script>window.pwned=11</script>"],
            "related_files": [HOSTILE[:200]],
            "dependencies": [f"WS-TASK-00{number % 3 + 1}"],
            "comments": [{"at": HOSTILE[:50], "by": HOSTILE[:300], "text": HOSTILE_MARKDOWN}],
            "metadata": {HOSTILE[:100]: HOSTILE, "x": {"<script>": [HOSTILE]}},
        }
        write(root, f"records/tasks/WS-TASK-00{number}.yaml", data)
    write(root, "records/risks/RISK-001.yaml", {"title": HOSTILE, "status": "open", "description": HOSTILE_MARKDOWN,
          "raised_by": HOSTILE, "task": HOSTILE[:80], "secret": HOSTILE, "<img src=x onerror=alert(1)>": HOSTILE})  # fmt: skip  # noqa: E501
    write(root, "records/repos/api.yaml", {"path": "../api", "urls": ["javascript:alert(1)", f"https://x/{SCRIPT}"],
          "role": HOSTILE, "description": HOSTILE_MARKDOWN})  # fmt: skip
    write(root, "records/decisions/ADR-001.yaml", {"title": HOSTILE[:400], "status": "accepted",
          "date": "2026-11-01T09:00:00Z", "decision": HOSTILE_MARKDOWN, "documentation": ["javascript:alert(1)"]})  # fmt: skip  # noqa: E501
    write(root, "records/sessions/S-1.yaml", {"start_time": HOSTILE[:20], "status": "completed", "user": HOSTILE[:99],
          "goal": HOSTILE, "handoff_notes": HOSTILE_MARKDOWN})  # fmt: skip
    write(root, "records/workspace.yaml", {"name": "<script>alert(1)</script>", "requires_wmsgit": ">=0.2",
          "description": SCRIPT, "views": {"odd": {"kind": "task", "description": SCRIPT, "filter": ["status=pending"]}}})  # fmt: skip  # noqa: E501
    commit(root, SCRIPT, 1, f"{SCRIPT.replace('<', '').replace('>', '')} <x@y.example>")
    write(root, "records/tasks/WS-TASK-001.yaml", {"title": HOSTILE[:500], "status": "in_progress", "notes": HOSTILE[:-5],  # noqa: E501
          "created": "2026-11-01T09:00:00Z", "labels": [SCRIPT]})  # fmt: skip
    commit(root, "change", 2)
