"""Hygiene: how the clone of a repository on this machine stands: its branches, and what is not yet elsewhere."""

import os
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path

from wmsgit.vcs.process import nul_split, read_git, try_git

_HEADS, _REMOTES = "refs/heads/", "refs/remotes/"
_DAY_S = 86_400


class GitHygiene:
    """The port `RepositoryState` of the model. Each question is answered by one process, when it is asked.

    Args:
        root: the repository.
        now: the moment that ages are counted to.
    """

    def __init__(self, root: Path, now: datetime) -> None:
        self._root = root
        self._now_s = now.timestamp()

    def branch(self) -> str:
        """The branch that is checked out; empty when HEAD is on none."""
        outcome, output = try_git(self._root, "symbolic-ref", "--quiet", "--short", "HEAD")
        return "" if outcome.status else os.fsdecode(output).strip()

    def default_branch(self) -> str:
        """What the remote `origin` has for its default branch; empty where that is not known."""
        outcome, output = try_git(self._root, "symbolic-ref", "--quiet", f"{_REMOTES}origin/HEAD")
        return "" if outcome.status else os.fsdecode(output).strip().removeprefix(f"{_REMOTES}origin/")

    def branches(self) -> Mapping[str, float]:
        """Branch → days since its last commit, by name; one that only a remote has as `origin/name`."""
        result = {}
        for name, age in self._refs.items():
            if name.startswith(_HEADS):
                result[name.removeprefix(_HEADS)] = age
        for name, age in self._refs.items():
            short = name.removeprefix(_REMOTES)
            if name.startswith(_REMOTES) and short.partition("/")[2] not in {*result, "HEAD"}:
                result[short] = age
        return result

    def dirty_days(self) -> float | None:
        """Days since the oldest change that is not committed, by the file's time; None where there is none."""
        outcome, output = try_git(self._root, "status", "--porcelain=v1", "-z", "--no-renames")
        times = [self._changed_s(entry[3:]) for entry in nul_split(output)] if outcome.status == 0 else []
        return self._age(min(times)) if times else None

    def unpushed_days(self) -> Mapping[str, float]:
        """Branch → days since the oldest of its commits that no remote has; empty for a repository without remotes."""
        if not any(name.startswith(_REMOTES) for name in self._refs):
            return {}
        result: dict[str, float] = {}
        words = ("log", "--branches", "--not", "--remotes", "--format=%ct %S", "--no-show-signature", "--source")
        for line in os.fsdecode(read_git(self._root, *words)).splitlines():
            seconds, _, ref = line.partition(" ")
            name = ref.removeprefix(_HEADS)
            result[name] = max(result.get(name, 0.0), self._age(int(seconds)))
        return result

    def tags_at(self, commit: str) -> list[str]:
        """The tags of a commit, by name."""
        if not commit:
            return []
        words = ("for-each-ref", f"--points-at={commit}", "--format=%(refname:strip=2)", "refs/tags")
        return sorted(os.fsdecode(read_git(self._root, *words)).splitlines())

    @cached_property
    def _refs(self) -> dict[str, float]:
        words = ("for-each-ref", "--format=%(committerdate:unix) %(refname)", _HEADS, _REMOTES)
        rows = (line.partition(" ") for line in os.fsdecode(read_git(self._root, *words)).splitlines())
        return {name: self._age(int(seconds or 0)) for seconds, _, name in rows}

    def _changed_s(self, path: str) -> float:
        """When a path changed; of a file that is gone, when its folder did."""
        file = self._root / path
        while not file.is_symlink() and not file.exists() and file != self._root:
            file = file.parent
        return file.lstat().st_mtime

    def _age(self, seconds: float) -> float:
        return (self._now_s - seconds) / _DAY_S
