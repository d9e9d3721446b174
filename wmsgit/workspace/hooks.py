"""Hooks: which repository a pre-commit hook is in, the workspace or a member, and what it runs there."""

from dataclasses import dataclass
from pathlib import Path

from wmsgit.vcs.hooks import CHECK_COMMAND
from wmsgit.vcs.locate import GitDirs, require_git_dirs
from wmsgit.workspace.member_places import member_place
from wmsgit.workspace.members import link_member, members
from wmsgit.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Hooked:
    """A repository whose commits are checked first.

    Attributes:
        workspace: the workspace.
        dirs: the repository.
        command: what its hook runs, a line of shell.
        member: where the member is; None for the workspace itself.
    """

    workspace: Workspace
    dirs: GitDirs
    command: str
    member: Path | None = None

    def link(self) -> None:
        """Let commands inside the member find the workspace; the hook is one."""
        if self.member and self.member != self.workspace.root:
            link_member(self.workspace, self.member)


def hooked(workspace: Workspace, name: str = "") -> Hooked:
    """The workspace, or the member of this name.

    Raises:
        NotFoundError: when no member has the name.
        GitError: when it is no repository with files, or no command goes where its record says.
    """
    if not name:
        return Hooked(workspace, workspace.require_dirs(), CHECK_COMMAND)
    (record,) = members(workspace, [name])
    path = member_place(workspace, record).require()
    return Hooked(workspace, require_git_dirs(path), scan_command(record.id), path)


def scan_command(name: str) -> str:
    """What a member's hook runs: a scan of its own staged files, of no other repository."""
    import shlex

    return f"wmsgit drift scan {shlex.quote(name)} --ref staged --changed"
