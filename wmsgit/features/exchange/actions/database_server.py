"""A plane in a database of many planes: loaded only where the extra `database` is asked for."""

from wmsgit.features.exchange.actions.plane_snapshot import plane_snapshot
from wmsgit.features.exchange.databases.publishing import Published, publish
from wmsgit.features.exchange.databases.server import open_store
from wmsgit.workspace.workspace import Workspace


def export_sql(ws: Workspace, url: str, name: str = "") -> Published:
    """Make a database say what the plane says, under its name.

    Args:
        ws: the plane.
        url: the database's address.
        name: what the plane is called there; as its settings say when empty.

    Raises:
        UsageError: when it is no address of such a database.
        ConflictError: when it has another plane of this name, or another program holds it.
        GitError: when it cannot be reached, or refuses.
    """
    plane = plane_snapshot(ws, name)
    return publish(open_store(url, plane.plane), plane)
