"""The diagnosis: what `check` says of a plane, kept while it holds; a keystroke costs what it changed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from wmsgit.features.check.actions.cache import Cache, Result, key_of
from wmsgit.features.check.actions.member_files import look_for_files
from wmsgit.features.check.actions.record_rules import rule_findings
from wmsgit.features.check.actions.records import record_findings
from wmsgit.features.check.actions.rule_packages import layers_of, package_findings
from wmsgit.features.check.actions.tree import NO_EXAMPLES, SCHEMAS, Tree
from wmsgit.features.check.actions.whole import hash_of_file, schema_findings, settings_problems
from wmsgit.features.check.checks.folders import folder_findings
from wmsgit.features.check.checks.member_paths import member_path_findings
from wmsgit.features.check.checks.references import MEMBERS, KnownIds, reference_findings
from wmsgit.features.drift.collect import rule_fields
from wmsgit.features.editing.actions.circles import CircleDiagnosis
from wmsgit.features.editing.actions.names import NameDiagnosis
from wmsgit.features.editing.actions.plane import Plane
from wmsgit.features.editing.actions.said import PlanePlaces, by_path
from wmsgit.model.finding import Finding, limited
from wmsgit.model.identity import id_of_path, split_number
from wmsgit.model.people import People
from wmsgit.model.record import LoadedFile
from wmsgit.schema.kind import Kind

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
        self._beside: dict[str, list[Finding]] = {}
        self._strays: dict[str, list[Finding]] = {}
        self._folders: dict[str, list[Finding]] = {}
        self._packages: dict[str, list[Finding]] = {}
        self._usable: dict[str, Kind] = {}
        self._known = KnownIds(())
        self._documents = PlanePlaces(plane)
        self._circles = CircleDiagnosis(plane, self._documents)
        self._names = NameDiagnosis(plane, self._documents)
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
        self._known = KnownIds(list(self._plane.catalogue.files.values()))
        self.look_at_strays()
        self._count_folders()
        self._circles.prepare()
        self._names.prepare()
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
        self.look_at_packages()
        for name in self._plane.kinds:
            self._plane.catalogue.ranked(name)  # so that the first completion need not sort

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
            affected |= self._count_folders()
        affected |= self._circles.edit(path, file or before)
        affected |= self._names.edit(path, before, file)
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

    def _count_folders(self) -> set[str]:
        """Count what folders hold; those of which something is or was said."""
        before = set(self._folders)
        self._folders = by_path(folder_findings(self._plane.catalogue.files.values()))
        return before | set(self._folders)

    def look_beside(self) -> set[str]:
        """Look at schemas and settings again; the paths of which something else is said."""
        before = self._beside
        self._top(set())
        return _differing(before, self._beside)

    def look_at_strays(self) -> set[str]:
        """Look at what is no record, by the last listing of the disk; the paths of which something else is said."""
        before, plane = self._strays, self._plane
        self._strays = {} if plane.schema_fault else by_path(plane.listing.beside)
        return _differing(before, self._strays)

    def look_at_sources(self) -> set[str]:
        """Look again at what people and rules are read from beside records; the paths that this may be about."""
        ruled = self._plane.catalogue.of_kinds(*self._rule_holders)
        self._judge(ruled)
        return self._names.renew() | {file.path for file in ruled}

    def look_at_packages(self) -> set[str]:
        """Look into members for the packages that rules name, which asks Git; the paths of which something is said."""
        plane, before = self._plane, set(self._packages)
        files = plane.catalogue.of_kinds(*{*self._rule_holders, MEMBERS})
        self._packages = by_path(package_findings(plane.ws, layers_of(plane.tree(files))))
        return before | set(self._packages)

    def of(self, path: str) -> list[Finding]:
        """What is wrong with one file, as `check` would say it."""
        groups = self._groups
        return limited({*self._own.get(path, ()), *(finding for group in groups for finding in group.get(path, ()))})

    def paths(self) -> set[str]:
        """The files of which something is said."""
        own = {path for path, findings in self._own.items() if findings}
        return own.union(*self._groups)

    @property
    def people(self) -> People:
        """Who is who, by what is typed."""
        return self._names.people

    @property
    def _groups(self) -> tuple[Mapping[str, Sequence[Finding]], ...]:
        """Path → findings of several sorts, beside those of a record alone."""
        both = (self._circles.identity, self._circles.cycles, self._names.said)
        return (*both, self._beside, self._strays, self._folders, self._packages, self._unusable)

    @property
    def _rule_holders(self) -> set[str]:
        return {name for name, kind in self._plane.kinds.items() if rule_fields(kind)}

    def _top(self, clean: set[bytes]) -> None:
        plane = self._plane
        tree = plane.tree([])
        schemas, broken = schema_findings(tree, clean)
        self._usable = {
            name: kind for name, kind in tree.kinds.items() if f"{SCHEMAS}/{name}.schema.json" not in broken
        }
        findings = [*schemas, *settings_problems(tree)]
        self._beside = by_path([*findings, *filter(None, [plane.schema_fault])])

    def _others(self, file: LoadedFile | None) -> set[str]:
        """The records of which an edit of this one may change what is said: rules name placements, paths members."""
        if file is None:
            return set()
        holders = self._rule_holders
        ruled = {other.path for other in self._plane.catalogue.of_kinds(*holders)}
        if file.kind == MEMBERS:
            missing = (path for path, findings in self._own.items() if any(f.code == "MISSING-FILE" for f in findings))
            return ruled.union(missing)
        return ruled if file.kind in holders and self._is_placing(file.kind) else set()

    def _namers_of(self, path: str) -> Iterable[LoadedFile]:
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
        members = plane.catalogue.of_kinds(MEMBERS)
        whole = Tree(plane.registry, {}, [*files, *members], plane.read)
        findings += look_for_files(plane.ws, whole, Result((), 0)).missing
        grouped = by_path(findings)
        for file in files:
            self._own[file.path] = tuple(grouped.get(file.path, ()))
        self._unusable.update(by_path(finding for finding in own if finding.path not in plane.catalogue.files))

    def _of_rules(self, files: list[LoadedFile], own: list[Finding]) -> list[Finding]:
        plane = self._plane
        holders = self._rule_holders
        wanted = [file for file in files if file.kind in holders]
        if not wanted:
            return []
        paths = {file.path for file in wanted}
        beside = plane.catalogue.of_kinds(*filter(self._is_placing, holders), MEMBERS)
        rest = [file for file in beside if file.path not in paths]
        tree = Tree(plane.registry, {}, [*wanted, *rest], plane.read)
        result = rule_findings(tree, own)
        return [finding for finding in result if finding.path in paths and finding.code != NO_EXAMPLES]

    def _is_placing(self, kind: str) -> bool:
        return any(field.rules and field.rules.component for field in rule_fields(self._plane.kinds[kind]))


def _differing(before: Mapping[str, Sequence[Finding]], now: Mapping[str, Sequence[Finding]]) -> set[str]:
    """The paths of which something else is said than before."""
    return {path for path in {*before, *now} if before.get(path) != now.get(path)}
