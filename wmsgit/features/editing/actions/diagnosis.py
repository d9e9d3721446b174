"""The diagnosis: what `check` says of a plane, kept while it holds; a keystroke costs what it changed."""

from collections.abc import Collection, Iterable, Iterator

from wmsgit.features.check.actions.cache import Cache, Result, key_of
from wmsgit.features.check.actions.member_files import look_for_files
from wmsgit.features.check.actions.record_rules import NO_EXAMPLES, rule_findings
from wmsgit.features.check.actions.records import record_findings
from wmsgit.features.check.actions.tree import SCHEMAS, Tree, stray_files
from wmsgit.features.check.actions.whole import hash_of_file, schema_findings, settings_problems
from wmsgit.features.check.checks.cycles import cycle_findings
from wmsgit.features.check.checks.identity import identity_findings
from wmsgit.features.check.checks.member_paths import member_path_findings
from wmsgit.features.check.checks.references import MEMBERS, KnownIds, reference_findings
from wmsgit.features.drift.collect import rule_fields
from wmsgit.features.editing.actions.plane import Plane
from wmsgit.model.finding import Finding, limited
from wmsgit.model.loaded import LoadedFile
from wmsgit.model.ports import Pointer
from wmsgit.schema.kind import Kind
from wmsgit.schema.mentions import strings_at

CHUNK = 100
"""How many records are checked before the editor may ask again."""


class Diagnosis:
    """What is wrong with a plane.

    Args:
        plane: which.
    """

    def __init__(self, plane: Plane) -> None:
        self._plane = plane
        self._own: dict[str, tuple[Finding, ...]] = {}
        self._identity: dict[str, list[Finding]] = {}
        self._cycles: dict[str, list[Finding]] = {}
        self._beside: dict[str, list[Finding]] = {}
        self._edges: dict[str, tuple[tuple[str, ...], ...]] = {}
        self._usable: dict[str, Kind] = {}
        self._known = KnownIds(())
        self._documents = _Documents(plane)
        self._unusable: dict[str, list[Finding]] = {}
        self._clean: frozenset[bytes] = frozenset()
        self._is_prepared = False

    def prepare(self) -> None:
        """Look at the schemas, the settings and what all records together say, unless that is done."""
        if self._is_prepared:
            return
        cache, key = Cache(self._plane.ws.cache_dir), key_of(self._plane.registry.digest)
        self._clean = frozenset(cache.load_clean(key))
        self._top(set(self._clean) if self._plane.has_saved_schemas else set())
        self._own.clear()
        self._unusable.clear()
        self._relate()
        self._is_prepared = True

    def forget(self) -> None:
        """The plane was read anew: nothing that is known of it holds."""
        self._is_prepared = False

    def begin(self) -> Iterator[tuple[int, int]]:
        """Diagnose everything; after each part, how many records are done, and of how many."""
        self.prepare()
        files = list(self._plane.catalogue.files.values())
        yield 0, len(files)
        for start in range(0, len(files), CHUNK):
            paths = (file.path for file in files[start : start + CHUNK])
            self._judge([file for path in paths if (file := self._plane.catalogue.files.get(path))], self._clean)
            yield min(start + CHUNK, len(files)), len(files)

    def edit(self, path: str, before: LoadedFile | None) -> set[str]:
        """Diagnose after a record's text changed, came or went; the paths of which something else may be said.

        Args:
            path: the record's.
            before: the record as it was; None for one that came.
        """
        files = self._plane.catalogue.files
        file = files.get(path)
        affected = {path}
        if (before is None) != (file is None):
            self._know(before, file)
            affected |= {namer.path for namer in self._namers_of(path)}
        affected |= self._relate_edges(path, file or before)
        affected |= self._others(file or before)
        if file is None:
            self._own.pop(path, None)
        self._judge([files[item] for item in affected if item in files])
        return affected

    def _know(self, before: LoadedFile | None, file: LoadedFile | None) -> None:
        if file is not None:
            self._known.add(file)
        elif before is not None:
            self._known.discard(before)

    def look_beside(self) -> set[str]:
        """Look at schemas, settings and what is no record again; the paths of which something is or was said."""
        before = set(self._beside)
        self._top(set())
        return before | set(self._beside)

    def of(self, path: str) -> list[Finding]:
        """What is wrong with one file, as `check` would say it."""
        groups = (self._identity, self._cycles, self._beside, self._unusable)
        return limited({*self._own.get(path, ()), *(finding for group in groups for finding in group.get(path, ()))})

    def paths(self) -> set[str]:
        """The files of which something is said."""
        own = {path for path, findings in self._own.items() if findings}
        return {*own, *self._identity, *self._cycles, *self._beside, *self._unusable}

    def _top(self, clean: set[bytes]) -> None:
        plane = self._plane
        tree = plane.tree([])
        schemas, broken = schema_findings(tree, clean)
        self._usable = {
            name: kind for name, kind in tree.kinds.items() if f"{SCHEMAS}/{name}.schema.json" not in broken
        }
        findings = [*schemas, *settings_problems(tree)]
        if plane.schema_fault:
            findings.append(plane.schema_fault)
        else:
            plane.ws.index().refresh()
            findings += stray_files(plane.ws)
        self._beside = _by_path(findings)

    def _relate(self) -> None:
        """What only all records together say."""
        plane, place = self._plane, self._documents
        files = list(plane.catalogue.files.values())
        self._known = KnownIds(files)
        self._identity = _by_path(identity_findings(files, place, plane.kinds))
        self._cycles = _by_path(cycle_findings(files, plane.kinds, place))
        self._edges = {file.path: edges for file in files if any(edges := self._edges_of(file))}

    def _relate_edges(self, path: str, file: LoadedFile | None) -> set[str]:
        """As `_relate`, after one record changed, came or went; the paths of which something is or was said by it."""
        plane, before = self._plane, {*self._identity, *self._cycles}
        if file is None:
            return set()
        is_there = path in plane.catalogue.files
        edges = self._edges_of(file) if is_there else ()
        had = self._edges.pop(path, ())
        if any(edges):
            self._edges[path] = edges
        same = plane.catalogue.same_ids(file.id)
        for other in (path, *(item.path for item in same)):
            self._identity.pop(other, None)
        if len(same) > 1:
            self._identity.update(_by_path(identity_findings(same, self._documents, plane.kinds)))
        if path in self._cycles or ((edges != had or not is_there) and (self._cycles or self._leads_back(file))):
            files = [other for other in plane.catalogue.files.values() if other.kind == file.kind]
            rest = {
                item: list(items) for item, items in self._cycles.items() if self._kind(item) not in {file.kind, ""}
            }
            self._cycles = rest | _by_path(cycle_findings(files, plane.kinds, self._documents))
        return before | {*self._identity, *self._cycles}

    def _leads_back(self, file: LoadedFile) -> bool:
        """Whether a record's references may lead back to it."""
        catalogue = self._plane.catalogue
        for number, targets in enumerate(self._edges_of(file)):
            waiting, visited = list(targets), {*targets}
            while waiting:
                name = waiting.pop()
                if name == file.id:
                    return True
                other = catalogue.record(name, file.kind)
                edges = self._edges_of(other) if other else ()
                new = set(edges[number] if number < len(edges) else ()) - visited
                visited |= new
                waiting += new
        return False

    def _edges_of(self, file: LoadedFile) -> tuple[tuple[str, ...], ...]:
        """The ids that a record names in each field that may not lead back."""
        kind = self._plane.kinds.get(file.kind)
        fields = [field.name for field in kind.fields.values() if field.acyclic] if kind else []
        data = file.data or {}
        return tuple(tuple(value for _, value in strings_at(data.get(name), ())) for name in fields)

    def _others(self, file: LoadedFile | None) -> set[str]:
        """The records of which an edit of this one may change what is said: rules name placements, paths members."""
        if file is None:
            return set()
        holders = {name for name, other in self._plane.kinds.items() if rule_fields(other)}
        ruled = {other.path for other in self._plane.catalogue.files.values() if other.kind in holders}
        if file.kind == MEMBERS:
            missing = (path for path, findings in self._own.items() if any(f.code == "MISSING-FILE" for f in findings))
            return ruled.union(missing)
        return ruled if file.kind in holders and self._is_placing(file.kind) else set()

    def _namers_of(self, path: str) -> Iterable[LoadedFile]:
        from wmsgit.model.identity import id_of_path, split_number

        catalogue, record_id = self._plane.catalogue, id_of_path(path)
        yield from catalogue.namers(record_id)
        split = split_number(record_id)
        number = split[1] if split else None
        for other in list(self._own):  # what may have been meant is another now
            if any(f.code in {"DANGLING", "UNKNOWN-REPO"} for f in self._own[other]) and other in catalogue.files:
                names = [split_number(target) for target in catalogue.targets(other)]
                if number in [name[1] if name else None for name in names]:
                    yield catalogue.files[other]

    def _judge(self, files: list[LoadedFile], clean: Collection[bytes] = ()) -> None:
        """Renew what is said of these records by themselves; those with a `clean` hash have no fault of their own."""
        plane, place = self._plane, self._documents
        doubtful = [file for file in files if not clean or hash_of_file(file) not in clean]
        own = list(record_findings(doubtful, self._usable, place, plane.read))
        findings = [*own, *self._of_rules(files, own)]
        findings += reference_findings(files, plane.kinds, place, self._known)
        findings += member_path_findings(files, place)
        members = [file for file in plane.catalogue.files.values() if file.kind == MEMBERS]
        whole = Tree(plane.registry, {}, [*files, *members], plane.read)
        findings += look_for_files(plane.ws, whole, Result((), 0)).missing
        grouped = _by_path(findings)
        for file in files:
            self._own[file.path] = tuple(grouped.get(file.path, ()))
        self._unusable.update(_by_path(finding for finding in own if finding.path not in plane.catalogue.files))

    def _of_rules(self, files: list[LoadedFile], own: list[Finding]) -> list[Finding]:
        plane = self._plane
        holders = {name for name, kind in plane.kinds.items() if rule_fields(kind)}
        wanted = [file for file in files if file.kind in holders]
        if not wanted:
            return []
        paths = {file.path for file in wanted}
        placing = [
            file
            for file in plane.catalogue.files.values()
            if file.path not in paths and file.kind in holders and self._is_placing(file.kind)
        ]
        members = [file for file in plane.catalogue.files.values() if file.kind == MEMBERS and file.path not in paths]
        tree = Tree(plane.registry, {}, [*wanted, *placing, *members], plane.read)
        result = rule_findings(tree, own)
        return [finding for finding in result if finding.path in paths and finding.code != NO_EXAMPLES]

    def _is_placing(self, kind: str) -> bool:
        return any(field.rules and field.rules.component for field in rule_fields(self._plane.kinds[kind]))

    def _kind(self, path: str) -> str:
        file = self._plane.catalogue.files.get(path)
        return file.kind if file else ""


class _Documents:
    """The port `Places` of the model, over the plane's parsed files."""

    def __init__(self, plane: Plane) -> None:
        self._plane = plane

    def __call__(self, path: str, pointer: Pointer, *, key: bool = False) -> tuple[int, int]:
        """Line and column of a value; (0, 0) where the file cannot be read."""
        parsed = self._plane.parsed(path)
        if parsed is None or not self._plane.is_current(parsed, path):
            return 0, 0
        return parsed.document.position(pointer, key=key)


def _by_path(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    result: dict[str, list[Finding]] = {}
    for finding in findings:
        result.setdefault(finding.path, []).append(finding)
    return result
