"""Lookup: ids and titles for completion."""

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wmsgit.schema.kind import Kind
    from wmsgit.workspace.workspace import Workspace

MAX_IDS = 300
"""As many as are offered."""


def titles(
    workspace: "Workspace", kind: "Kind | None", begun: str, *, statuses: Collection[str] = (), limit: int
) -> list[tuple[str, str]]:
    """Ids that begin so, in any case, or are spelled so, as `2` spells WS-TASK-002, with titles; closed ones last.

    Args:
        workspace: where.
        kind: of which kind; None for all.
        begun: what is typed of the id.
        statuses: only records with one of these; all when empty.
        limit: how many at most.
    """
    from wmsgit.schema.spelling import spelled_ids

    kinds = [kind] if kind else list(workspace.registry.kinds())
    closed = [(each.name, status) for each in kinds for status in each.closed]
    numbered = spelled_ids(begun, kinds, after_noun=True)
    index = workspace.index(())
    tree = workspace.working_tree
    if tree is not None and begun and not statuses:
        tree.begun = begun
        offered = index.complete(kind, begun, limit=limit, closed=closed)
        tree.begun = ""
        index.refresh(())  # whoever asks for more looks at more
        if offered:
            return offered
    return index.complete(kind, begun, limit=limit, closed=closed, statuses=statuses, numbered=numbered)
