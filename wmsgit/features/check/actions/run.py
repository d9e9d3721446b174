"""Checking: every problem of a workspace, found at once. Nothing is written but the disposable cache."""

import os.path
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, partial

from wmsgit.errors import InvalidError, NotFoundError, UsageError, WmsgitError
from wmsgit.features.check.actions.cache import NO_LAYERS, Cache, Layers, Result, key_of
from wmsgit.features.check.actions.member_files import look_for_files, still_holds, unseen_files
from wmsgit.features.check.actions.records import Progress
from wmsgit.features.check.actions.tree import NO_EXAMPLES, SCHEMAS, SETTINGS_PATH, Tree, stray_files, working_tree
from wmsgit.features.drift.packs import PACK_FILE, PACKS
from wmsgit.model.finding import Finding, limited
from wmsgit.model.value import immutable
from wmsgit.schema.registry import LinkedSchemasError, Registry
from wmsgit.workspace.people import MAILMAP
from wmsgit.workspace.revisions.workspace_at import PastWorkspace
from wmsgit.workspace.workspace import Workspace

_WITHOUT_BYTES = frozenset({"SIZE", "SYMLINK", "UNREADABLE"})


@immutable
class CheckReport:
    """What a check found.

    Attributes:
        findings: by path, line and column.
        checked: how many record files were looked at.
        unseen: repository → how many files in it could not be looked for, because it is not checked out here.
    """

    findings: tuple[Finding, ...]
    checked: int
    unseen: Mapping[str, int]


def check(
    ws: Workspace,
    *,
    staged: bool = False,
    fmt: bool = False,
    strict: bool = False,
    paths: Sequence[str] = (),
    progress: Progress | None = None,
) -> CheckReport:
    """Check the workspace.

    Args:
        ws: which.
        staged: check what the next commit would have, as Git's index holds it, in place of the files.
        fmt: report records that are not in canonical form, too.
        strict: report rules without examples, too.
        paths: report only on these files and folders, relative to the workspace; on all when empty.
        progress: called from time to time with how many records have been checked, and of how many.

    Raises:
        NotFoundError: when there is nothing at one of `paths`.
        GitError: when `staged` is asked for and there is no Git repository.
    """
    try:
        work = _work(ws, progress, staged=staged)
        _ = work.registry
    except LinkedSchemasError as error:  # nothing can be judged; the finding says why
        return CheckReport((Finding(SCHEMAS, 0, 0, "SYMLINK", f"{error.message}: {error.hint}"),), 0, {})
    wanted = _wanted(ws, paths, work)
    result, strays = work.result(), work.strays
    layout = _format_findings(work.tree, wanted) if fmt else ()
    packages = _package_findings(ws, result)
    outcome = {*result.findings, *result.missing, *strays, *layout, *packages}
    if not strict:
        outcome = {finding for finding in outcome if finding.code != NO_EXAMPLES}
    return CheckReport(
        tuple(limited(finding for finding in outcome if _is_below(finding.path, wanted))),
        sum(_is_below(file.path, wanted) for file in work.tree.files) if wanted else result.checked,
        unseen_files(result),
    )


def _work(ws: Workspace, progress: Progress | None, *, staged: bool) -> "_WorkingCheck | _TreeCheck":
    if isinstance(ws, PastWorkspace):
        if staged:
            raise UsageError("what is staged is not of the past: leave out --staged or --at")
        from wmsgit.features.check.actions.past import past_tree

        return _PastCheck(ws, *past_tree(ws.present, ws.revision.commit), progress)
    if staged:
        from wmsgit.features.check.actions.staged import staged_tree

        return _TreeCheck(ws, *staged_tree(ws), progress)
    return _WorkingCheck(ws, progress)


class _WorkingCheck:
    """A check of the files, with what is known from the last one."""

    def __init__(self, ws: Workspace, progress: Progress | None) -> None:
        self._ws = ws
        self._progress = progress
        self._cache = Cache(ws.cache_dir)

    @cached_property
    def tree(self) -> Tree:
        """What is checked: every record is read for it, which a check that knows its result does without."""
        return working_tree(self._ws)

    @property
    def registry(self) -> Registry:
        """Its kinds."""
        return self._ws.registry

    @property
    def strays(self) -> tuple[Finding, ...]:
        """What is neither a record nor a schema."""
        return stray_files(self._ws)

    def result(self) -> Result:
        """What the last check found, as far as it still holds."""
        self._ws.loaded = {}  # without a snapshot the index reads every record, and so would this
        try:
            return self._result(self._ws)
        finally:
            self._ws.loaded = None

    def _result(self, ws: Workspace) -> Result:
        key = key_of(ws.registry.digest, ws.index().state, *_digests(ws))
        saved = self._cache.load_result(key)
        if saved and not self._is_as_unreadable(saved):
            saved = None
        if saved and still_holds(ws, saved):
            return saved
        return self._renew(key, saved)

    def _renew(self, key: str, saved: Result | None) -> Result:
        """Look at everything that is not known, and keep what is found."""
        schemas = key_of(self._ws.registry.digest)
        self.tree.place.known = self._cache.load_places(schemas)
        result = look_for_files(self._ws, self.tree, saved or self._examine(schemas))
        self._cache.save_result(key, result)
        self._cache.save_places(schemas, self.tree.place.used)
        return result

    def _is_as_unreadable(self, saved: Result) -> bool:
        """Whether files that give no bytes, which the index's state cannot tell apart, are as they were."""
        result = [finding for finding in saved.findings if finding.code in _WITHOUT_BYTES]
        problems = {finding for finding in result if finding.path != SETTINGS_PATH}
        return not problems or problems <= set(self._ws.index().unreadable())

    def _examine(self, key: str) -> Result:
        from wmsgit.features.check.actions.whole import tree_findings

        clean = set(self._cache.load_clean(key))
        findings = tree_findings(self.tree, clean, self._progress)
        self._cache.save_clean(key, clean)
        return Result(tuple(findings), len(self.tree.files), layers=_layers_of(self.tree))


class _TreeCheck:
    """A check of what Git has. It reads the cache of the other check, and keeps none of its own."""

    def __init__(self, ws: Workspace, tree: Tree, strays: tuple[Finding, ...], progress: Progress | None) -> None:
        self._ws = ws
        self._progress = progress
        self.tree = tree
        self.strays = strays

    @property
    def registry(self) -> Registry:
        """Its kinds."""
        return self.tree.registry

    def result(self) -> Result:
        """What is found."""
        from wmsgit.features.check.actions.whole import tree_findings

        cache, key = Cache(self._ws.cache_dir), key_of(self.tree.registry.digest)
        self.tree.place.known = cache.load_places(key)
        clean = set(cache.load_clean(key))
        findings = tree_findings(self.tree, clean, self._progress)
        return self._with_files(Result(tuple(findings), len(self.tree.files)))

    def _with_files(self, result: Result) -> Result:
        return look_for_files(self._ws, self.tree, result)


class _PastCheck(_TreeCheck):
    """A check of a commit. Which files there were in the member repositories then is not known."""

    def _with_files(self, result: Result) -> Result:
        return result


def _layers_of(tree: Tree) -> Layers:
    if not tree.rule_holders:
        return NO_LAYERS
    from wmsgit.features.check.actions.rule_packages import layers_of  # few planes have rules

    return layers_of(tree)


def _package_findings(ws: Workspace, result: Result) -> Iterator[Finding]:
    if result.layers.rules:
        from wmsgit.features.check.actions.rule_packages import package_findings

        yield from package_findings(ws, result.layers)


def _format_findings(tree: Tree, wanted: Collection[str]) -> Iterator[Finding]:
    from wmsgit.features.check.checks.canonical import format_findings
    from wmsgit.store.formatting import format_record

    kinds = tree.kinds
    for file in tree.files:
        if file.data is None or not _is_below(file.path, wanted):
            continue
        formatted = partial(format_record, kind=kinds[file.kind], path=file.path)
        try:
            yield from format_findings(file.path, tree.read(file.path), formatted)
        except (InvalidError, NotFoundError):
            continue  # changed since it was read; the next check says so


def _digests(ws: Workspace) -> Iterator[str]:
    """The digests of the files that the records are judged by."""
    from wmsgit.store.files import digest_of, read_file

    packs = sorted(file.relative_to(ws.root).as_posix() for file in ws.root.glob(f"{PACKS}/*/{PACK_FILE}"))
    for path in (SETTINGS_PATH, MAILMAP, *packs):
        try:
            yield digest_of(read_file(ws.root, path))
        except WmsgitError as error:
            yield str(error)


def _wanted(ws: Workspace, paths: Sequence[str], work: "_WorkingCheck | _TreeCheck") -> tuple[str, ...]:
    """The paths without a final `/`; nothing for the whole workspace."""
    wanted = [os.path.normpath(path) for path in paths]
    for path in wanted:
        is_known = isinstance(ws, PastWorkspace) and any(_is_below(file.path, [path]) for file in work.tree.files)
        if not is_known and not os.path.lexists(ws.root / path):
            raise NotFoundError("there is no such file or folder", where=path)
    return () if "." in wanted else tuple(wanted)


def _is_below(path: str, wanted: Collection[str]) -> bool:
    return not wanted or any(path == item or path.startswith(f"{item}/") for item in wanted)
