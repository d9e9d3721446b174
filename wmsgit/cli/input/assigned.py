"""Assignments on the command line: told apart from ids and read, for which no parser is needed."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from wmsgit.cli.values import StandardInput, value_of

if TYPE_CHECKING:
    from wmsgit.features.records.assignments import Assignment

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
