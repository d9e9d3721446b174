"""Assignments on the command line: told apart from ids, and `set`, which carries them out. Nothing needs the parser."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from wmsgit.cli.values import StandardInput, value_of

if TYPE_CHECKING:
    from wmsgit.cli.run import Run
    from wmsgit.features.records.assignments import Assignment
    from wmsgit.schema.kind import Kind
    from wmsgit.workspace.writing.operation import WriteOptions, WriteResult

_LOOKS_ASSIGNED = r"(?P<name>[A-Za-z_][\w-]*(?<!-))(\.[\w-]+)*(\+=|-=|=)"


def split_assignments(arguments: Iterable[str], stdin: StandardInput) -> tuple[list[str], list["Assignment"]]:
    """Ids and assignments, told apart by the `=`.

    Raises:
        UsageError: for what is neither.
    """
    ids: list[str] = []
    assignments: list[Assignment] = []
    for argument in arguments:
        if "=" in argument:
            assignments.append(read_assignment(argument, stdin))
        else:
            ids.append(argument)
    return ids, assignments


def read_assignment(text: str, stdin: StandardInput) -> "Assignment":
    """The assignment that an argument spells, its `@FILE` read.

    Raises:
        UsageError, InvalidError, NotFoundError: when it is none or its file cannot be read.
    """
    from wmsgit.features.records.assignments import Assignment, parse_assignment

    assignment = parse_assignment(text)
    return Assignment(assignment.path, assignment.operator, given_text(assignment.value, stdin))


def assigned_field(argument: str) -> str:
    """The field that an argument seems to assign to; empty when it does not look like an assignment."""
    match = re.match(_LOOKS_ASSIGNED, argument, re.ASCII)
    return match["name"] if match else ""


def given_text(text: str, stdin: StandardInput) -> str:
    """The value that was typed. Who `@me` is, and that `@@me` is nobody, is for the assignment to say."""
    return text if text == "@@me" else value_of(text, stdin)


def set_records(
    run: "Run",
    kind: "Kind | None",
    ids: Sequence[str],
    assignments: Sequence["Assignment"],
    how: "WriteOptions | None" = None,
    *,
    where: str | None = None,
    patch: str | None = None,
) -> "WriteResult":
    """Change the fields of the records that `ids` and `where` mean.

    Args:
        run: the run.
        kind: of which kind they are; None for any.
        ids: as they were typed.
        assignments: the changes.
        how: how it lands; as usual when None.
        where: a condition that chooses further records.
        patch: the file of a merge patch, `-` for standard input.

    Raises:
        WmsgitError: as `targets`, `read_patch` and `set_fields` do.
    """
    from wmsgit.cli.input.targets import targets
    from wmsgit.features.records.actions.write import set_fields
    from wmsgit.workspace.writing.operation import AS_USUAL

    places = targets(run, kind, ids, where)
    patched = None
    if patch is not None and places:
        from wmsgit.cli.input.patch import read_patch

        patched = read_patch(patch, run.workspace.kind(places[0].kind), run.stdin)
    return set_fields(run.workspace, places, assignments, patch=patched, how=how or AS_USUAL)
