"""The lives of records: which file held a record at which commit, through moves, merges and renumberings."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from wmsgit.features.history.graph import CommitGraph
from wmsgit.model.identity import id_of_path
from wmsgit.model.record import Data, LoadedFile

KindOf = Callable[[str], str]
"""A path → the name of the kind whose record it is; empty for no record."""

Version = tuple[str, str]
"""A file: its path and its blob id."""

_FEW = 20

Read = Callable[[Sequence[Version]], Mapping[Version, LoadedFile]]
"""Reads versions of files."""


@dataclass(frozen=True, slots=True, order=True)
class RecordTouch:
    """A record at a commit that touched it: its id then, and the commit's position."""

    position: int
    id: str


class RecordPaths:
    """The files of records over a graph of commits.

    Two files of one id in one tree are a mistake that `check` reports. The history follows the one with the
    shortest path, as reading by id does.

    Args:
        graph: the commits.
        kind_of: which paths are records.
    """

    def __init__(self, graph: CommitGraph, kind_of: KindOf) -> None:
        self._graph = graph
        self._kind_of = kind_of
        self._touches: dict[str, dict[int, list[Version]]] = {}
        self._groups: dict[str, dict[int, list[int]]] = {}
        self._versions: dict[str, dict[int, Version | None]] = {}
        self._before: dict[RecordTouch, list[RecordTouch | None]] = {}

    def ids(self) -> list[str]:
        """Every id that a record ever had, in the order in which they came."""
        result: dict[str, dict[int, list[Version]]] = {}
        known: dict[str, str] = {}
        graph = self._graph
        for position, path, blob in zip(graph.touching, graph.paths, graph.blobs, strict=True):
            record_id = known.get(path)
            if record_id is None:
                record_id = known[path] = id_of_path(path) if self._kind_of(path) else ""
            if record_id:
                result.setdefault(record_id, {}).setdefault(position, []).append((path, blob))
        self._touches |= result
        return list(result)

    def ids_at(self, positions: Iterable[int]) -> list[str]:
        """The ids whose files some commits touched, in the order in which they came."""
        paths = (path for position in sorted(positions) for path in self._graph.changed_at(position))
        result = list(dict.fromkeys(id_of_path(path) for path in paths if self._kind_of(path)))
        if len(result) > _FEW:
            self.ids()  # one look at every change, and not one for each id
        return result

    def touched(self, record_id: str) -> Mapping[int, object]:
        """The positions of the commits that touched files of this id, against their first parents; ascending."""
        if record_id not in self._touches:
            self._touches[record_id] = self._find(record_id)
        return self._touches[record_id]

    def version(self, moment: RecordTouch) -> Version | None:
        """Path and blob id of the file that held the record then; None where there was none."""
        return self._all_versions(moment.id)[moment.position]

    def at(self, record_id: str, position: int) -> RecordTouch | None:
        """The last touch of an id at a commit or before it along first parents; None for none."""
        if record_id not in self._groups:
            self._groups[record_id] = self._graph.chains.grouped(self.touched(record_id))
        nearest = self._graph.chains.nearest(self._groups[record_id], position)
        return None if nearest is None else RecordTouch(nearest, record_id)

    def before(self, moment: RecordTouch) -> list[RecordTouch | None]:
        """What the record was in each parent of a commit: under its id, else under the one that it had until then."""
        if moment not in self._before:
            self._before[moment] = self._find_before(moment)
        return self._before[moment]

    def _find_before(self, moment: RecordTouch) -> list[RecordTouch | None]:
        older_id = self._graph.details[moment.position][4].get(moment.id, "")
        result: list[RecordTouch | None] = []
        for parent in self._graph.parents[moment.position]:
            same = self.at(moment.id, parent)
            is_there = same is not None and self.version(same) is not None
            result.append(same if is_there or not older_id else self.at(older_id, parent))
        return result

    def renumbered_to(self, moment: RecordTouch) -> str:
        """The id to which a commit moved a record that it took away; empty for none."""
        moves = self._graph.details[moment.position][4] if self.version(moment) is None else {}
        return next((new for new, old in moves.items() if old == moment.id), "")

    def _find(self, record_id: str) -> dict[int, list[Version]]:
        result: dict[int, list[Version]] = {}
        graph, name = self._graph, f"/{record_id}.yaml"
        for index, path in enumerate(graph.paths):
            if path.endswith(name) and self._kind_of(path):
                result.setdefault(graph.touching[index], []).append((path, graph.blobs[index]))
        return result

    def _all_versions(self, record_id: str) -> dict[int, Version | None]:
        if record_id in self._versions:
            return self._versions[record_id]
        files: dict[int, dict[str, str]] = {}
        self.touched(record_id)
        for position, changes in self._touches[record_id].items():
            parents = self._graph.parents[position]
            last = self.at(record_id, parents[0]) if parents else None
            held = dict(files[last.position]) if last else {}
            held.update(changes)
            files[position] = {path: blob for path, blob in held.items() if blob}
        self._versions[record_id] = {
            position: min(held.items(), key=lambda item: (len(item[0]), item[0])) if held else None
            for position, held in files.items()
        }
        return self._versions[record_id]


class RecordVersions:
    """The fields of records at moments; what cannot be read has the fields that it had before.

    Args:
        lives: the files.
        read: reads them.
    """

    def __init__(self, lives: RecordPaths, read: Read) -> None:
        self.lives = lives
        self._read = read
        self._files: dict[Version, LoadedFile] = {}

    def prepare(self, moments: Iterable[RecordTouch]) -> None:
        """Read what these moments need, all at once."""
        versions = (self.lives.version(moment) for moment in moments)
        wanted = dict.fromkeys(version for version in versions if version and version not in self._files)
        if wanted:
            self._files.update(self._read(list(wanted)))

    def file(self, moment: RecordTouch) -> LoadedFile | None:
        """The file that held the record then; None where there was none."""
        version = self.lives.version(moment)
        if version is None:
            return None
        self.prepare([moment])
        return self._files[version]

    def data(self, moment: RecordTouch | None) -> Data | None:
        """The record's fields then; None where there was no record."""
        while moment is not None:
            file = self.file(moment)
            if file is None or file.data is not None:
                return file.data if file else None
            readable = (earlier for earlier in self.lives.before(moment) if earlier and self.lives.version(earlier))
            moment = next(readable, None)
            if moment is None:
                return {}
        return None
