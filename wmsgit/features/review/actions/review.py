"""A review: what a range of commits, or what is not committed yet, changes in meaning."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from wmsgit.errors import InvalidError, NotFoundError
from wmsgit.features.check.actions.tree import SETTINGS_PATH, Tree, working_tree
from wmsgit.features.commits.actions.sums import commit_sums
from wmsgit.features.review.actions.sides import Reader, empty_tree, schema_paths, state_of
from wmsgit.features.review.changelog import changelog
from wmsgit.features.review.compare import compare
from wmsgit.features.review.schema_changes import schema_differences
from wmsgit.model.difference import Difference, Review, SchemaDifference
from wmsgit.model.finding import Finding
from wmsgit.model.record import Data
from wmsgit.schema.shape import shape_of
from wmsgit.workspace.revisions.records import revision_of
from wmsgit.workspace.spelled import meant_among
from wmsgit.workspace.workspace import Workspace

_THREE, _TWO = "...", ".."


@dataclass(frozen=True, slots=True)
class Range:
    """What is compared.

    Attributes:
        old: the earlier commit's whole id; None before the first commit.
        new: the later commit's whole id; None for the working files.
    """

    old: str | None
    new: str | None


def range_of(ws: Workspace, text: str) -> Range:
    """The range that a person means.

    `A..B` is from one commit to the other, `A...B` from where B's history left A's, `A` from it to the working
    files, and nothing from HEAD to the working files. A side left out is HEAD.

    Raises:
        NotFoundError, IncompleteError: when a side cannot be found, or where they part cannot be known.
    """
    if not text:
        return Range(_head(ws), None)
    separator = _THREE if _THREE in text else _TWO
    if separator not in text:
        return Range(revision_of(ws, text).commit, None)
    first, _, last = text.partition(separator)
    old, new = (revision_of(ws, side or "HEAD").commit for side in (first, last))
    if separator == _THREE:
        from wmsgit.vcs.history.ranges import require_merge_base

        old = require_merge_base(ws.require_dirs().worktree, old, new)
    return Range(old, new)


def review(ws: Workspace, span: Range, wanted: Sequence[str] = ()) -> Review:
    """What changed in meaning.

    Args:
        ws: where.
        span: what is compared.
        wanted: ids, files and folders to which it is limited; everything when empty.

    Raises:
        NotFoundError: when one of `wanted` is on neither side.
    """
    old = Reader(ws).tree(span.old) if span.old else empty_tree(ws)
    new = Reader(ws).tree(span.new) if span.new else working_tree(ws)
    result = review_trees(old, new, _renumbered(ws, span))
    if span.old is None:
        result = replace(result, schemas=())
    return _with_commits(ws, _limited(ws, result, wanted, old, new) if wanted else result)


def _with_commits(ws: Workspace, result: Review) -> Review:
    """A review that says of each record that is still there how many commits it has in the members by now."""
    sums = commit_sums(ws, [item.id for item in result.differences if item.change != "removed"])
    differences = (
        replace(item, consequences=(*item.consequences, f"its commits: {sums[item.id]}")) if item.id in sums else item
        for item in result.differences
    )
    return replace(result, differences=tuple(differences))


def review_trees(old: Tree, new: Tree, renumbered: dict[str, str]) -> Review:
    """What changed in meaning between two trees; `renumbered` has the recorded changes of ids, old → new."""
    before, after = state_of(old), state_of(new)
    places = (old.place, new.place)
    differences = compare(before, after, renumbered, places)
    return Review(
        differences,
        tuple(rule_differences(old, new)),
        tuple(_unreadable(old, new)),
        tuple(changelog(before, after, differences, places)),
    )


def rule_differences(old: Tree, new: Tree) -> Iterator[SchemaDifference]:
    """What changed in the files that decide what is checked: the schemas and the settings."""
    yield from schema_differences(schema_paths(old), schema_paths(new))
    yield from _settings_differences(old, new)


def _settings_differences(old: Tree, new: Tree) -> Iterator[SchemaDifference]:
    before, after = settings_of(old), settings_of(new)
    if before != after and before is not None:
        names = [
            name for name in dict.fromkeys([*before, *(after or {})]) if before.get(name) != (after or {}).get(name)
        ]
        yield SchemaDifference(SETTINGS_PATH, "changed" if after is not None else "removed", tuple(names))


def settings_of(tree: Tree) -> Data | None:
    """The settings of a tree; None where they are missing or cannot be read."""
    from wmsgit.store.document import read_data

    try:
        return read_data(tree.read(SETTINGS_PATH), shape_of(tree.registry.settings_schema), path=SETTINGS_PATH)
    except (NotFoundError, InvalidError):
        return None


def _unreadable(old: Tree, new: Tree) -> Iterator[Finding]:
    """The files that changed and cannot be read, on the later side first."""
    result = set()
    for tree, other in ((new, old), (old, new)):
        for file in tree.files:
            if file.problem and file.path not in result and _bytes(tree, file.path) != _bytes(other, file.path):
                result.add(file.path)
                yield file.problem


def _bytes(tree: Tree, path: str) -> bytes | None:
    try:
        return tree.read(path)
    except (NotFoundError, InvalidError):
        return None


def _renumbered(ws: Workspace, span: Range) -> dict[str, str]:
    end = span.new or _head(ws)
    if span.old is None or end is None:
        return {}
    from wmsgit.vcs.history.ranges import renumberings

    return renumberings(ws.require_dirs().worktree, span.old, end)


def _head(ws: Workspace) -> str | None:
    from wmsgit.vcs.refs import read_head

    return read_head(ws.require_dirs())


def _limited(ws: Workspace, result: Review, wanted: Sequence[str], old: Tree, new: Tree) -> Review:
    """The part of a review that is about these ids, files and folders."""
    files = [*old.files, *new.files]
    ids = {file.id for file in files}
    wanted = [name for word in wanted for name in meant_among(ws.registry, word, ids) or [word]]
    for word in wanted:
        if not any(_fits(word, file.path, (file.id,)) for file in files):
            raise NotFoundError(f"there is no record {word!r} on either side")
    kept = [difference for difference in result.differences if _is_wanted(difference, wanted)]
    paths = {difference.path for difference in kept}
    return Review(
        tuple(kept),
        (),
        tuple(finding for finding in result.unreadable if any(_fits(word, finding.path, ()) for word in wanted)),
        tuple(entry for entry in result.entries if entry.path in paths),
    )


def _is_wanted(difference: Difference, wanted: Iterable[str]) -> bool:
    ids = (difference.id, difference.old_id)
    return any(_fits(word, path, ids) for word in wanted for path in (difference.path, difference.old_path))


def _fits(word: str, path: str, ids: Iterable[str]) -> bool:
    return word in ids or (bool(path) and (path == word or path.startswith(f"{word.rstrip('/')}/")))
