"""Validity: what a record must be before it is written."""

from collections.abc import Sequence

from wmsgit.errors import InvalidError
from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind
from wmsgit.schema.validate import Problem, first_of, problems_of

_MENDING = frozenset({"schema", "undo"})
"""The first words of the operations that write records whatever is wrong with a schema: they may mend it.

`save` writes the schema itself, which nothing is in the way of, and records only by one that can be used.
"""


def require_writable_kind(kind: Kind, op: str) -> Kind:
    """The kind, if its records may be written by this operation.

    Raises:
        SchemaError: when its schema has keywords that cannot be used, unless the operation may mend that.
    """
    if op.partition(" ")[0] not in _MENDING:
        kind.require_usable()
    return kind


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
    before = set(problems_of(kind, old, record_id, most=None)) if problems and old else set()
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
