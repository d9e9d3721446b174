"""Callers of the older system: each of its modules, methods, commands and scripts, and what to write in its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MODULES, CALLS, ATTRIBUTES, COMMANDS, SCRIPTS = "Modules", "Calls", "Attributes and values", "Commands", "Scripts"


@dataclass(frozen=True, slots=True)
class OlderCall:
    """One thing of the older system.

    Attributes:
        section: of the table.
        older: as it was written.
        now: what to write, in Markdown; code stands in backquotes.
        pattern: a regular expression for lines that use it; empty where they go on as they are.
    """

    section: str
    older: str
    now: str
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class CallerLine:
    """A line that calls the older system, and what to write in its place."""

    line: int
    text: str
    older: str
    now: str


def _same(*names: str) -> tuple[OlderCall, ...]:
    return tuple(OlderCall(CALLS, f"db.{name}()", f"`db.{name}()`, as it was") for name in names)


def _script(name: str, now: str) -> OlderCall:
    return OlderCall(SCRIPTS, name, now, rf"(?<![\w./-])(?:[\w./-]*/)?{re.escape(name)}(?![\w])")


def _command(words: str, now: str) -> OlderCall:
    spelled = r"\s+".join(map(re.escape, words.split()))
    return OlderCall(COMMANDS, f"wms {words}", now, rf"(?:\bwms|\bworkspace[./]wms[\w./]*|\bwms\.py)\s+{spelled}\b")


OLDER_CALLS: tuple[OlderCall, ...] = (
    OlderCall(
        MODULES,
        "from workspace.db import WorkspaceDB",
        "`from wmsgit import WorkspaceDB`",
        r"\bfrom\s+workspace\.db(?:\.(?:database|workspace_db))?\s+import\b.*\bWorkspaceDB\b",
    ),
    OlderCall(
        MODULES,
        "workspace.db.models",
        "`db.records()` gives objects of any kind with the same attributes; `db.sql()` reads the same tables",
        r"\bworkspace\.db\.models\b|\bfrom\s+workspace\.db\s+import\s+models\b",
    ),
    OlderCall(MODULES, "workspace.db.migration", "`wmsgit import json`", r"\bworkspace\.db\.migrat\w*"),
    OlderCall(
        MODULES,
        "workspace.wms",
        "the command line, or `from wmsgit import WorkspaceDB`",
        r"\b(?:from|import)\s+workspace\.wms\b",
    ),
    OlderCall(
        MODULES,
        "import workspace.db",
        "`from wmsgit import WorkspaceDB`",
        r"^\s*import\s+workspace(?:\.db)?\b(?!\.)",
    ),
    OlderCall(
        MODULES,
        "sqlite3.connect('workspace.db')",
        "`db.sql()`, or `wmsgit sql`; `wmsgit export sqlite --older` writes it for scripts that read it",
        r"\bsqlite3?\b.*\bworkspace\.db\b|create_engine\(",
    ),
    OlderCall(
        CALLS,
        "WorkspaceDB(root)",
        "`WorkspaceDB(workspace_root=...)`; with `create=True` it makes the workspace; `naive_times=True` gives times"
        " without their zone",
    ),
    *_same(
        "add_task",
        "get_task",
        "get_tasks",
        "update_task_status",
        "add_session",
        "end_session",
        "get_current_session",
        "add_session_activity",
        "add_issue",
        "get_issues",
        "add_decision",
        "get_decisions",
        "log_context_switch",
        "add_drift_detection",
        "get_drift_detections",
        "get_task_statistics",
        "get_issue_statistics",
        "export_to_json",
        "export_to_json_files",
    ),
    OlderCall(
        CALLS,
        "db.import_from_json()",
        "`db.import_from_json()`: three-way, nothing is deleted; it counts what it added or changed, and its `refused`"
        " names the rows that were not taken",
    ),
    OlderCall(
        CALLS,
        "db._get_session(), SessionLocal, engine",
        "`db.records()`, `db.sql()` and `db.transaction()`; objects are read, and written by calls",
        r"\b_get_session\s*\(|\bSessionLocal\b|\bdb\.engine\b|\bsession\.(?:query|commit|add|rollback|close)\s*\(",
    ),
    OlderCall(
        CALLS,
        "ContextManager, get_context()",
        "`wmsgit context show`; from Python `db.log_context_switch()`",
        r"\bContextManager\b|\b(?:get|set|clear)_context\s*\(",
    ),
    OlderCall(
        CALLS,
        "GovernanceEngine.validate_task_placement()",
        "`wmsgit task review`, and `placement: allowed` under a gate",
        r"\bGovernanceEngine\b|\bvalidate_task_placement\s*\(",
    ),
    OlderCall(
        CALLS,
        "ArchitectureValidator.register_component()",
        "`wmsgit placement add`",
        r"\bArchitectureValidator\b|\bregister_component\s*\(",
    ),
    OlderCall(
        CALLS, "map_file()", "`wmsgit placement set` with `owned_paths+=PATH`", r"\bmap_file(?:_to_component)?\s*\("
    ),
    OlderCall(CALLS, "get_component_files()", "`wmsgit placement show`", r"\bget_component_files\s*\("),
    OlderCall(
        CALLS,
        "get_unregistered()",
        "a rule of kind `coverage`, and `wmsgit drift scan`; `wmsgit drift explain` compares with the older list",
        r"\bget_unregistered\w*\s*\(",
    ),
    OlderCall(
        ATTRIBUTES,
        "datetime.utcnow() - task.created",
        "`datetime.now(timezone.utc) - task.created`, or `WorkspaceDB(naive_times=True)`",
        r"\butcnow\s*\(",
    ),
    OlderCall(
        ATTRIBUTES,
        "json.loads(task.repos_affected)",
        "`task.repos_affected`: lists are lists, objects are dicts",
        r"\bjson\.loads\(\s*\w+\.(?:repos_affected|dependencies|related_files|files_created|files_modified|documentation"
        r"|extra_metadata|state_data|rules|boundaries|approved_scope)\b",
    ),
    OlderCall(
        ATTRIBUTES,
        "task.to_dict()['priority']",
        "`task.to_dict(all=True)`: with a key for every field; without, absent fields are left out",
        r"\.to_dict\(\s*\)\s*\[",
    ),
    OlderCall(
        ATTRIBUTES, "task.extra_metadata, task.updated, issue.related_task", "as they were; `task.metadata` is short"
    ),
    _command("context set", "`wmsgit context set` with the repository's name; `-m TEXT` for `--notes`"),
    _command("context show", "`wmsgit context show`"),
    _command("context clear", "`wmsgit context clear`"),
    _command("task create", "`wmsgit task add`; `--auto-repo` finds the repository, `wmsgit task review` grades"),
    _command("task list", "`wmsgit task list`, `wmsgit ready`"),
    _command("task start", "`wmsgit task start`"),
    _command(
        "task complete", "`wmsgit task complete`, after `wmsgit task review --type completion` where a gate asks for it"
    ),
    _command("bastard report", "`wmsgit task show` has the reviews, `wmsgit task review` adds one"),
    _command("bastard", "`wmsgit task review`; a part's grade is `--category design=B`"),
    _command("status", "`wmsgit status`"),
    _script("session_start.sh", "`wmsgit session start`, `wmsgit brief`, `wmsgit repo status`"),
    _script("session_end.sh", "`wmsgit session end`, `wmsgit session handoff`, `wmsgit repo status`"),
    _script("generate_governance_context.py", "`wmsgit brief --write FILE`"),
    _script("create_session_handover.py", "`wmsgit session handoff`"),
    _script("housekeeping.py", "`wmsgit status` and `wmsgit check`"),
    _script("cleanup_tasks.py", "`wmsgit task set --where CONDITION FIELD=VALUE --dry-run`"),
    _script("backup_workspace_state.py", "`git push`: every record is a file of the repository"),
    _script("migrate_json_to_db.py", "`wmsgit import json`"),
    _script("migration.py", "`wmsgit import json`"),
    _script("init_db.py", "`wmsgit init`"),
    _script("db_status.py", "`wmsgit status`, `wmsgit stats`"),
    _script("test_db.py", "`wmsgit check`"),
    _script("commit_all_repos.py", "`wmsgit repo exec -- git commit -am TEXT`"),
    _script("sync_workspace_docs.py", "`wmsgit brief --write FILE` for what assistants read; nothing copies documents"),
    OlderCall(
        SCRIPTS,
        "import_architecture_tasks*.py",
        "`wmsgit task add` for each; nothing reads tasks out of Markdown",
        r"\bimport_architecture_tasks\w*\.py\b",
    ),
    OlderCall(
        SCRIPTS,
        "WORKSPACE-TASKS.json and its like",
        "`wmsgit import json` once, `wmsgit export json` for what still reads them",
        r"\b(?:WORKSPACE-TASKS|SESSION-LOG|CROSS-REPO-ISSUES|ARCHITECTURE-DECISIONS)\.json\b",
    ),
    OlderCall(SCRIPTS, ".workspace-context", "`wmsgit context show --format prompt`", r"\.workspace-context\b"),
)
"""The table, in the order in which a page has it; of several that fit a line, all are told."""

_PATTERNS = [(call, re.compile(call.pattern)) for call in OLDER_CALLS if call.pattern]
MAX_LINE = 500
"""Characters of a line that are looked at."""


def callers_in(text: str) -> Iterator[CallerLine]:
    """The lines of a file that call the older system, each with everything that it is to be changed in."""
    for number, whole in enumerate(text.splitlines(), start=1):
        line = whole[:MAX_LINE]
        spans: list[tuple[int, int]] = []
        for call, pattern in _PATTERNS:
            match = pattern.search(line)
            if match and not any(start <= match.start() < end for start, end in spans):
                spans.append(match.span())
                yield CallerLine(number, line.strip(), call.older, call.now)
