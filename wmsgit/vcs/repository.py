"""A repository as the rooms above see it: what HEAD, the index and the worktree hold."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from wmsgit.disk.folder import refused
from wmsgit.errors import GitError
from wmsgit.vcs.config import GitConfig
from wmsgit.vcs.index_entries import pathspecs, read_entries, read_index
from wmsgit.vcs.locate import GitDirs, require_git_dirs
from wmsgit.vcs.objects.blobs import read_blob, read_blobs, read_files
from wmsgit.vcs.process import make_repository, read_git
from wmsgit.vcs.profile import hook_index
from wmsgit.vcs.refs import read_branch, read_head
from wmsgit.vcs.status import ChangedPath, PathState, Status, parse_status

_DEFAULT_BRANCH = "main"


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
        output = self._status("--ignored=matching", "--", *pathspecs(paths))
        known = parse_status(output).states
        folders = {path: state for path, state in known.items() if path.endswith("/")}
        hidden = self._hidden(paths)
        return {path: known.get(path) or self._unlisted(path, folders, hidden) for path in paths}

    def changed_paths(self, prefix: str = "") -> list[ChangedPath]:
        """The files below `prefix` that differ from HEAD, by path; unknown ones too, ignored ones not.

        Raises:
            GitError: when git fails.
        """
        return parse_status(self._status("--", *([prefix] if prefix else []))).changed()

    def status(self, prefix: str) -> Status:
        """The files below `prefix` that differ from HEAD, and how the branch stands to its remote one; no network.

        Raises:
            GitError: when git fails.
        """
        return parse_status(self._status("--branch", "--ahead-behind", "--", prefix))

    def staged_files(self, prefix: str = "") -> dict[str, str]:
        """Path and blob id of the files below `prefix` that the commit under way or the next would have.

        Inside a hook that is the index named in GIT_INDEX_FILE, that of a partial commit too.

        Raises:
            GitError: when git fails.
        """
        return read_index(self.root, prefix, hook_index(self.dirs))

    def blob(self, revision: str, path: str) -> bytes | None:
        """A file's bytes at a revision, or None: see `wmsgit.vcs.objects.blobs.read_blob`."""
        return read_blob(self.root, revision, path)

    def read_files(self, files: Sequence[tuple[str, str]]) -> list[bytes | None]:
        """The bytes of files at commits: see `wmsgit.vcs.objects.blobs.read_files`."""
        return read_files(self.root, files)

    def read_blobs(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Id and bytes of these blobs, in order, from one process: see `wmsgit.vcs.objects.blobs.read_blobs`."""
        return read_blobs(self.root, ids)

    def _status(self, *arguments: str) -> bytes:
        options = ("--porcelain=v2", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=all")
        return read_git(self.root, "status", *options, *arguments, is_plane=True)

    def _hidden(self, paths: Collection[str]) -> Collection[str]:
        """Those that a sparse checkout leaves out of the worktree: status does not list them."""
        missing = [path for path in paths if not self.exists(path)]
        if not missing or not self.config.flag("core.sparseCheckout"):
            return ()
        return read_entries(self.root, missing)

    def _unlisted(self, path: str, folders: dict[str, PathState], hidden: Collection[str]) -> PathState:
        """The state of a path that status does not name, or names only a directory above."""
        for folder, state in folders.items():
            if path.startswith(folder):
                return state if self.exists(path) else PathState()
        on_disk = self.exists(path)
        tracked = on_disk or path in hidden
        return PathState(tracked=tracked, in_head=tracked, on_disk=on_disk)

    def exists(self, path: str) -> bool:
        """Whether there is such a path on disk, be it a broken link."""
        import os.path

        return os.path.lexists(self.root / path)


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
