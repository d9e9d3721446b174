"""The highest numbers that ids have had outside this worktree, so that no id is given twice."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from wmsgit.disk.own import OwnFolder
from wmsgit.model.identity import highest_numbers
from wmsgit.vcs.locate import GitDirs, linked_worktrees, main_worktree, shared_dir
from wmsgit.vcs.process import nul_split, read_git
from wmsgit.vcs.refs import branch_tips, is_commit_id, shallow_boundary

_CACHE = "numbers.json"
_VERSION = 2
_RECORDS = "records"
_SUFFIX = ".yaml"
# Every path that any tip has was once added against the first parent of some commit; the history of both
# sides of a merge is walked, also of one that the merge has dropped (git-log, "History Simplification").
_LOG = (
    *("-c", "log.showRoot=true", "-c", "log.showSignature=false", "-c", "log.follow=false"),
    *("log", "--ignore-missing", "--stdin", "--full-history", "--diff-merges=first-parent", "--no-renames"),
    *("--diff-filter=A", "--name-only", "-z", "--format=", "--no-color", "--no-ext-diff"),
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is cached for one folder: the commits whose histories were read, and what they had."""

    tips: frozenset[str]
    highest: dict[str, int]


def numbers_elsewhere(root: Path, dirs: GitDirs, folder: str) -> dict[str, int]:
    """The highest number for each prefix, in lower case, among the ids that a folder has or had elsewhere.

    Elsewhere: the files of other worktrees, and the histories of HEAD, of every local and of every
    remote-tracking branch, so that a deleted id is not given again.

    Args:
        root: the top of this worktree, whose own files are left to the caller.
        dirs: its directories.
        folder: below `records/`, with `/`: `tasks`.

    Raises:
        GitError: when git cannot read the histories.
    """
    result = [_in_histories(dirs, folder)]
    main = main_worktree(dirs)
    others = {*linked_worktrees(dirs.common_dir), *([main] if main else [])} - {root.resolve()}
    result += [highest_numbers(_stems(_names(worktree / _RECORDS / folder))) for worktree in others]
    return _merge(result)


def _in_histories(dirs: GitDirs, folder: str) -> dict[str, int]:
    own = OwnFolder(shared_dir(dirs))
    boundary = shallow_boundary(dirs)
    tips = branch_tips(dirs)
    known = _load(own, boundary).get(folder, _Known(frozenset(), {}))
    if tips == known.tips:
        return known.highest
    highest = _merge([known.highest, _logged(dirs.worktree, folder, tips - known.tips, known.tips)])
    _store(own, boundary, _load(own, boundary) | {folder: _Known(tips, highest)})
    return highest


def _logged(worktree: Path, folder: str, tips: Iterable[str], read: Iterable[str]) -> dict[str, int]:
    """The highest numbers among what was ever added in the histories of `tips`, those of `read` left out."""
    wanted = sorted(tips)
    if not wanted:
        return {}
    revisions = "".join(f"{line}\n" for line in (*wanted, *(f"^{tip}" for tip in sorted(read))))
    output = read_git(worktree, *_LOG, "--", f"{_RECORDS}/{folder}", stdin=revisions.encode())
    return highest_numbers(_stems(nul_split(output)))


def _names(folder: Path) -> Iterator[str]:
    for _, _, names in os.walk(folder):
        yield from names


def _stems(paths: Iterable[str]) -> Iterator[str]:
    return (path.rpartition("/")[2].removesuffix(_SUFFIX) for path in paths if path.endswith(_SUFFIX))


def _merge(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    highest: dict[str, int] = {}
    for part in parts:
        for prefix, number in part.items():
            highest[prefix] = max(number, highest.get(prefix, 0))
    return highest


def _load(own: OwnFolder, boundary: str) -> dict[str, _Known]:
    """The cache, or nothing where it is missing, damaged, or of another history or release."""
    try:
        cached = json.loads(own.read(_CACHE))
        if cached["version"] != _VERSION or cached["boundary"] != boundary:
            return {}
        return {
            str(folder): _Known(
                frozenset(filter(is_commit_id, known["tips"])),
                {str(p): int(n) for p, n in known["highest"].items()},
            )
            for folder, known in cached["folders"].items()
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}


def _store(own: OwnFolder, boundary: str, folders: Mapping[str, _Known]) -> None:
    """Writes the cache; where that cannot be done the next call reads the histories again."""
    rows = {name: {"tips": sorted(known.tips), "highest": known.highest} for name, known in folders.items()}
    text = json.dumps({"version": _VERSION, "boundary": boundary, "folders": rows})
    with suppress(OSError):
        own.write(_CACHE, [text.encode()])
