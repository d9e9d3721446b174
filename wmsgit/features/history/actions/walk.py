"""The walk: the graph of commits with the record files that each changed, kept so that only new ones are read."""

import json
import os
import zlib
from pathlib import Path
from typing import Any

from wmsgit.features.history.graph import CommitGraph
from wmsgit.vcs.history.log import read_commits
from wmsgit.vcs.locate import GitDirs
from wmsgit.vcs.refs import shallow_boundary

CACHE = "history.json"
_FORMAT = 1
_SPARE = 2_000
"""How many commits that lead nowhere any more may stay in the cache before it is made anew."""


def walk(dirs: GitDirs, cache_dir: Path | None, start: str) -> CommitGraph:
    """A graph that has a commit and all that lead to it, and perhaps others.

    Args:
        dirs: the repository's directories.
        cache_dir: where the walk is kept; None for nowhere.
        start: the whole id of a commit.

    Raises:
        GitError: when git cannot read the history.
    """
    boundary = shallow_boundary(dirs)
    graph = _load(cache_dir, boundary)
    if start in graph.positions:
        return graph
    graph.extend(read_commits(dirs.worktree, start, graph.tips))
    if start in graph.positions and len(graph.ids) > 2 * len(graph.leading_to(graph.positions[start])) + _SPARE:
        graph = CommitGraph()
    if start not in graph.positions:  # the known tips are no more, or most of what is known leads nowhere
        graph = CommitGraph()
        graph.extend(read_commits(dirs.worktree, start))
    _save(cache_dir, boundary, graph)
    return graph


def _load(cache_dir: Path | None, boundary: str) -> CommitGraph:
    """What is kept; an empty graph where it is missing, damaged, of another release or another shallow end."""
    try:
        whole = (cache_dir / CACHE).read_bytes() if cache_dir else b""
        head, _, body = whole.partition(b"\n")
        return CommitGraph(**json.loads(body)) if body and head == _head(boundary, body) else CommitGraph()
    except (OSError, ValueError, TypeError, RecursionError):
        return CommitGraph()


def _save(cache_dir: Path | None, boundary: str, graph: CommitGraph) -> None:
    """Keep the graph; where that cannot be done the next walk reads everything again."""
    if cache_dir is None:
        return
    columns: dict[str, Any] = graph.to_columns()
    body = json.dumps(columns, separators=(",", ":")).encode()
    draft = cache_dir / f"{CACHE}.{os.getpid()}.tmp"
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(_head(boundary, body) + b"\n" + body)
        draft.replace(cache_dir / CACHE)
    except OSError:
        _discard(draft)


def _head(boundary: str, body: bytes) -> bytes:
    return json.dumps([_FORMAT, boundary, zlib.crc32(body)]).encode()


def _discard(draft: Path) -> None:
    try:
        draft.unlink(missing_ok=True)
    except OSError:
        return
