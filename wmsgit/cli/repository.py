"""The repository around a workspace, for the commands that need one."""

from typing import TYPE_CHECKING

from wmsgit.cli.run import Run
from wmsgit.errors import GitError

if TYPE_CHECKING:
    from wmsgit.vcs.locate import GitDirs


def require_repository(run: Run) -> "GitDirs":
    """The workspace's Git directories.

    Raises:
        GitError: when the workspace is not the top of a repository.
    """
    dirs = run.workspace.dirs
    if dirs is None:
        raise GitError(
            "the workspace is not the top of a Git repository",
            where=str(run.workspace.root),
            hint="'git init' makes one",
        )
    return dirs
