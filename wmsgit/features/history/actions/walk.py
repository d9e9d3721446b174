"""The walk: the graph of commits with the record files that each changed, kept so that only new ones are read."""

import json
from pathlib import Path
from typing import Any

from wmsgit.disk.cache_file import load_json, save_json
from wmsgit.disk.own import OwnFolder
from wmsgit.features.history.graph import CommitGraph
from wmsgit.vcs.history.log import read_commits
from wmsgit.vcs.locate import GitDirs
from wmsgit.vcs.refs import shallow_boundary

CACHE = "history.json"
_FORMAT = 1
_SPARE = 2_000
"""How many commits that lead nowhere any more may stay in the cache before it is made anew."""


def walk(dirs: GitDirs, cache_dir: Path | None, start: str, memory: dict[str, Any]) -> CommitGraph:
    """A graph that has a commit and all that lead to it, and perhaps others.

    Args:
        dirs: the repository's directories.
        cache_dir: where the walk is kept; None for nowhere.
        start: the whole id of a commit.
        memory: where this process keeps it, so that a few more commits are not written each time.

    Raises:
        GitError: when git cannot read the history.
    """
    folder, key = OwnFolder(cache_dir) if cache_dir else None, json.dumps([_FORMAT, shallow_boundary(dirs)])
    known_key, known = memory.get(CACHE, ("", None))
    is_known = known_key == key
    graph = known if is_known else _load(folder, key)
    if start not in graph.positions:
        graph = _grown(dirs, graph.copy() if is_known else graph, start)
        if not is_known:
            save_json(folder, CACHE, key, graph.to_columns())
    memory[CACHE] = key, graph
    return graph


def _grown(dirs: GitDirs, graph: CommitGraph, start: str) -> CommitGraph:
    graph.extend(read_commits(dirs.worktree, start, graph.tips))
    if start in graph.positions and len(graph.ids) > 2 * len(graph.leading_to(graph.positions[start])) + _SPARE:
        graph = CommitGraph()
    if start not in graph.positions:  # the known tips are no more, or most of what is known leads nowhere
        graph = CommitGraph()
        graph.extend(read_commits(dirs.worktree, start))
    return graph


def _load(folder: OwnFolder | None, key: str) -> CommitGraph:
    """What is kept; an empty graph where it is missing, damaged, of another release or another shallow end."""
    try:
        return CommitGraph(**load_json(folder, CACHE, key))
    except (OSError, ValueError, TypeError, RecursionError):
        return CommitGraph()
