"""How the work of a branch came into another one: by a merge, as the same patches (rebase) or as one patch (squash)."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wmsgit.vcs.history.commits import is_ancestor, merge_base
from wmsgit.vcs.history.member_log import ids_between
from wmsgit.vcs.process import nul_split, read_git

_UNSIGNED = ("-c", "log.showSignature=false")
_PATCH = ("-p", "--no-ext-diff", "--no-textconv", "--no-renames", "--full-index")


@dataclass(frozen=True, slots=True)
class BranchMerge:
    """How a branch's work came into another one.

    Attributes:
        way: `merge`; `on it`, when its tip is one of the commits that the other branch itself went through, as after a
            fast-forward or before anything was done; `rebase`; `squash`; empty when it is not there.
        commit: the commit of the other branch that brought it; empty when it is not there.
    """

    way: Literal["merge", "on it", "rebase", "squash", ""] = ""
    commit: str = ""


def how_merged(top: Path, tip: str, target: str) -> BranchMerge:
    """How the work that leads to `tip` came into the history of `target`, both ids of commits.

    Raises:
        GitError: when git fails.
    """
    if is_ancestor(top, tip, target):
        return _by_history(top, tip, target)
    base = merge_base(top, tip, target)
    if base is None:
        return BranchMerge()
    return _by_patches(top, tip, target) or _by_one_patch(top, base, tip, target) or BranchMerge()


def _by_history(top: Path, tip: str, target: str) -> BranchMerge:
    if tip == target:
        return BranchMerge("on it", tip)
    own_way = ids_between(top, [target], [tip], "--first-parent") or []
    parents = read_git(top, "rev-list", "--parents", "-n1", "--end-of-options", tip, "--").decode().split()[1:]
    if tip in (ids_between(top, [target], parents, "--first-parent") or []):
        return BranchMerge("on it", tip)
    descendants = set(ids_between(top, [target], [tip], "--ancestry-path") or [])
    through = [commit for commit in own_way if commit in descendants]
    return BranchMerge("merge", through[-1] if through else target)


def _by_patches(top: Path, tip: str, target: str) -> BranchMerge | None:
    """Every commit of the branch, merges aside, is there as the same patch (git-rev-list, `--cherry-mark`)."""
    own = set(ids_between(top, [tip], [target], "--no-merges") or [])
    options = ("--cherry-mark", "--left-right", "--no-merges")
    marked = read_git(top, "rev-list", *options, "--end-of-options", f"{target}...{tip}", "--").decode().split()
    if not own or any(word[0] == ">" for word in marked):
        return None
    there = [word[1:] for word in marked if word[0] == "=" and word[1:] not in own]
    return BranchMerge("rebase", there[0]) if there else None


def _by_one_patch(top: Path, base: str, tip: str, target: str) -> BranchMerge | None:
    """All that the branch changed is there as the patch of one commit."""
    paths = set(nul_split(read_git(top, "diff-tree", "-r", "-z", "--name-only", "--no-renames", base, tip, "--")))
    candidates = _of_same_files(top, base, target, paths) if paths else []
    if not candidates:
        return None
    whole = _patch_ids(top, read_git(top, "diff-tree", *_PATCH, base, tip, "--"))
    listed = "".join(f"{commit}\n" for commit in candidates).encode()
    there = _patch_ids(top, read_git(top, "diff-tree", *_PATCH, "--stdin", stdin=listed))
    same = [commit for patch, commit in there if patch in {item for item, _ in whole}]
    return BranchMerge("squash", same[0]) if same else None


def _of_same_files(top: Path, base: str, target: str, paths: Collection[str]) -> list[str]:
    """The commits after `base` up to `target` that changed exactly these files."""
    options = ("-z", "--format=%x01%H", "--name-only", "--no-renames", "--no-merges", "--full-diff")
    output = read_git(top, *_UNSIGNED, "log", *options, f"{base}..{target}", "--", *sorted(paths))
    result = []
    for entry in output.decode("utf-8", "surrogateescape").split("\x01")[1:]:
        commit, *names = entry.split("\0")
        if {text for name in names if (text := name.lstrip("\n"))} == paths:
            result.append(commit)
    return result


def _patch_ids(top: Path, patches: bytes) -> list[tuple[str, str]]:
    """(patch id, commit) of each patch (git-patch-id); without a commit its id is all zeros."""
    rows = read_git(top, "patch-id", "--stable", stdin=patches).decode("ascii", "replace").splitlines()
    pairs = (row.partition(" ") for row in rows)
    return [(patch, commit) for patch, _, commit in pairs]
