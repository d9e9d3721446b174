"""The check of a merge that has not been made: what only the two sides together bring about."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from wmsgit.features.check.actions.cache import Cache, key_of
from wmsgit.features.check.actions.records import Progress
from wmsgit.features.check.actions.tree import Tree
from wmsgit.features.review.actions.base import Base
from wmsgit.features.review.actions.sides import Reader, packs_of, state_of
from wmsgit.features.review.checks.judged import judged
from wmsgit.model.finding import Finding, limited
from wmsgit.model.identity import id_of_path
from wmsgit.schema.change import Change
from wmsgit.store.layout import RECORDS
from wmsgit.vcs.merge.trial_merge import MergedTree, merge_trees, merging_repository
from wmsgit.vcs.objects.revisions import tree_files

CONFLICT = "CONFLICT"
LANDED = "ID-LANDED"


@dataclass(frozen=True, slots=True)
class _Checked:
    """A tree with everything that is wrong with it."""

    tree: Tree
    findings: tuple[Finding, ...]


def merged_findings(base: Base, progress: Progress | None = None) -> tuple[tuple[Finding, ...], int]:
    """What is wrong with the merge of HEAD and the base, and with neither of them; and how many records it has.

    The merge is made as a host makes it: by lines, and without the user's merge drivers.

    Raises:
        GitError: when git cannot merge the two.
    """
    ws = base.ws
    ours, theirs = (_checked(Reader(ws), commit, progress, base) for commit in (base.head, base.tip))
    with merging_repository(ws.root, base.start, base.head, base.tip) as repository:
        merge = merge_trees(repository, base.head, base.tip)
        merged = _checked(Reader(ws, repository), merge.tree, progress, base)
        change = {*_judged(base, theirs.tree, merged.tree), *_judged(base, ours.tree, merged.tree)}
        alone = {*_judged(base, base.start_tree, ours.tree), *_judged(base, base.start_tree, theirs.tree)}
        known = {finding.key for finding in (*ours.findings, *theirs.findings, *alone)}
        own = [finding for finding in (*merged.findings, *change) if finding.key not in known]
        conflicts = _conflicts(merge, {finding.path for finding in own})
        landed = _landed(repository, base, merge)
        return tuple(limited({*own, *conflicts, *landed})), len(merged.tree.files)


def _checked(reader: Reader, tree_id: str, progress: Progress | None, base: Base) -> _Checked:
    from wmsgit.features.check.actions.whole import tree_findings

    tree, strays = reader.tree_and_strays(tree_id)
    clean = set(Cache(base.ws.cache_dir).load_clean(key_of(tree.registry.digest)))
    return _Checked(tree, (*tree_findings(tree, clean, progress), *strays))


def _judged(base: Base, old: Tree, new: Tree) -> Iterator[Finding]:
    return judged(Change(state_of(old), state_of(new), new.place, base.between), packs_of(base.ws, old, new))


def _conflicts(merge: MergedTree, stated: Collection[str]) -> Iterator[Finding]:
    """A finding for each conflict that leaves no markers, such as a change of what the other side deleted."""
    for path in merge.conflicts:
        if path.startswith(f"{RECORDS}/") and path not in stated:
            yield Finding(path, 0, 0, CONFLICT, "the two sides cannot be merged here without a decision")


def _landed(repository: Path, base: Base, merge: MergedTree) -> Iterator[Finding]:
    """A finding for each record that would take what was done to another, as Git follows renames by likeness."""
    start, ours, theirs, merged = (
        {file.path: file.blob for file in tree_files(repository, tree, (RECORDS,))}
        for tree in (base.start, base.head, base.tip, merge.tree)
    )
    sources = [path for path in start if _is_gone_and_changed(start[path], ours.get(path), theirs.get(path))]
    for path, blob in merged.items():
        expected = _expected(start.get(path), ours.get(path), theirs.get(path))
        others = sorted({id_of_path(source) for source in sources} - {id_of_path(path)})
        if expected and blob not in expected and others and path not in merge.conflicts:
            message = f"a host that follows renames by likeness would merge what was done to {others[0]} into it"
            yield Finding(path, 0, 0, LANDED, message)


def _is_gone_and_changed(start: str, ours: str | None, theirs: str | None) -> bool:
    return (ours is None and theirs not in (None, start)) or (theirs is None and ours not in (None, start))


def _expected(start: str | None, ours: str | None, theirs: str | None) -> tuple[str | None] | None:
    """The one thing that a merge of a path alone may give; None where both sides changed it."""
    if ours in (start, theirs):
        return (theirs,)
    return (ours,) if theirs == start else None
