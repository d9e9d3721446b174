"""A plane as a SQLite file: made where there is none, brought up to date where there is one."""

from pathlib import Path

from wmsgit.disk.folder import read_plain
from wmsgit.disk.named import named_file
from wmsgit.disk.writer import write_file
from wmsgit.errors import ConflictError
from wmsgit.features.exchange.actions.plane_snapshot import plane_snapshot
from wmsgit.features.exchange.databases.publishing import Published, publish
from wmsgit.workspace.workspace import Workspace

_JOURNALS = ("-wal", "-journal")


def export_sqlite(ws: Workspace, target: Path) -> Published:
    """Make a file say what the plane says; where it says that already it stays as it is, byte for byte.

    Raises:
        ConflictError: when the file is a database of something else or of another plane, or some program writes it.
        InvalidError: when it is no database, or a symbolic link of the checkout stands on the way.
        GitError: when the file system refuses.
    """
    from wmsgit.features.exchange.databases.sqlite_store import SqliteStore

    root, path = named_file(target, [ws.root])
    before = read_plain(root, path)
    journal = next((name for end in _JOURNALS if (name := Path(f"{target}{end}")).exists()), None)
    if journal is not None:
        raise ConflictError("a journal lies beside the file: some program has it open", where=str(journal))
    plane = plane_snapshot(ws)
    store = SqliteStore(before or b"", plane.plane, str(target))
    result = publish(store, plane)
    if before is None or (not result.is_later and (result.records or result.rows)):
        write_file(root, path, store.image())
    return result
