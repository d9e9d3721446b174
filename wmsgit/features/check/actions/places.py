"""Where values stand in record files: parsed when first asked, then known while the bytes are the same."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from wmsgit.errors import InvalidError, NotFoundError
from wmsgit.model.ports import Pointer
from wmsgit.schema.kind import Kind

if TYPE_CHECKING:
    from wmsgit.store.document import Document

Known = Mapping[str, Mapping[str, tuple[int, int]]]
"""Digest of a file's bytes → pointer, as `_spell` spells it → line and column."""

_NOWHERE = (0, 0)
_MAX_DOCUMENTS = 16


class RecordPlaces:
    """The port `Places` of the model.

    Args:
        read: gives a file's bytes; raises InvalidError or NotFoundError.
        kind_at: gives the kind in whose folder a path lies.

    Attributes:
        known: what need not be looked up.
        used: what was asked, to be known the next time.
    """

    def __init__(self, read: Callable[[str], bytes], kind_at: Callable[[str], Kind | None]) -> None:
        self._read = read
        self._kind_at = kind_at
        self._digests: dict[str, str] = {}
        self._documents: dict[str, Document | None] = {}
        self.known: Known = {}
        self.used: dict[str, dict[str, tuple[int, int]]] = {}

    def __call__(self, path: str, pointer: Pointer, *, key: bool = False) -> tuple[int, int]:
        """Line and column of a value; (0, 0) where the file cannot be read."""
        digest, spelled = self._digest(path), _spell(pointer, key=key)
        if not digest:
            return _NOWHERE
        value = self.known.get(digest, {}).get(spelled)
        if value is None:
            document = self._document(path)
            value = document.position(pointer, key=key) if document else _NOWHERE
        self.used.setdefault(digest, {})[spelled] = value
        return value

    def _digest(self, path: str) -> str:
        from wmsgit.store.files import digest_of

        if path not in self._digests:
            try:
                self._digests[path] = digest_of(self._read(path))
            except (InvalidError, NotFoundError):
                self._digests[path] = ""
        return self._digests[path]

    def _document(self, path: str) -> "Document | None":
        """The parsed file. Only a few are kept: whoever asks goes from file to file."""
        if path not in self._documents:
            if len(self._documents) == _MAX_DOCUMENTS:
                self._documents.clear()
            self._documents[path] = self._parse(path)
        return self._documents[path]

    def _parse(self, path: str) -> "Document | None":
        from wmsgit.store.document import read_document

        kind = self._kind_at(path)
        try:
            return read_document(self._read(path), kind.shape, path=path) if kind else None
        except (InvalidError, NotFoundError):
            return None


def _spell(pointer: Iterable[str | int], *, key: bool) -> str:
    return "\0".join(("key" if key else "value", *(f"{part!r}" for part in pointer)))
