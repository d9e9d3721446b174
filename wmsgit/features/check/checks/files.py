"""Files: the paths in a record's fields lead to files that are there, of the workspace or of a member."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from wmsgit.model.finding import Finding
from wmsgit.model.ports import Places, Pointer, WorkspaceFiles
from wmsgit.model.record import LoadedFile
from wmsgit.model.text import shortened
from wmsgit.schema.field import Field, ways_to
from wmsgit.schema.kind import Kind
from wmsgit.schema.mentions import values_along

CODE = "MISSING-FILE"
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_ABSOLUTE = re.compile(r"/|~|\\|[A-Za-z]:[/\\]")
_LINES = re.compile(r":\d+(-\d+)?\Z")


class _Mention(NamedTuple):
    """One value that names a file.

    Attributes:
        file: the record's file.
        field: the field that holds it.
        pointer: the way to the value.
        value: the value, a string that is not empty.
    """

    file: LoadedFile
    field: Field
    pointer: Pointer
    value: str


def file_findings(
    files: Iterable[LoadedFile],
    kinds: Mapping[str, Kind],
    members: Collection[str],
    present: WorkspaceFiles,
    places: Places,
) -> Iterator[Finding]:
    """A warning for each path whose file does not exist. `members` are the names of the repositories.

    What an absent member would hold is not known and not reported. A path that leaves the workspace is never
    looked for: it is reported as such.
    """
    for mention in _paths_in(files, kinds):
        words = _words(mention, members, present)
        if words:
            line, column = places(mention.file.path, mention.pointer)
            yield Finding(mention.file.path, line, column, CODE, words[0], "warning", words[1])


def relative_paths(files: Iterable[LoadedFile], kinds: Mapping[str, Kind]) -> set[str]:
    """The distinct paths that `file_findings` would look for."""
    values = {mention.value for mention in _paths_in(files, kinds)}
    return {plain_path(value) for value in values if not is_outside(value) and not is_address(value)}


def member_of(path: str, members: Collection[str]) -> str:
    """The repository that `repository/path` names; empty for a path of the workspace itself."""
    first, slash, _ = path.partition("/")
    return first if slash and first in members else ""


def is_address(value: str) -> bool:
    """Whether a value is no path at all but an address such as `https://...`."""
    return _ELSEWHERE.match(value) is not None and not _ABSOLUTE.match(value) and "//" in value


def is_outside(value: str) -> bool:
    """Whether a path is absolute or climbs with `..`, and so means other things on other machines."""
    return _ABSOLUTE.match(value) is not None or ".." in value.split("/") or "\0" in value


def plain_path(value: str) -> str:
    """A path without what may follow it: `docs/a.md#scope` and `src/a.py:12-30` name files."""
    path = _LINES.sub("", value.partition("#")[0]) or value
    return "/".join(part for part in path.split("/") if part not in {"", "."}) or "."


def _words(mention: _Mention, members: Collection[str], present: WorkspaceFiles) -> tuple[str, str] | None:
    """Message and cause for a path that does not hold."""
    value, field = mention.value, mention.field.name
    if is_address(value):
        return None
    if is_outside(value):
        return f"{field}: {shortened(value)!r} lies outside the workspace", "paths that lead out of the workspace"
    path = plain_path(value)
    if present.exists(path) is not False:
        return None
    member = member_of(path, members)
    where = f"the repository {member}" if member else "the workspace"
    return f"{field}: {shortened(value)!r} does not exist in {where}", f"files that do not exist in {where}"


def _paths_in(files: Iterable[LoadedFile], kinds: Mapping[str, Kind]) -> Iterator[_Mention]:
    """Every value that names a file of the workspace or of a repository."""
    ways = {name: tuple(ways_to(kind.fields, lambda field: field.is_path)) for name, kind in kinds.items()}
    for file in files:
        for field, pointer, value in values_along(file.data, ways.get(file.kind, ())):
            yield _Mention(file, field, pointer, value)
