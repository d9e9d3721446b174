"""The names that `--at` and `diff` may be given."""

from typing import TYPE_CHECKING

from wmsgit.vcs.objects.revisions import ref_names

if TYPE_CHECKING:
    from wmsgit.workspace.workspace import Workspace


def branches_and_tags(ws: "Workspace") -> list[str]:
    """The names of the plane's branches, remote-tracking ones included, and of its tags."""
    return list(ref_names(ws.root))
