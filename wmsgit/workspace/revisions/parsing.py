"""Parsing blobs: each content is read once, on every core where that pays, and found in the cache after that."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from wmsgit.model.finding import Finding
from wmsgit.model.record import LoadedFile
from wmsgit.model.version import __version__
from wmsgit.schema.kind import Kind
from wmsgit.schema.registry import Registry
from wmsgit.workspace.revisions.record_cache import ParsedCache
from wmsgit.workspace.revisions.tree import RevisionFile
from wmsgit.workspace.workspace import Workspace

PARSED = "parsed"
_PARSING = 2
"""Raised when the same text and shape are read as other data than before, between two releases."""
_KEY_BYTES = 16
_CHUNK = 2500
_Entries = dict[bytes, bytes]


class BlobParser:
    """Reads the record files of commits; what one call has read, the next finds.

    Args:
        ws: the workspace.
        repository: where git runs, when the objects are not in the workspace's own repository.
    """

    def __init__(self, ws: Workspace, repository: Path | None = None) -> None:
        self._root = repository or ws.root
        directory = ws.cache_dir
        self._cache = ParsedCache(directory / PARSED if directory else None)
        self._keys, self._keys_for = _ContentKeys(()), ""

    def parse(self, files: Sequence[RevisionFile], registry: Registry) -> Iterator[LoadedFile]:
        """These files in their order, whatever their state: what cannot be read has its finding.

        Args:
            files: of one commit or of many, as long as the registry is theirs.
            registry: the kinds by which they are read.

        Raises:
            GitError: when a blob is not there.
        """
        kinds = {kind.name: kind for kind in registry.kinds()}
        if registry.digest != self._keys_for:
            self._keys, self._keys_for = _ContentKeys(kinds.values()), registry.digest
        keys = [self._keys.of(file.blob, file.kind) for file in files]
        entries = self._cache.get(keys)
        missing = {key: file for key, file in zip(keys, files, strict=True) if key not in entries}
        read: Mapping[bytes, LoadedFile] = {}
        if missing:
            new, read = _parsed(self._root, missing, kinds)
            self._cache.put(new)
            entries |= new
        for key, file in zip(keys, files, strict=True):
            known = read.get(key) if missing.get(key) is file else None
            yield known or _loaded(file, entries.get(key)) or _read_one(self._root, file, kinds)


class _ContentKeys:
    """Makes the keys of contents: hashes of the blob's id and of all that reading it depends on.

    Files with equal keys have equal data, at whatever revision and by whatever schema.

    Args:
        kinds: the kinds of the revision.
    """

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self._kinds = {kind.name: kind for kind in kinds}
        self._ways: dict[str, str] = {}

    def of(self, blob: str, kind: str) -> bytes:
        """The key of a blob that is read as a record of this kind."""
        from hashlib import blake2b

        way = self._ways.get(kind) or self._way(kind)
        return blake2b(f"{blob} {way}".encode(), digest_size=_KEY_BYTES).digest()

    def _way(self, name: str) -> str:
        """How a kind's records are read; most histories are asked for one kind's alone."""
        from wmsgit.schema.shape import digest_of_shape

        way = self._ways[name] = f"{_PARSING} {__version__} {digest_of_shape(self._kinds[name].shape)}"
        return way


def _parsed(
    root: Path, missing: Mapping[bytes, RevisionFile], kinds: Mapping[str, Kind]
) -> tuple[_Entries, Mapping[bytes, LoadedFile]]:
    """Key of a content → entry of each file, but for those that no entry can hold; and the files that are at hand."""
    files = list(missing.items())
    if len(files) <= _CHUNK:
        read = dict(zip(missing, _read(root, list(missing.values()), kinds), strict=True))
        return _entries(read), read
    from wmsgit.workspace.loading import prepare_reading
    from wmsgit.workspace.processes import map_chunks

    chunks = [files[start : start + _CHUNK] for start in range(0, len(files), _CHUNK)]
    result: _Entries = {}
    for entries in map_chunks(lambda chunk: _parse(root, chunk, kinds), chunks, prepare=prepare_reading):
        result |= entries
    return result, {}


def _parse(root: Path, files: Sequence[tuple[bytes, RevisionFile]], kinds: Mapping[str, Kind]) -> _Entries:
    loaded = _read(root, [file for _, file in files], kinds)
    return _entries({key: item for (key, _), item in zip(files, loaded, strict=True)})


def _entries(files: Mapping[bytes, LoadedFile]) -> _Entries:
    entries = ((key, _entry(file)) for key, file in files.items())
    return {key: entry for key, entry in entries if entry is not None}


def _read(root: Path, files: Sequence[RevisionFile], kinds: Mapping[str, Kind]) -> Iterable[LoadedFile]:
    from wmsgit.store.loading import load_bytes
    from wmsgit.store.refusal import MAX_RECORD_BYTES
    from wmsgit.vcs.objects.blobs import read_blobs

    texts = read_blobs(root, (file.blob for file in files), max_bytes=MAX_RECORD_BYTES)
    for file, (_, text) in zip(files, texts, strict=True):
        yield load_bytes(text, file.path, kinds[file.kind])


def _read_one(root: Path, file: RevisionFile, kinds: Mapping[str, Kind]) -> LoadedFile:
    return next(iter(_read(root, [file], kinds)))


def _entry(file: LoadedFile) -> bytes | None:
    """A parsed file without what depends on its path; None for a number that JSON does not take back."""
    problem = file.problem and [file.problem.line, file.problem.column, file.problem.code, file.problem.message]
    try:
        return json.dumps([file.digest, file.data, problem], separators=(",", ":")).encode()
    except (ValueError, RecursionError):
        return None


def _loaded(file: RevisionFile, entry: bytes | None) -> LoadedFile | None:
    """What an entry says of a file; None where there is none, or it cannot be used."""
    if entry is None:
        return None
    try:
        digest, data, problem = json.loads(entry)
    except (ValueError, RecursionError):
        return None
    return LoadedFile(file.path, file.kind, file.id, digest, data, _finding(file.path, problem))


def _finding(path: str, problem: Any) -> Finding | None:
    return Finding(path, *problem) if problem else None
