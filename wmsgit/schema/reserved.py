"""Reserved names: what no kind may be called, what coming releases need themselves, and what a kind has taken."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from wmsgit.errors import SchemaError
from wmsgit.model.identity import is_safe_id

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

_OWN_TABLES = ("records", "record_changes", "record_links", "record_documents", "record_search", "unreadable")
_INNER_TABLES = ("wmsgit_files", "wmsgit_meta", "wmsgit_doubtful", "wmsgit_ids", "wmsgit_names", "wmsgit_targets")
_MARKS = {"person": b'"known_by"'}
"""A kind that came late → what its schema has: one of that name without it is older, and people's own."""


def is_made_before(name: str, schema: bytes) -> bool:
    """Whether the schema of a kind is people's own although wmsgit comes with a kind of that name."""
    return name in _MARKS and _MARKS[name] not in schema


COMING_VERBS = frozenset({"amend", "clean", "pr", "push", "split", "tick"})
"""Names of the verbs of coming releases. A transition that has one stays usable until then."""


def require_free_name(name: str, where: str) -> None:
    """Refuse a name that no kind may have.

    Raises:
        SchemaError: at `where`, the schema file.
    """
    if not is_safe_id(name) or name.lower() in RESERVED:
        raise SchemaError(f"a kind may not be named {name!r}, which is a command or not a safe name", where=where)


def names_taken(kind: "Kind") -> Iterator[tuple[str, str]]:
    """What no other kind may have: (`folder`, `table` or `noun`, its name in lower case)."""
    yield ("folder", kind.folder.lower())
    for table in (kind.table, *(field.table for field in kind.fields.values() if field.table)):
        yield ("table", table.lower())
    for noun in (kind.name, *kind.aliases):
        yield ("noun", noun.lower())


def clashes(kinds: "Iterable[Kind]") -> dict[str, SchemaError]:
    """Kind's name → what it claims that another one, which comes before it here, or the index itself has."""
    result: dict[str, SchemaError] = {}
    taken: dict[tuple[str, str], str] = {("table", table): "wmsgit" for table in (*_OWN_TABLES, *_INNER_TABLES)}
    for kind in kinds:
        own = list(names_taken(kind))
        lost = [claim for claim in own if claim in taken or (claim[0] == "table" and own.count(claim) > 1)]
        if lost:
            what, value = lost[0]
            owner = f"belongs to {taken[lost[0]]}" if lost[0] in taken else "stands twice"
            result[kind.name] = SchemaError(f"the {what} {value!r} {owner}", where=f"{kind.name}.schema.json")
        taken |= dict.fromkeys(own, kind.name) if not lost else {}
    return result
