"""Judging: what a review would refuse of a write is said before its commit, and recorded where it is overridden."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wmsgit.errors import ConflictError, NotFoundError
from wmsgit.model.verdict import WrittenRecord
from wmsgit.vcs.history.operations import OVERRIDE
from wmsgit.vcs.write.message import Trailers
from wmsgit.workspace.writing.validity import require_valid
from wmsgit.workspace.writing.values import WriteOptions

if TYPE_CHECKING:
    from wmsgit.workspace.workspace import Workspace

_UNJUDGED = frozenset({"fmt", "import", "init", "merge", "redo", "renumber", "schema", "sync", "undo"})
"""The first words of the operations that bring what was judged elsewhere, or may mend what a verdict rests on."""
_HINT = "mend it, or record why it is right: --override -m REASON"


def judge(
    workspace: "Workspace",
    op: str,
    options: WriteOptions,
    written: Sequence[WrittenRecord],
    schemas: Sequence[str] = (),
) -> tuple[list[str], Trailers]:
    """Refuse what a review of the commit would refuse.

    Args:
        workspace: where.
        op: the operation's name.
        options: its `override` lets everything pass.
        written: the records that it touches.
        schemas: the schemas of such records that are not committed, and do not come along.

    Returns:
        What the caller should know, and the trailers that record an override.

    Raises:
        InvalidError: when hand edits since HEAD, which the commit would take along, are not valid.
        ConflictError: when a rule of the workspace is against it.
        NotFoundError: when new references lead nowhere, and the workspace refuses that.
    """
    if op.partition(" ")[0] in _UNJUDGED or workspace.extensions.judge is None:
        return [], {}
    verdict = workspace.extensions.judge(workspace, written)
    refused = [*(f"{path}: the schema is not committed: 'wmsgit save {path}'" for path in schemas), *verdict.refused]
    wrong = [*refused, *verdict.missing]
    if options.override:
        return [*wrong, *verdict.warnings], {OVERRIDE: options.override} if wrong else {}
    for record in written:
        if record.is_edited and record.new is not None:
            require_valid(workspace.kind(record.kind), record.id, record.path, record.old or {}, record.new)
    if refused:
        raise ConflictError(
            refused[0] if len(wrong) == 1 else "a review would refuse this",
            details=wrong if len(wrong) > 1 else (),
            hint=_HINT,
        )
    if verdict.missing:
        raise NotFoundError(verdict.missing[0], details=verdict.missing[1:], hint=_HINT)
    return list(verdict.warnings), {}
