"""The check of how records merge: a change of `.gitattributes` that takes them from wmsgit is told."""

from collections.abc import Collection, Iterator, Mapping

from wmsgit.features.check.actions.tree import RECORD_SUFFIX, Tree
from wmsgit.features.review.checks.changed_rules import unmerged_findings
from wmsgit.model.finding import Finding
from wmsgit.store.layout import RECORDS
from wmsgit.vcs.merge.driver import DRIVER
from wmsgit.vcs.setup.attributes import attributes_at, attributes_here, merge_attributes
from wmsgit.workspace.workspace import Workspace

_ANY = f"any{RECORD_SUFFIX}"


def merging_findings(ws: Workspace, start: str, own: Tree) -> Iterator[Finding]:
    """A warning for each way in which records of the working files no longer merge by wmsgit, as they did at a commit.

    Nothing is asked of Git where no `.gitattributes` differs.
    """
    before, after = attributes_at(ws.root, start, RECORDS), attributes_here(ws.root, RECORDS)
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    if changed:
        paths = [*sorted({file.path for file in own.files}), *_samples(own, changed)]
        yield from unmerged_findings(_lost(before, after, paths), changed)


def _samples(own: Tree, changed: Collection[str]) -> list[str]:
    """Paths that a record of each folder might have, for a folder in which there is none yet."""
    folders = {f"{RECORDS}/{kind.folder}" for kind in own.kinds.values()}
    folders |= {path.rpartition("/")[0] for path in changed if path.startswith(f"{RECORDS}/")}
    return [f"{folder}/{_ANY}" for folder in sorted(folders)]


def _lost(before: Mapping[str, bytes], after: Mapping[str, bytes], paths: list[str]) -> dict[str, str]:
    """Path → how it merges by now, of those that merged by wmsgit."""
    ways = zip(paths, merge_attributes(before, paths), merge_attributes(after, paths), strict=True)
    return {path: now for path, was, now in ways if was == DRIVER != now}
