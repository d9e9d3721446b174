"""Reads of Git's index: which paths it has, under which blob ids."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from wmsgit.model.value import immutable
from wmsgit.vcs.process import nul_split, pathspecs, read_git

# The id of empty content, in SHA-1 and SHA-256 repositories: what `git add -N` enters as well.
_EMPTY_BLOBS = frozenset(
    {
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
        "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
    }
)
GITLINK = "160000"
"""The mode of a submodule (gitglossary)."""


@immutable
class IndexEntry:
    """One entry.

    Attributes:
        tag: `H`, or `S` for skip-worktree, in lower case for assume-unchanged (git-ls-files, `-t` and `-v`).
        mode: as git prints it: `100644`.
        blob: the id of the content.
        stage: 0, or 1 to 3 for the sides of an unresolved merge.
    """

    tag: str
    mode: str
    blob: str
    stage: int


def read_entries(root: Path, paths: Collection[str]) -> dict[str, IndexEntry]:
    """The entries of these very paths; of an unmerged one its last side."""
    wanted = set(paths)
    output = read_git(root, "ls-files", "-v", "-s", "-z", "--", *pathspecs(paths))
    return {path: entry for path, entry in _parse(output) if path in wanted}


def read_index(root: Path, prefix: str, index_file: Path | None = None) -> dict[str, str]:
    """Path and blob id of every file below `prefix` that a commit of the index would have.

    Left out: the sides of an unresolved merge, submodules, and what `git add -N` only announces.
    """
    output = read_git(root, "ls-files", "-v", "-s", "-z", "--", *_below(prefix), index_file=index_file)
    files = {path: entry.blob for path, entry in _parse(output) if not entry.stage and entry.mode != GITLINK}
    for path in _announced([path for path, blob in files.items() if blob in _EMPTY_BLOBS], root, index_file):
        files.pop(path, None)
    return files


def read_index_modes(root: Path, index_file: Path | None = None) -> Iterator[tuple[str, str, str]]:
    """Path, mode and blob id of everything in the index, links and submodules too; no unmerged sides.

    What `git add -N` only announces has the id of an empty file.
    """
    for line in nul_split(read_git(root, "ls-files", "-s", "-z", index_file=index_file)):
        words, _, path = line.partition("\t")
        mode, blob, stage = words.split(" ")
        if stage == "0":
            yield path, mode, blob


def read_modes_below(root: Path, paths: Collection[str]) -> dict[str, str]:
    """Path → mode of what the index has at or below these paths, links and submodules too."""
    output = read_git(root, "ls-files", "-s", "-z", "--", *pathspecs(paths))
    entries = (line.partition("\t") for line in nul_split(output))
    return {path: words[:6] for words, _, path in entries}


def read_left_out(root: Path, prefix: str) -> list[str]:
    """The files below `prefix` that a sparse checkout keeps out of the worktree."""
    output = read_git(root, "ls-files", "-v", "-s", "-z", "--", *_below(prefix))
    return [path for path, entry in _parse(output) if entry.tag in "Ss"]


def _below(prefix: str) -> Sequence[str]:
    return [prefix] if prefix else []


def _parse(output: bytes) -> Iterator[tuple[str, IndexEntry]]:
    for line in nul_split(output):
        words, _, path = line.partition("\t")
        tag, mode, blob, stage = words.split(" ")
        yield path, IndexEntry(tag, mode, blob, int(stage))


def _announced(empty: Sequence[str], root: Path, index_file: Path | None) -> list[str]:
    """Which of these empty entries only announce a file: to `diff-files` those are additions."""
    if not empty:
        return []
    arguments = ("diff-files", "--name-only", "-z", "--diff-filter=A", "--", *pathspecs(empty))
    return nul_split(read_git(root, *arguments, index_file=index_file))
