"""Judging: what a record must be before it is written.

What a review would refuse of a write is said before its commit, and recorded where it is overridden.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from wmsgit.errors import ConflictError, InvalidError, NotFoundError
from wmsgit.model.change import WrittenRecord
from wmsgit.model.identity import id_of_path
from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind
from wmsgit.schema.registry import SUFFIX, is_packaged
from wmsgit.schema.validate import Problem, first_of, problems_of
from wmsgit.vcs.message import OVERRIDE, Trailers
from wmsgit.workspace.writing.values import WriteOptions

if TYPE_CHECKING:
    from wmsgit.workspace.workspace import Workspace


_MENDING = frozenset({"schema", "undo"})
"""The first words of the operations that write records whatever is wrong with a schema: they may mend it.

`save` writes the schema itself, which nothing is in the way of, and records only by one that can be used.
"""


def require_writable_kind(workspace: "Workspace", noun: str, op: str) -> Kind:
    """The kind of a name, if its records may be written by this operation. A schema of wmsgit's own can be used.

    Raises:
        SchemaError: when its schema has keywords that cannot be used, unless the operation may mend that.
    """
    kind, file = workspace.kind(noun), f"{noun}{SUFFIX}"
    if op.partition(" ")[0] not in _MENDING and not is_packaged(file, workspace.registry.sources.get(file, b"")):
        kind.require_usable()
    return kind


def require_checked_out(left_out: Collection[str], paths: Iterable[str]) -> None:
    """Refuse to write records that are not on disk: Git would leave them out of the commit.

    Raises:
        ConflictError: naming them.
    """
    absent = [path for path in paths if path in left_out] if left_out else []
    if absent:
        raise ConflictError(
            f"{id_of_path(absent[0])} is not checked out (sparse checkout), and only read from Git",
            where=absent[0],
            details=absent[1:],
            hint="'git sparse-checkout disable', or 'git sparse-checkout add', brings its file",
        )


def require_valid(kind: Kind, record_id: str, path: str, old: Data, new: Data) -> list[str]:
    """Refuse problems that a write would bring into a record.

    Args:
        kind: the record's.
        record_id: its id.
        path: its file, for the messages.
        old: its fields before; empty for a new record.
        new: its fields after.

    Returns:
        The problems that were there before, as warnings.

    Raises:
        InvalidError: naming each problem that was not.
    """
    problems = problems_of(kind, new, record_id, most=None)
    if not problems:
        return []
    before = set(problems_of(kind, old, record_id, most=None)) if old else set()
    arisen = [problem for problem in problems if problem not in before]
    if arisen:
        raise _invalid(arisen, path, kind.name)
    return [f"{path}: {problem} (as before)" for problem in sorted(map(str, first_of(problems)))]


def _invalid(problems: Sequence[Problem], path: str, kind: str) -> InvalidError:
    from wmsgit.schema.release import UPGRADE_HINT, release_has_field

    lines = list(map(str, first_of(problems)))
    unknown = [problem.pointer for problem in first_of(problems) if problem.at_key]
    hint = UPGRADE_HINT if any(release_has_field(kind, pointer) for pointer in unknown) else ""
    if len(lines) == 1:
        return InvalidError(lines[0], where=path, hint=hint)
    return InvalidError(f"{len(problems):,} problems", where=path, details=lines, hint=hint)


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
