"""Identity: ids are unique over all kinds, ignoring case, as file systems may."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from wmsgit.model.finding import Finding
from wmsgit.model.loaded import LoadedFile
from wmsgit.model.ports import Places
from wmsgit.schema.kind import Kind

CODE = "DUPLICATE-ID"
_MAX_NAMED = 3


def identity_findings(
    files: Iterable[LoadedFile], places: Places, kinds: Mapping[str, Kind] | None = None
) -> Iterator[Finding]:
    """A finding at each file whose id another file has too, or has in other letters' case.

    Kinds whose records have the ids of another kind's (`id_of`) are each looked at alone.
    """
    alone = {name for name, kind in (kinds or {}).items() if kind.id_of}
    groups: dict[tuple[str, str], list[LoadedFile]] = {}
    for file in files:
        groups.setdefault((file.kind if file.kind in alone else "", file.id.casefold()), []).append(file)
    for group in groups.values():
        if len(group) > 1:
            yield from _group_findings(sorted(group, key=lambda file: file.path), places)


def _group_findings(group: Sequence[LoadedFile], places: Places) -> Iterator[Finding]:
    for file in group:
        line, column = places(file.path, ("id",)) if file.data and "id" in file.data else (0, 0)
        others = [other for other in group if other is not file]
        yield Finding(file.path, line, column, CODE, _message(file, others))


def _message(file: LoadedFile, others: Sequence[LoadedFile]) -> str:
    same = [other.path for other in others if other.id == file.id]
    if same:
        return f"the id {file.id!r} stands in another file too: {_list(same)}"
    return f"the id {file.id!r} differs only by case from that of {_list([other.path for other in others])}"


def _list(paths: Sequence[str]) -> str:
    more = len(paths) - _MAX_NAMED
    return ", ".join(paths[:_MAX_NAMED]) + (f" and {more} more" if more > 0 else "")
