"""Identity: ids are unique over all kinds, ignoring case, as file systems may."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from wmsgit.model.finding import Finding
from wmsgit.model.groups import grouped
from wmsgit.model.ports import Places
from wmsgit.model.record import LoadedFile
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
    groups = grouped(((file.kind if file.kind in alone else "", file.id.casefold()), file) for file in files)
    for group in groups.values():
        if len(group) > 1:
            yield from _group_findings(sorted(group, key=lambda file: file.path), places)


def _group_findings(group: Sequence[LoadedFile], places: Places) -> Iterator[Finding]:
    by_id = grouped((file.id, file.path) for file in group)
    everyone = [file.path for file in group]
    for file in group:
        line, column = places(file.path, ("id",)) if file.data and "id" in file.data else (0, 0)
        yield Finding(file.path, line, column, CODE, _message(file, by_id[file.id], everyone))


def _message(file: LoadedFile, same: Sequence[str], everyone: Sequence[str]) -> str:
    """What is wrong: `same` are the files of the very id, `everyone` those of it in any case, this one among both."""
    if len(same) > 1:
        return f"the id {file.id!r} stands in another file too: {_list(same, file.path)}"
    return f"the id {file.id!r} differs only by case from that of {_list(everyone, file.path)}"


def _list(paths: Sequence[str], own: str) -> str:
    """The first of the other paths, and how many more there are."""
    others = [path for path in paths[: _MAX_NAMED + 1] if path != own][:_MAX_NAMED]
    more = len(paths) - 1 - len(others)
    return ", ".join(others) + (f" and {more} more" if more > 0 else "")
