"""The older system's files as tables: which holds which kind, a row's keys, and their older names.

The keys and their order are those of the files that the older system wrote; the older names of keys, and the
two shapes of `WORKSPACE-TASKS.json`, are those of its first release.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

ID = "id"
METADATA = "metadata"
IMPORTED = "imported"
"""Where an import puts what has no place of its own: `metadata.imported`, by its original key."""
SOURCE = "source"
"""Where a record says what it comes from: `metadata.source`, with `name`, `id`, `url` and `version`."""
IMPORT_BASE = "import_base"
"""Where an import remembers what each source said last: `metadata.import_base.<source>`; no export has it."""


@dataclass(frozen=True, slots=True)
class RowLayout:
    """How a row of the older system is laid out.

    Attributes:
        keys: every key that such a row has, in its order.
        names: the row's key → the field, where they differ.
        older: an older key → the key that took its place.
        made: a field → the field whose first sentence stands in where a row lacks it.
        items: a key that holds a list of objects → the layout of these.
        inherits: the key of an item → the field of the object around it that stands in where the item has none.
    """

    keys: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    older: Mapping[str, str] = field(default_factory=dict)
    made: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, "RowLayout"] = field(default_factory=dict)
    inherits: Mapping[str, str] = field(default_factory=dict)

    def field_of(self, key: str) -> str:
        """The field that a row's key fills, whether or not the kind has it."""
        return self.names.get(key, key)

    def key_of(self, name: str) -> str:
        """The row's key for a field."""
        return next((key for key, target in self.names.items() if target == name), name) if self.names else name


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows of one kind stand.

    Attributes:
        kind: the kind that they become.
        file: the older system's file.
        keys: the keys of a JSON object that hold a list of such rows, in whatever file; the first is the
            file's own.
        layout: how a row is laid out.
    """

    kind: str
    file: str
    keys: tuple[str, ...]
    layout: RowLayout


ACTIVITY = RowLayout(
    keys=("time", "activity_type", "description", "files_created", "files_modified", "outcome", METADATA),
    older={"timestamp": "time", "type": "activity_type"},
    inherits={"time": "start_time"},
)

TASKS = Source(
    kind="task",
    file="WORKSPACE-TASKS.json",
    keys=("tasks", "active_tasks"),
    layout=RowLayout(
        keys=(
            ID, "title", "description", "status", "priority", "repos_affected", "dependencies", "created",
            "updated", "session_created", "assigned_to", "notes", "related_files", METADATA,
        ),
    ),
)  # fmt: skip

SESSIONS = Source(
    kind="session",
    file="SESSION-LOG.json",
    keys=("sessions",),
    layout=RowLayout(
        keys=("session_id", "start_time", "end_time", "status", "user", "ai_assistant", "handoff_notes"),
        names={"session_id": ID},
        older={ID: "session_id"},
        items={"activities": ACTIVITY},
    ),
)

ISSUES = Source(
    kind="issue",
    file="CROSS-REPO-ISSUES.json",
    keys=("issues", "cross_repo_issues"),
    layout=RowLayout(
        keys=(
            ID, "issue_type", "severity", "title", "description", "repos_affected", "detected", "detected_by",
            "status", "action_required", "assigned_to", "related_task_id", "resolved_at", "resolved_by",
            "resolution_notes", METADATA,
        ),
        older={
            "type": "issue_type", "created": "detected", "repo": "repos_affected", "file": "related_files",
            "related_task": "related_task_id",
        },
    ),
)  # fmt: skip

DECISIONS = Source(
    kind="adr",
    file="ARCHITECTURE-DECISIONS.json",
    keys=("decisions", "recent_decisions"),
    layout=RowLayout(
        keys=(
            ID, "date", "session", "decision", "repos_affected", "rationale", "status", "impact",
            "related_files", "documentation", METADATA,
        ),
        made={"title": "decision"},
    ),
)  # fmt: skip

SOURCES = (TASKS, SESSIONS, ISSUES, DECISIONS)
"""The four files, in the order in which an exported document has them."""

DERIVED = frozenset({"version", "workspace", "exported_at", "statistics"})
"""Keys of an exported document that say nothing of their own."""


def source_of_key(key: str) -> Source | None:
    """The source whose rows a key of a JSON object holds; None for a key that holds no rows."""
    return next((source for source in SOURCES if key in source.keys), None)


def source_of_file(name: str) -> Source | None:
    """The source that a file belongs to; None for another file."""
    return next((source for source in SOURCES if source.file == name), None)
