"""Reading many record files at once, on every core where that pays."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from wmsgit.errors import WmsgitError
from wmsgit.model.record import LoadedFile
from wmsgit.schema.kind import Kind

_WORTH_FORKING = 600
_CHUNK = 250
Files = list[tuple[str, str]]
"""Files to read, each as (path, kind name)."""


def digest_at(root: Path, path: str) -> str:
    """The digest of a file's bytes, as `LoadedFile` has it; empty when it cannot be read."""
    from wmsgit.store.files import digest_of, read_file

    try:
        return digest_of(read_file(root, path))
    except WmsgitError:
        return ""


def load_files(
    root: Path, files: Files, kinds: Mapping[str, Kind], loaded: dict[str, LoadedFile] | None = None
) -> Iterable[LoadedFile]:
    """Read these files, in their order; `loaded` takes each by its path, too."""
    result = _load(root, files, kinds) if len(files) < _WORTH_FORKING else _load_many(root, files, kinds)
    return result if loaded is None else _noted(result, loaded)


def _noted(files: Iterable[LoadedFile], loaded: dict[str, LoadedFile]) -> Iterator[LoadedFile]:
    for file in files:
        loaded[file.path] = file
        yield file


def prepare_reading() -> None:
    """Import what reads records, before processes are forked that read some, and what reads many of them faster."""
    import hashlib

    import wmsgit.store.document
    import wmsgit.store.loading

    _ = hashlib, wmsgit.store.document, wmsgit.store.loading


def _load(root: Path, files: Sequence[tuple[str, str]], kinds: Mapping[str, Kind]) -> list[LoadedFile]:
    from wmsgit.store.loading import load_file

    folders: set[str] = set()
    return [load_file(root, path, kinds[kind], folders) for path, kind in files]


def _load_many(root: Path, files: Files, kinds: Mapping[str, Kind]) -> Iterator[LoadedFile]:
    from wmsgit.workspace.processes import map_chunks

    prepare_reading()
    chunks = [files[start : start + _CHUNK] for start in range(0, len(files), _CHUNK)]
    for loaded in map_chunks(lambda chunk: _load(root, chunk, kinds), chunks):
        yield from loaded
