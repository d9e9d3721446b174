"""A repository as the rooms above see it: what HEAD, the index and the worktree hold."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wmsgit.disk.folder import refused
from wmsgit.errors import GitError
from wmsgit.vcs.config import GitConfig
from wmsgit.vcs.locate import GitDirs, require_git_dirs
from wmsgit.vcs.process import MANY_PATHS, literal, make_repository, nul_split, pathspecs, read_git, try_git
from wmsgit.vcs.profile import hook_index
from wmsgit.vcs.refs import read_branch, read_head
from wmsgit.vcs.status import ChangedPath, PathState, Status, parse_status

if TYPE_CHECKING:
    from wmsgit.vcs.stat_changes import FolderLook

_DEFAULT_BRANCH = "main"
_ALL = "--untracked-files=all"
_BRANCH = ("--branch", "--ahead-behind")
_NOWHERE = PathState()


class Repository:
    """The repository whose worktree begins at `root`. It holds no process and no open file.

    Attributes:
        dirs: its directories.
        root: the top of its worktree.
        config: its configuration, read when first asked for.
    """

    def __init__(self, root: Path, config: GitConfig | None = None) -> None:
        """Finds the directories; no process is started. A `config` that was read already saves one later.

        Raises:
            GitError: when there is no repository, or one without a worktree, or `root` is not its top.
        """
        self.dirs: GitDirs = require_git_dirs(root)
        self.root: Path = self.dirs.worktree
        if self.root != root.resolve():
            raise GitError(f"{root} lies inside a repository, but is not its top", hint=f"its top is {self.root}")
        self.config: GitConfig = config or GitConfig(self.root)

    def head(self) -> str | None:
        """The id of the current commit; None when there is none yet. No process."""
        return read_head(self.dirs)

    def branch(self) -> str:
        """The current branch's name; empty when HEAD is detached. No process."""
        return read_branch(self.dirs)

    def states(self, paths: Collection[str]) -> dict[str, PathState]:
        """How each of these paths stands, from one `git status`; one that exists nowhere has the empty state.

        Args:
            paths: relative to the top, with `/`, of files.

        Raises:
            GitError: when git fails.
        """
        if not paths:
            return {}
        output = self._status(_ALL, "--ignored=matching", "--", *pathspecs(paths))
        known = parse_status(output).states
        folders = {path: state for path, state in known.items() if path.endswith("/")}
        others = [path for path in paths if path not in known]
        present = set(filter(self.exists, others))
        hidden = self._hidden([path for path in others if path not in present])
        return {
            path: known.get(path) or _unlisted(path, folders, on_disk=path in present, is_hidden=path in hidden)
            for path in paths
        }

    def changed_paths(self, prefix: str = "") -> list[ChangedPath]:
        """The files below `prefix` that differ from HEAD, by path; unknown ones too, ignored ones not.

        Raises:
            GitError: when git fails.
        """
        return parse_status(self._status(_ALL, "--", *([prefix] if prefix else []))).changed()

    def status(self, prefix: str, looks: Mapping[str, "FolderLook"] = {}) -> Status:
        """The files below `prefix` that differ from HEAD, and how the branch stands to its remote one; no network.

        Args:
            prefix: relative to the top.
            looks: folder right below `prefix` → what a look at it has just told. Git does not look there again.

        Raises:
            GitError: when git fails.
        """
        differing = self._differing(looks) if looks else None
        if differing is None or len(differing) > MANY_PATHS:
            return parse_status(self._status(_ALL, *_BRANCH, "--", prefix))
        elsewhere = (literal(prefix), *(f":(exclude,literal){folder}" for folder in looks))
        output = self._status("--untracked-files=no", *_BRANCH, "--", *elsewhere, literally=False)
        output += self._status("--untracked-files=no", "--", *differing) if differing else b""
        return parse_status(
            output + self._unknown(prefix, [name for name, look in looks.items() if not look.has_unknown])
        )

    def _unknown(self, prefix: str, known: Collection[str]) -> bytes:
        """The lines of a status for the files that are neither tracked nor ignored; those below `known` are not."""
        import os

        places = [path for name in os.listdir(self.root / prefix) if (path := f"{prefix}/{name}") not in known]
        command = ("ls-files", "--others", "--exclude-standard", "-z", "--")
        output = read_git(self.root, *command, *pathspecs(places)) if places else b""
        return b"".join(b"? %b\0" % path for path in output.split(b"\0") if path)

    def _differing(self, looks: Mapping[str, "FolderLook"]) -> set[str] | None:
        """The tracked files in these folders that may differ from HEAD; None where there is no HEAD."""
        command = ("diff-index", "--cached", "--name-only", "-z", "--no-renames", "--ignore-submodules=all", "HEAD")
        outcome, staged = try_git(self.root, *command, "--", *looks)
        return (
            None
            if outcome.status
            else {*nul_split(staged), *(path for look in looks.values() for path in look.changed)}
        )

    def staged_files(self, prefix: str = "") -> dict[str, str]:
        """Path and blob id of the files below `prefix` that the commit under way or the next would have.

        Inside a hook that is the index named in GIT_INDEX_FILE, that of a partial commit too.

        Raises:
            GitError: when git fails.
        """
        from wmsgit.vcs.index_entries import read_index

        return read_index(self.root, prefix, hook_index(self.dirs))

    def read_files(self, files: Sequence[tuple[str, str]]) -> list[bytes | None]:
        """The bytes of files at commits: see `wmsgit.vcs.objects.blobs.read_files`."""
        if not files:
            return []
        from wmsgit.vcs.objects.blobs import read_files

        return read_files(self.root, files)

    def _status(self, *arguments: str, literally: bool = True) -> bytes:
        options = ("--porcelain=v2", "-z", "--no-renames", "--ignore-submodules=all")
        return read_git(self.root, "status", *options, *arguments, literally=literally, is_plane=True)

    def _hidden(self, missing: Collection[str]) -> Collection[str]:
        """Those of the paths without a file that a sparse checkout leaves out: status does not list them."""
        if not missing or not self.config.flag("core.sparseCheckout"):
            return ()
        from wmsgit.vcs.index_entries import read_entries

        return read_entries(self.root, missing)

    def exists(self, path: str) -> bool:
        """Whether there is such a path on disk, be it a broken link."""
        import os.path

        return os.path.lexists(f"{self.root}/{path}")


def _unlisted(path: str, folders: Mapping[str, PathState], *, on_disk: bool, is_hidden: bool) -> PathState:
    """The state of a path that status does not name, or names only a directory above."""
    for folder, state in folders.items():
        if path.startswith(folder):
            return state if on_disk else _NOWHERE
    if on_disk or is_hidden:
        return PathState(tracked=True, in_head=True, on_disk=on_disk)
    return _NOWHERE


def init_repository(path: Path) -> GitDirs:
    """Makes a repository at `path`, which may exist already, on the user's default branch, else `main`.

    Raises:
        GitError: when git refuses.
    """
    with refused(str(path), "the folder cannot be made"):
        from wmsgit.disk.named import make_user_folder

        make_user_folder(path)
    named = GitConfig(path).get("init.defaultBranch")
    outcome = make_repository(path, "--quiet", *(() if named else ("-b", _DEFAULT_BRANCH)), "--", ".")
    if outcome.status:
        raise GitError("git init failed", where=str(path), details=outcome.lines)
    return require_git_dirs(path)
