"""Recent history: which files the commits of some days have touched, and how commits of a branch are written."""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from wmsgit.model.ports import CommitText, RepositoryView
from wmsgit.vcs.process import nul_split, try_git

_MAX_COMMITS = 10_000
_FIELDS = ("%H", "%P", "%ae", "%s", "%b")


class RecentHistory:
    """The port `RepositoryHistory` of the model. Each question is answered when it is asked.

    Args:
        root: the repository.
        now: the moment from which days are counted back.
    """

    def __init__(self, root: Path, now: datetime) -> None:
        self._root = root
        self._now = now

    def touched(self, commit: str, days: int) -> frozenset[str] | None:
        """The paths that commits of the last days have touched, on the way to a commit; None where that is unknown."""
        if not commit or self._is_shallow():
            return None
        since = (self._now - timedelta(days)).isoformat()
        words = ("log", f"--since={since}", "--format=", "--name-only", "-m", "--no-renames", "-z", commit, "--")
        outcome, output = try_git(self._root, *words)
        return None if outcome.status else frozenset(name.lstrip("\n") for name in nul_split(output))

    def commits(self, branch: str, since: str, otherwise: str) -> Sequence[CommitText] | None:
        """The commits of a branch since a day, as the remote has it, else as it is here, the newest first.

        Args:
            branch: its name; empty for what the remote has for its default branch.
            since: the day, as `2026-11-23`, by the committer's time.
            otherwise: the commit that counts where there is no such branch.
        """
        tip = self._tip(branch) or otherwise
        if not tip or self._is_shallow():
            return None
        words = ("log", f"--since={since}T00:00:00Z", f"--max-count={_MAX_COMMITS}", "--no-show-signature")
        outcome, output = try_git(self._root, *words, f"--format={'%x00'.join(_FIELDS)}%x00%x01", tip, "--")
        if outcome.status:
            return None
        rows = (row.lstrip("\n").split("\0") for row in os.fsdecode(output).split("\1"))
        return [_commit(row) for row in rows if len(row) > len(_FIELDS)]

    def at(self, revision: str) -> RepositoryView | None:
        """The files at a revision; None where the repository has no such revision."""
        from wmsgit.vcs.objects.view import GitView

        commit = self._resolved(revision)
        return GitView(self._root, commit) if commit else None

    def _tip(self, branch: str) -> str:
        names = [f"refs/remotes/origin/{branch}", f"refs/heads/{branch}"] if branch else ["refs/remotes/origin/HEAD"]
        return next((commit for name in names if (commit := self._resolved(name))), "")

    def _resolved(self, revision: str) -> str:
        if not revision or revision.startswith("-"):
            return ""
        outcome, output = try_git(self._root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        return "" if outcome.status else os.fsdecode(output).strip()

    def _is_shallow(self) -> bool:
        outcome, output = try_git(self._root, "rev-parse", "--is-shallow-repository")
        return outcome.status == 0 and output.strip() == b"true"


def _commit(row: Sequence[str]) -> CommitText:
    fields: Mapping[str, str] = dict(zip(_FIELDS, row, strict=False))
    is_merge = " " in fields["%P"].strip()
    return CommitText(fields["%H"], fields["%ae"], fields["%s"], fields["%b"], is_merge)
