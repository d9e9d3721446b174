"""Hooks: which repository a pre-commit hook is in, the workspace or a member, and what it runs there."""

from dataclasses import dataclass
from pathlib import Path

from wmsgit.errors import ConflictError
from wmsgit.features.commits.actions.read import mention_rules
from wmsgit.features.commits.mentions import REFS
from wmsgit.vcs.locate import GitDirs, require_git_dirs
from wmsgit.vcs.setup.hooks import (
    CHECK_COMMAND,
    install_pre_commit,
    pre_commit_path,
    runs_before_commit,
    uninstall_pre_commit,
)
from wmsgit.vcs.setup.session_hook import (
    SESSION,
    HookBlock,
    install_message_hook,
    refs_block,
    uninstall_message_hook,
)
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

    @property
    def path(self) -> Path:
        """Where the hook lies, or would."""
        return pre_commit_path(self.dirs)

    @property
    def is_installed(self) -> bool:
        """Whether a commit is checked first."""
        return runs_before_commit(self.dirs, self.command)

    def install(self, *, sessions: bool = False) -> list[str]:
        """Install the hook, beside one that is there; with `sessions` also the one that names the open session.

        Commands inside a member find the workspace afterwards: the hook is one.

        Returns:
            What was done, a line each.
        """
        if self.member and self.member != self.workspace.root:
            link_member(self.workspace, self.member)
        change = install_pre_commit(self.dirs, self.command)
        done = [f"{change.action}: {change.path}"]
        if self.member:
            done += self._install_refs()
        return [*done, f"installed: {install_message_hook(self.dirs, SESSION)}"] if sessions else done

    def _install_refs(self) -> list[str]:
        """Let commits on a record's branch name the record; where that cannot be, commits go on without."""
        try:
            return [f"installed: {install_message_hook(self.dirs, self._refs())}"]
        except ConflictError as error:
            return [f"not installed, so commits do not name the record of their branch: {error}"]

    def _refs(self) -> HookBlock:
        rules = mention_rules(self.workspace)
        word = next((word for word, saying in rules.words.items() if saying == REFS), REFS)
        return refs_block(rules.prefixes, word.capitalize())

    def uninstall(self) -> list[str]:
        """Take the hooks away again, and say what was done, a line each."""
        change = uninstall_pre_commit(self.dirs)
        done = [f"{change.action}: {change.path}"]
        if uninstall_message_hook(self.dirs, SESSION):
            done.append("removed: the hook that names the open session")
        if self.member and uninstall_message_hook(self.dirs, self._refs()):
            done.append("removed: the hook that names the record of a branch")
        return done


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
