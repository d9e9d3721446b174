"""People: the names in a record's fields are those of people, and no two people go by one name."""

from collections.abc import Iterable, Iterator, Mapping

from wmsgit.model.finding import Finding
from wmsgit.model.people import People, people_from
from wmsgit.model.ports import Places, Pointer
from wmsgit.model.record import LoadedFile
from wmsgit.model.text import shortened
from wmsgit.schema.kind import Kind
from wmsgit.schema.mentions import strings_at, values_along

CODE = "UNKNOWN-PERSON"
SHARED = "SHARED-NAME"


def people_in(files: Iterable[LoadedFile], kinds: Mapping[str, Kind], mailmap: str) -> People:
    """Who is who by these files."""
    named = [(file.id, [name for _, name in _names(file, kinds)]) for file in files if _is_person(file, kinds)]
    return people_from(named, mailmap)


def people_findings(
    files: Iterable[LoadedFile], kinds: Mapping[str, Kind], people: People, places: Places
) -> Iterator[Finding]:
    """A warning for each name that means nobody, and for each that several people claim; none without any people."""
    for file in files if people else ():
        if not file.data or file.kind not in kinds:
            continue
        for field, pointer, name in values_along(file.data, kinds[file.kind].person_ways):
            doubt = people.doubt(name)
            if doubt:
                cause = f"names that mean no person: {shortened(name)}"
                yield _finding(file, places, pointer, CODE, f"{field.name}: {doubt}", cause)
        for pointer, name in _names(file, kinds) if people.shared else ():
            ids = people.claimed(name)
            if ids:
                yield _finding(file, places, pointer, SHARED, f"{name!r} is claimed by {' and '.join(ids)}", "")


def _finding(file: LoadedFile, places: Places, pointer: Pointer, code: str, message: str, cause: str) -> Finding:
    line, column = places(file.path, pointer)
    return Finding(file.path, line, column, code, message, "warning", cause)


def _is_person(file: LoadedFile, kinds: Mapping[str, Kind]) -> bool:
    return bool(file.data is not None and file.kind in kinds and kinds[file.kind].known_by)


def _names(file: LoadedFile, kinds: Mapping[str, Kind]) -> Iterator[tuple[Pointer, str]]:
    for field in kinds[file.kind].known_by:
        value = (file.data or {}).get(field)
        for name, part in value.items() if isinstance(value, dict) else ():
            yield from strings_at(part, (field, name))
        yield from strings_at(value, (field,))
