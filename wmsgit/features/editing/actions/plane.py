"""The plane: a workspace kept warm, in which a file that is open in the editor counts before the disk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from wmsgit.errors import InvalidError, NotFoundError, SchemaError, WmsgitError
from wmsgit.features.check.actions.tree import (
    SCHEMAS,
    SETTINGS_PATH,
    Tree,
    kind_at,
    record_files,
    schema_texts,
    stray_files,
)
from wmsgit.features.editing.actions.signs import Signs, signs_of
from wmsgit.features.editing.catalogue import RecordCatalogue
from wmsgit.features.editing.parsed import Parsed
from wmsgit.model.finding import Finding
from wmsgit.model.identity import id_of_path, is_safe_id
from wmsgit.model.record import LoadedFile, Stamp
from wmsgit.schema.kind import Kind
from wmsgit.schema.registry import LinkedSchemasError, Registry, packaged_schemas
from wmsgit.schema.shape import ANYTHING, shape_of
from wmsgit.store.document import read_document
from wmsgit.store.layout import RECORDS, scan
from wmsgit.workspace.workspace import Workspace

_MAX_PARSED = 64
_MAX_SOON = 256 << 10
"""So many characters are parsed while somebody waits: the slowest of them, short keys, take half a second."""
_RECORD = ".yaml"


@dataclass(frozen=True, slots=True)
class DiskListing:
    """What lies below `records/`.

    Attributes:
        stamps: path → status, of every record file.
        changed: the records that came, went or changed since the listing before.
        beside: what is no record.
    """

    stamps: Mapping[str, Stamp]
    changed: frozenset[str]
    beside: tuple[Finding, ...]


class Plane:
    """The records of one workspace, warm.

    Args:
        ws: the workspace.

    Attributes:
        ws: the workspace.
        buffers: path → text, of the files that are open in the editor.
        catalogue: every record.
        listing: what lies on the disk.
        schema_fault: why the schemas on the disk cannot be read; None while they can.
    """

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws
        self.buffers: dict[str, str] = {}
        self.schema_fault: Finding | None = None
        self.listing = DiskListing({}, frozenset(), ())
        self._parsed: dict[str, Parsed] = {}
        self._readable: dict[str, str] = {}  # the last text of a buffer that was a record
        self._broken: dict[str, str] = {}  # the last text of a buffer that was none
        self.catalogue = RecordCatalogue({})
        self._left_out: dict[str, LoadedFile] = {}
        self.registry = Registry.read(packaged_schemas())
        self.load()

    @property
    def root(self) -> Path:
        """The workspace's root."""
        return self.ws.root

    @property
    def kinds(self) -> dict[str, Kind]:
        """Name → kind, of the schemas that can be used."""
        return self._kinds

    def load(self) -> None:
        """Read everything anew: the schemas, and every record by them. Those that cannot be read stay as they were."""
        for name in ("registry", "config", "left_out"):
            self.ws.__dict__.pop(name, None)
        self.ws.forget_index()
        try:
            self.registry = self.ws.registry
            self.schema_fault = None
        except SchemaError as error:
            code = "SYMLINK" if isinstance(error, LinkedSchemasError) else "BROKEN-SCHEMA"
            self.schema_fault = Finding(SCHEMAS, 0, 0, code, f"{error.message}: {error.hint}")
            self.ws.registry = self.registry
        self._kinds = {kind.name: kind for kind in self.registry.kinds()}
        self.listing = self.scan()
        files, absent = record_files(self.ws), self.ws.left_out
        self._left_out = {file.path: file._replace(digest=absent[file.path]) for file in files if file.path in absent}
        self.catalogue = RecordCatalogue(self._kinds, (self._left_out.get(file.path, file) for file in files))
        self._parsed.clear()
        for path in self.buffers:
            self.take(path)

    def kind_at(self, path: str) -> Kind | None:
        """The kind of the record that a path is of; None for every other file."""
        is_record = path.startswith(f"{RECORDS}/") and path.endswith(_RECORD)
        return kind_at(path, self._kinds.values()) if is_record else None

    @property
    def is_sparse(self) -> bool:
        """Whether Git has records that are not checked out."""
        return bool(self._left_out)

    @property
    def has_saved_schemas(self) -> bool:
        """Whether no schema is open in the editor, where it may be another than on the disk."""
        return not any(path.startswith(f"{SCHEMAS}/") for path in self.buffers)

    def take(self, path: str) -> None:
        """Read the record of a buffer anew."""
        from wmsgit.store.loading import load_bytes

        kind = self.kind_at(path)
        if kind is None or not is_safe_id(id_of_path(path)):
            return
        file = load_bytes(encoded(self.buffers[path]), path, kind)
        if file.problem is None:
            self._readable[path] = self.buffers[path]
        self.catalogue.put(file)

    def close(self, path: str) -> None:
        """Let the disk count again for a file."""
        self.buffers.pop(path, None)
        self._parsed.pop(path, None)
        self._readable.pop(path, None)
        self._broken.pop(path, None)
        self._reread(path)

    def scan(self) -> DiskListing:
        """What lies on the disk. It only reads, so that a thread may do it."""
        before = self.listing.stamps
        stamps: dict[str, Stamp] = {}
        strays: dict[str, tuple[Finding, ...]] = {}
        for folder in [kind.folder for kind in list(self._kinds.values())]:
            result = scan(self.root, folder)
            stamps.update(result.files)
            strays[folder] = result.strays
        changed = {path for path, stamp in stamps.items() if before.get(path) != stamp}
        return DiskListing(stamps, frozenset(changed | before.keys() - stamps.keys()), stray_files(self.ws, strays))

    def refresh(self, listing: DiskListing) -> dict[str, LoadedFile | None]:
        """Read again what is not as it was when the disk was last looked at.

        Returns:
            Path → the record as it was, of those that changed; None for one that came.
        """
        self.listing = listing
        return self.reread(listing.changed)

    def reread(self, paths: Iterable[str]) -> dict[str, LoadedFile | None]:
        """Read these records again from the disk, but for those that are open; gives them as they were."""
        wanted = sorted(path for path in paths if path not in self.buffers)
        before = {path: self.catalogue.files.get(path) for path in wanted}
        for path in wanted:
            self._reread(path)
        return before

    def signs(self) -> Signs:
        """What is watched, as it is now."""
        return signs_of(self.root, self.ws.dirs)

    def read(self, path: str) -> bytes:
        """The bytes of a file: its buffer's, else those on the disk.

        Raises:
            NotFoundError, InvalidError: when there is none, or it may not be read.
        """
        from wmsgit.vcs.objects.blobs import read_blobs

        if path in self.buffers:
            return encoded(self.buffers[path])
        file = self.catalogue.files.get(path)
        if file is not None and file is self._left_out.get(path):
            return next(text for _, text in read_blobs(self.root, [file.digest]))
        return self.ws.read(path)

    def text(self, path: str) -> str:
        """The text of a file as the editor has it or would have it; empty where it cannot be read."""
        if path in self.buffers:
            return self.buffers[path]
        try:
            return self.read(path).decode("utf-8")
        except (WmsgitError, UnicodeDecodeError):
            return ""

    def parsed(self, path: str) -> Parsed | None:
        """A file's text with its tree; of one that is broken now, as it was when it last was not."""
        text = self.text(path)
        known = self._parsed.get(path)
        if (known is not None and known.text == text) or self._broken.get(path) == text:
            return known
        new = self._parse(path, text)
        if new is None:
            self._broken[path] = text
            readable = self._readable.get(path)
            new = known or (self._parse(path, readable) if readable is not None else None)
        if new is None or new is known:
            return new
        if len(self._parsed) >= _MAX_PARSED:
            for other in [other for other in self._parsed if other not in self.buffers]:
                del self._parsed[other]
        self._parsed[path] = new
        return new

    def parsed_soon(self, path: str) -> Parsed | None:
        """As `parsed`, but None for a text that would take longer than an answer may, unless it is known already."""
        known = self._parsed.get(path)
        text = self.text(path)
        return self.parsed(path) if len(text) <= _MAX_SOON or (known is not None and known.text == text) else None

    def is_current(self, parsed: Parsed, path: str) -> bool:
        """Whether a tree is that of the text as it is now."""
        return parsed.text == self.text(path)

    def tree(self, files: list[LoadedFile] | None = None) -> Tree:
        """The workspace's state for the checks, with all records or these alone."""
        every = list(self.catalogue.files.values()) if files is None else files
        return Tree(self.registry, self.schemas(), every, self.read)

    def schemas(self) -> dict[str, bytes]:
        """File name → text of each schema, those of buffers among them."""
        texts = schema_texts(self.root)
        for path, text in self.buffers.items():
            name = path.removeprefix(f"{SCHEMAS}/")
            if name in texts and path.startswith(f"{SCHEMAS}/"):
                texts[name] = encoded(text)
        return texts

    def _reread(self, path: str) -> None:
        from wmsgit.store.loading import load_file

        kind = self.kind_at(path)
        file = self.root / path
        if path in self._left_out and not file.is_file():
            self.catalogue.put(self._left_out[path])
        elif kind is None or file.is_symlink() or not file.is_file() or not is_safe_id(id_of_path(path)):
            self.catalogue.drop(path)
        else:
            self.catalogue.put(load_file(self.root, path, kind))

    def _parse(self, path: str, text: str) -> Parsed | None:
        kind = self.kind_at(path)
        shape = kind.shape if kind else shape_of(self.registry.settings_schema) if path == SETTINGS_PATH else ANYTHING
        try:
            document = read_document(encoded(text), shape, path=path)
            _ = document.root
        except (InvalidError, NotFoundError):
            return None
        return Parsed(text, document)


def encoded(text: str) -> bytes:
    """A buffer's bytes as a save would write them; half a character, which an editor may have, becomes a sign."""
    return text.encode("utf-8", "surrogatepass") if text.isascii() else text.encode("utf-8", "replace")
