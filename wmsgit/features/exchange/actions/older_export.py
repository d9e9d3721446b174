"""Export of the older system's database, for its scripts that go on working next to wmsgit."""

from pathlib import Path

from wmsgit.disk.named import named_file
from wmsgit.disk.writer import write_file
from wmsgit.errors import ConflictError
from wmsgit.features.exchange.older_rows import older_rows
from wmsgit.features.exchange.older_tables import OLDER_TABLES
from wmsgit.features.exchange.sqlite import database_of
from wmsgit.model.archive import latest_rows, path_of, rows_in
from wmsgit.workspace.workspace import Workspace

_JOURNALS = ("-wal", "-journal")


def export_older(workspace: Workspace, target: Path) -> dict[str, int]:
    """Write the older database, its tables and columns as they were, to a file, which is replaced.

    Returns:
        Table → rows, of the tables that have any.

    Raises:
        ConflictError: when a journal lies beside the file: some program has it open.
        InvalidError: when a symbolic link of the checkout stands on the way.
        GitError: when the file system refuses.
    """
    for suffix in _JOURNALS:
        if target.with_name(f"{target.name}{suffix}").exists():
            hint = "close the program that has the database open, or name another file"
            raise ConflictError("a journal of the database lies here", where=f"{target}{suffix}", hint=hint)
    index = workspace.index()
    kinds = list(workspace.registry.kinds())
    rows = older_rows({kind.name: list(index.documents(kind)) for kind in kinds}, kinds)
    for table in OLDER_TABLES:
        file = workspace.root / path_of(table)
        rows[table] = [*rows[table], *latest_rows(rows_in(file.read_bytes()))] if file.is_file() else rows[table]
    root, path = named_file(target, [workspace.root])
    write_file(root, path, database_of(OLDER_TABLES, rows))
    return {table: len(own) for table, own in rows.items() if own}
