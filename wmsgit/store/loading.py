"""Loading: record files as values, whatever their state: what cannot be read becomes a finding."""

from pathlib import Path

from wmsgit.errors import NotFoundError
from wmsgit.model.finding import Finding
from wmsgit.model.identity import id_of_path
from wmsgit.model.record import LoadedFile
from wmsgit.schema.kind import Kind
from wmsgit.store.document import read_data
from wmsgit.store.files import digest_of, read_file
from wmsgit.store.refusal import UnreadableError


def load_file(root: Path, path: str, kind: Kind, folders: set[str] | None = None) -> LoadedFile:
    """A record file as it stands, whatever its state: what cannot be read becomes a finding. See `read_file`."""
    try:
        raw = read_file(root, path, folders)
    except NotFoundError as error:
        finding = Finding(path, 0, 0, "UNREADABLE", error.message)
        return LoadedFile(path, kind.name, id_of_path(path), "", None, finding)
    except UnreadableError as error:
        return LoadedFile(path, kind.name, id_of_path(path), "", None, finding_of(error, path))
    return load_bytes(raw, path, kind)


def load_bytes(raw: bytes, path: str, kind: Kind) -> LoadedFile:
    """A record of which the bytes are at hand, as from a revision of Git; never raises for bad text."""
    record_id = id_of_path(path)
    digest = digest_of(raw)
    try:
        data = read_data(raw, kind.shape, path=path)
    except UnreadableError as error:
        return LoadedFile(path, kind.name, record_id, digest, None, finding_of(error, path))
    return LoadedFile(path, kind.name, record_id, digest, data, may_have_unseen=_may_have_unseen(raw))


def _may_have_unseen(raw: bytes) -> bool:
    if raw.isascii() and b"\\" not in raw:
        return False
    from wmsgit.model.unseen import may_be_unseen  # its patterns take long to compile, and few texts need them

    return may_be_unseen(raw)


def finding_of(error: UnreadableError, path: str) -> Finding:
    """The finding that a refusal is."""
    message = f"{error.message} ({error.hint})" if error.hint else error.message
    return Finding(path, error.line, error.column, error.code, message)
