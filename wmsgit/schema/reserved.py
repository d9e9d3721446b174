"""Reserved names: what no kind may be called, what coming releases need themselves, and what a kind has taken."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wmsgit.schema.kind import Kind

RESERVED = frozenset(
    {
        "add",
        "all",
        "blame",
        "board",
        "brief",
        "check",
        "ci",
        "commit",
        "db",
        "diff",
        "doctor",
        "edit",
        "export",
        "fmt",
        "graph",
        "hooks",
        "import",
        "init",
        "list",
        "log",
        "merge",
        "note",
        "ready",
        "record",
        "record_changes",
        "record_links",
        "record_search",
        "records",
        "renumber",
        "rm",
        "save",
        "schema",
        "schemas",
        "search",
        "set",
        "setup",
        "show",
        "sql",
        "stats",
        "status",
        "sync",
        "undo",
    }
)
"""Names that no kind may have: the command line's own verbs and the index's own tables."""

COMING = frozenset({
    "autoclose", "changelog", "digest", "find", "help", "lsp", "mcp", "person", "redo", "site", "ui",
    "uninstall", "version", "watch",
})  # fmt: skip
"""Names of commands and kinds that came late or will come. A kind that has one stays usable, and should be renamed."""

_MARKS = {"person": b'"known_by"'}
"""A kind that came late → what its schema has: one of that name without it is older, and people's own."""


def is_made_before(name: str, schema: bytes) -> bool:
    """Whether the schema of a kind is people's own although wmsgit comes with a kind of that name."""
    return name in _MARKS and _MARKS[name] not in schema


COMING_VERBS = frozenset({"amend", "clean", "pr", "push", "split", "tick"})
"""Names of the verbs of coming releases. A transition that has one stays usable until then."""


def names_taken(kind: "Kind") -> Iterator[tuple[str, str]]:
    """What no other kind may have: (`folder`, `table` or `noun`, its name in lower case)."""
    yield ("folder", kind.folder.lower())
    for table in (kind.table, *(field.table for field in kind.fields.values() if field.table)):
        yield ("table", table.lower())
    for noun in (kind.name, *kind.aliases):
        yield ("noun", noun.lower())
