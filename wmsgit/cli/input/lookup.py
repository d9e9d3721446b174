"""Lookup: ids and titles for completion."""

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wmsgit.schema.kind import Kind
    from wmsgit.workspace.workspace import Workspace

MAX_IDS = 300
"""As many as are offered."""


def titles(
    workspace: "Workspace", kind: "Kind | None", prefix: str, *, statuses: Collection[str] = (), limit: int
) -> list[tuple[str, str]]:
    """Ids that begin with a prefix, in any case, with their titles; closed records last.

    Args:
        workspace: where.
        kind: of which kind; None for all.
        prefix: how the ids begin.
        statuses: only records with one of these; all when empty.
        limit: how many at most.
    """
    names = [kind.name] if kind else None
    index = workspace.index(names)
    if not statuses:
        kinds = [kind] if kind else workspace.registry.kinds()
        closed = [(each.name, status) for each in kinds for status in each.closed]
        return index.complete(kind, prefix, limit=limit, closed=closed)
    begun = prefix.lower()
    fitting = (
        (entry.id, entry.title or "")
        for entry in index.entries(names)
        if entry.status in statuses and entry.id.lower().startswith(begun)
    )
    return [pair for pair, _ in zip(fitting, range(limit), strict=False)]
