"""Intake: files that have changed are read, known anew, and become edits of the tables."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from wmsgit.index.database import Database
from wmsgit.index.files import Catalogue, Edit, FileEntry
from wmsgit.index.refresh import FileChanges, is_trusted
from wmsgit.model.record import LoadedFile, Stamp

_CHUNK = 500
Load = Callable[[list[tuple[str, str]]], Iterable[LoadedFile]]


class Intake:
    """What takes in the files of one look.

    Args:
        database: it has what is known of files that could not be read.
        catalogue: it learns of every file.
        load: reads files; see `wmsgit.index.refresh.FileAccess`.
        now_ns: the moment just before the files were looked at.
    """

    def __init__(self, database: Database, catalogue: Catalogue, load: Load, now_ns: int) -> None:
        self._database = database
        self._catalogue = catalogue
        self._load = load
        self._now_ns = now_ns
        self._knows_any = catalogue.count > 0

    def take(self, differences: Sequence[FileChanges], write: Callable[[Sequence[Edit]], None]) -> bool:
        """Read what has changed and give `write` the edits; whether there were any."""
        # In the order of their paths, which is that of most ids: SQLite's pages are then filled one after the other.
        wanted = {path: (each.kind, each.load[path]) for each in differences for path in sorted(each.load)}
        gone = {path: each.kind for each in differences for path in each.gone}
        is_changed = False
        files = self._load([(path, kind) for path, (kind, _) in wanted.items()]) if wanted else ()
        for chunk in _chunks(files):
            edits = [self._know(file, wanted.pop(file.path)[1]) for file in chunk if file.path in wanted]
            is_changed = _written(edits, write) or is_changed
        gone |= {path: kind for path, (kind, _) in wanted.items()}
        return _written([self._lose(kind, path) for path, kind in gone.items()], write) or is_changed

    def _know(self, file: LoadedFile, stamp: Stamp) -> Edit | None:
        """Take down a file that was read; None where it is as unreadable as before."""
        old = self._catalogue.entry(file.kind, file.path) if self._knows_any else None
        if old and not old.digest and not file.digest and old.stamp == stamp and self._is_same_failure(old, file):
            return None
        number = old.number if old else self._catalogue.take_number()
        trusted = bool(file.digest) and is_trusted(stamp, self._now_ns)
        entry = FileEntry(number, stamp, file.digest, trusted, file.may_have_unseen)
        self._catalogue.put(file.kind, file.path, entry, old)
        return Edit(number, file.kind, file, is_new=old is None)

    def _is_same_failure(self, old: FileEntry, file: LoadedFile) -> bool:
        query = "SELECT code, message FROM base.unreadable WHERE rowid = ?"
        row = self._database.connection.execute(query, (old.number,)).fetchone()
        return file.problem is not None and row == (file.problem.code, file.problem.message)

    def _lose(self, kind: str, path: str) -> Edit | None:
        old = self._catalogue.entry(kind, path)
        if old is None:
            return None
        self._catalogue.put(kind, path, None, old)
        return Edit(old.number, kind, None)


def _written(edits: Iterable[Edit | None], write: Callable[[Sequence[Edit]], None]) -> bool:
    some = [edit for edit in edits if edit]
    write(some)
    return bool(some)


def _chunks(files: Iterable[LoadedFile]) -> Iterator[list[LoadedFile]]:
    """The files in lists that are long enough for SQLite and short enough for memory."""
    rest = iter(files)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk
