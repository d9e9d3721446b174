"""Checks of many records, each for itself: its schema and its name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from wmsgit.errors import InvalidError, NotFoundError, SchemaError
from wmsgit.features.check.checks.naming import name_findings
from wmsgit.features.check.checks.unseen import unseen_findings
from wmsgit.model.finding import Finding
from wmsgit.model.ports import Places, Pointer
from wmsgit.model.record import LoadedFile
from wmsgit.model.unseen import may_be_unseen
from wmsgit.schema.kind import Kind
from wmsgit.store.document import read_document
from wmsgit.workspace.processes import map_chunks

Progress = Callable[[int, int], None]
"""Called with how many records have been checked, and of how many."""
Reader = Callable[[str], bytes]
"""Gives the bytes of a file; raises InvalidError or NotFoundError."""

_CHUNK = 500


class _Verdict(NamedTuple):
    """What one chunk came to: positions of the files with problems, and kinds whose schema failed."""

    faulty: tuple[int, ...]
    unusable: tuple[tuple[str, str], ...]


def record_findings(
    files: Sequence[LoadedFile],
    kinds: Mapping[str, Kind],
    places: Places,
    read: Reader,
    progress: Progress | None = None,
) -> Iterator[Finding]:
    """Everything that is wrong with records by themselves. Files of other kinds than these are left out."""
    from wmsgit.features.check.checks.fields import field_findings

    files = [file for file in files if file.kind in kinds]
    unusable: dict[str, str] = {}
    for file in _faulty_files(files, kinds, read, unusable, progress):
        position = partial(places, file.path)
        if file.problem:
            yield file.problem
        yield from name_findings(file.id, file.data, file.path, position)
        if file.data is not None and file.kind not in unusable:
            yield from field_findings(kinds[file.kind], file.data, file.id, file.path, position)
        yield from _unseen(file, kinds[file.kind], read)
    for kind, message in unusable.items():
        yield Finding(f"schemas/{kind}.schema.json", 0, 0, "BROKEN-SCHEMA", message)


def _faulty_files(
    files: Sequence[LoadedFile],
    kinds: Mapping[str, Kind],
    read: Reader,
    unusable: dict[str, str],
    progress: Progress | None,
) -> Iterator[LoadedFile]:
    """The files that anything is wrong with; kinds whose schema cannot be used are added to `unusable`."""
    starts = range(0, len(files), _CHUNK)
    chunks = [files[start : start + _CHUNK] for start in starts]
    result: list[LoadedFile] = []
    verdicts = map_chunks(lambda chunk: _judge(chunk, kinds, read), chunks, prepare=_import_validation)
    for start, verdict in zip(starts, verdicts, strict=True):
        result += (files[start + position] for position in verdict.faulty)
        unusable.update(verdict.unusable)
        if progress:
            progress(min(start + _CHUNK, len(files)), len(files))
    yield from result


def _judge(files: Sequence[LoadedFile], kinds: Mapping[str, Kind], read: Reader) -> _Verdict:
    from wmsgit.schema.validate import problems_of

    faulty: list[int] = []
    unusable: dict[str, str] = {}
    for position, file in enumerate(files):
        try:
            data = None if file.kind in unusable else file.data
            is_faulty = file.problem or _is_odd(file, read)
            if is_faulty or (data is not None and problems_of(kinds[file.kind], data, file.id)):
                faulty.append(position)
        except SchemaError as error:
            unusable[file.kind] = error.message
    return _Verdict(tuple(faulty), tuple(unusable.items()))


def _is_odd(file: LoadedFile, read: Reader) -> bool:
    """Whether its name is not as it should be, or its text may have characters that are not seen."""
    return bool(name_findings(file.id, file.data, file.path, _nowhere)) or may_be_unseen(_text(file, read))


def _unseen(file: LoadedFile, kind: Kind, read: Reader) -> Iterator[Finding]:
    text = _text(file, read)
    if not may_be_unseen(text):
        return
    try:
        document = read_document(text, kind.shape, path=file.path)
    except InvalidError:
        return  # changed since it was read; the next check says so
    yield from unseen_findings(document, file.path, kind)


def _text(file: LoadedFile, read: Reader) -> bytes:
    """The bytes of a file that can be read and may have unseen characters; empty for any other."""
    try:
        return read(file.path) if file.data is not None and file.may_have_unseen else b""
    except (InvalidError, NotFoundError):
        return b""


def _import_validation() -> None:
    import jsonschema

    _ = jsonschema.Draft202012Validator


def _nowhere(_pointer: Pointer, *, key: bool = False) -> tuple[int, int]:  # noqa: ARG001 - a port
    return 0, 0
