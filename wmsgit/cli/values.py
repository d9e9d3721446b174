"""Values: what `@FILE`, `@-` and `-` on the command line stand for, and assignments, told apart from ids."""

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from wmsgit.errors import InvalidError, NotFoundError, UsageError

if TYPE_CHECKING:
    from wmsgit.features.records.assignments import Assignment

MAX_VALUE_BYTES = 8 << 20
_LOOKS_ASSIGNED = r"(?P<name>[A-Za-z_][\w-]*(?<!-))(\.[\w-]+)*(\+=|-=|=)"


class StandardInput:
    """Standard input, which can be read once; `before` is called then, since a person may be typing."""

    def __init__(self, before: Callable[[], None] = lambda: None) -> None:
        self._is_read = False
        self._before = before

    def read(self, most: int = MAX_VALUE_BYTES) -> bytes:
        """What stands on standard input: at most one byte more than `most`, by which the caller knows that it is more.

        Raises:
            UsageError: the second time.
        """
        if self._is_read:
            raise UsageError("standard input can be read only once", hint="use a file for one of them")
        self._is_read = True
        self._before()
        return sys.stdin.buffer.read(most + 1) if sys.stdin is not None else b""


def require_text(text: str) -> str:
    """`text` itself, when it is valid Unicode.

    Raises:
        InvalidError: when the caller's bytes were not valid UTF-8.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidError("the text is not valid UTF-8") from None
    return text


def value_of(text: str, stdin: StandardInput) -> str:
    """The value that a person typed: `@FILE` and `@-` stand for a file's text, `@@` for one `@`.

    `@me` is left as it is. The final line end of a text of one line does not count.

    Raises:
        NotFoundError: when there is no such file.
        InvalidError: when the text is not valid UTF-8 or too long.
    """
    if text.startswith("@@"):
        return require_text(text[1:])
    if not text.startswith("@") or text in {"@", "@me"}:
        return require_text(text)
    name = text[1:]
    content = decoded(stdin.read() if name == "-" else _file_bytes(name), name)
    return content[:-1] if content.count("\n") == 1 and content.endswith("\n") else content


def decoded(content: bytes, name: str) -> str:
    """The bytes of a file or of standard input as text.

    Raises:
        InvalidError: when they are not valid UTF-8, or more than a record can hold.
    """
    where = "standard input" if name == "-" else name
    if len(content) > MAX_VALUE_BYTES:
        raise InvalidError(f"the text has more than {MAX_VALUE_BYTES:,} bytes, too many for a record", where=where)
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise InvalidError(f"not valid UTF-8 at byte {error.start}", where=where) from error


def words_of(arguments: Iterable[str], stdin: StandardInput) -> list[str]:
    """The arguments, with `-` replaced by the words on standard input."""
    result: list[str] = []
    for argument in arguments:
        result += decoded(stdin.read(), "-").split() if argument == "-" else [argument]
    return result


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


def _file_bytes(name: str) -> bytes:
    path = Path(name)
    if not path.is_file():
        raise NotFoundError(f"there is no file {name!r}", hint=f"write '@@{name}' for the text itself")
    if path.stat().st_size > MAX_VALUE_BYTES:
        raise InvalidError("the file is too long for a record", where=name)
    return path.read_bytes()


Reader = Callable[[str], str]
"""Turns what was typed into the value meant."""
