"""Opening the index of a workspace: from its snapshot, brought up to date by the files."""

import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wmsgit.index.index import Index
from wmsgit.index.maintenance import Upkeep
from wmsgit.index.refresh import Contents, FileAccess
from wmsgit.index.snapshot import identity
from wmsgit.index.tables import Kinds

if TYPE_CHECKING:
    from wmsgit.schema.kind import Kind

__all__ = ["Kinds", "open_index"]


def open_index(
    *,
    kinds: "Kinds | Sequence[Kind]",
    digest: str,
    root: str,
    cache_dir: Path | None,
    files: FileAccess | Contents,
    only: Collection[str] | None = None,
    is_sealed: bool = False,
    now_ns: Callable[[], int] = time.time_ns,
) -> Index:
    """The index of a workspace, up to date.

    Args:
        kinds: every kind of the workspace, or what makes them.
        digest: changes whenever a schema does.
        root: what tells the workspace from every other one, such as its path.
        cache_dir: the directory of the snapshot; None for no snapshot.
        files: how it sees them.
        only: the kinds to bring up to date now; the others follow when a query needs them. None for all.
        is_sealed: whether the files never change, so that a snapshot is as good as they are.
        now_ns: the clock, in nanoseconds since the epoch.
    """
    source = kinds if isinstance(kinds, Kinds) else Kinds(lambda: kinds)
    upkeep = Upkeep(source, identity(digest, root), files, cache_dir, now_ns, is_sealed=is_sealed)
    index = Index(upkeep, digest)
    index.refresh(only)
    return index
