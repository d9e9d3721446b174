"""Described: the tables that a query may name, their columns, and what each holds."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wmsgit.index.further_rows import has_duration
from wmsgit.index.tables import PATH_COLUMN, layout_of
from wmsgit.schema.kind import Kind

_SHARED: Mapping[str, Mapping[str, str]] = {
    "records": {
        "id": "The record's id.",
        "kind": "Its kind.",
        "path": "Its file, relative to the workspace.",
        "title": "Its title, where it has one.",
        "status": "Its status, where it has one.",
        "date": "The kind's own date.",
    },
    "record_links": {
        "source": "The id of the record that refers to another.",
        "field": "The field in which it does.",
        "target": "The id that it names.",
    },
    "record_search": {
        "id": "The record's id.",
        "kind": "Its kind.",
        "title": "Its title, for MATCH.",
        "body": "The words of its search fields, for MATCH.",
    },
    "record_changes": {
        "commit_id": "The commit.",
        "author": "Who made the change.",
        "committed_at": "When, in UTC.",
        "kind": "The record's kind.",
        "id": "Its id.",
        "field": "The field that changed.",
        "old": "Its value before.",
        "new": "Its value after.",
    },
    "commits": {
        "repo": "The member.",
        "commit_id": "The commit.",
        "author": "Who wrote it.",
        "email": "The address that Git has of them.",
        "committed_at": "When, in UTC.",
        "subject": "Its first line.",
        "branch": "A branch that has it.",
        "merged": "Whether the default branch has it.",
    },
    "commit_records": {
        "repo": "The member.",
        "commit_id": "The commit.",
        "kind": "The kind of a record that it belongs to.",
        "id": "That record's id.",
        "via": "By what it does: a word of a trailer, an id in its text, or its branch.",
    },
    "imports": {
        "kind": "The kind of a record that came from another tool.",
        "id": "That record's id.",
        "source": "What the source is called here.",
        "source_id": "What it calls the record.",
        "url": "The record's page there.",
        "version": "The source's own mark of its state.",
        "touched": "Whether it says anything that the source did not say when it was imported last.",
    },
    "unreadable": {
        "path": "A file that cannot be read.",
        "kind": "Of which kind its record would be.",
        "id": "Of which id.",
        "line": "Where in it.",
        "column": "Where in that line.",
        "code": "What is wrong, in a word.",
        "message": "What is wrong.",
    },
}


def described_tables(kinds: Iterable[Kind]) -> Iterator[dict[str, Any]]:
    """A row a column: `table`, `column`, `type` and `description`; the columns of a table as `SELECT *` has them."""
    taken = set()
    for kind in kinds:
        for table in layout_of(kind).tables:
            taken.add(table.name)
            fields = kind.fields if not table.field else kind.fields[table.field].properties
            for name, sql_type in table.columns:
                field = fields.get(name)
                text = field.description if field else _own(name)
                yield {"table": table.name, "column": name, "type": sql_type, "description": text}
            if not table.field and has_duration(kind):
                row = {"table": table.name, "column": "duration_seconds", "type": "INTEGER"}
                yield row | {"description": "How long it lasted; empty while it lasts."}
    for table_name, columns in _SHARED.items():
        if table_name in taken:
            continue  # a kind's table of the same name hides it
        for name, text in columns.items():
            yield {"table": table_name, "column": name, "type": "", "description": text}


def _own(name: str) -> str:
    return {"id": "The record's id.", PATH_COLUMN: "The record's file, relative to the workspace."}.get(name, "")
