"""Where a repository's directories are, found by reading files alone: no process is started."""

import os
import re
from pathlib import Path

from wmsgit.errors import GitError
from wmsgit.model.value import immutable

PRIVATE = "wmsgit"
"""The folder in a Git directory that is wmsgit's own."""

_SETTING = r"^\s*(?P<name>[A-Za-z][A-Za-z0-9-]*)\s*(?:=\s*(?P<value>.*?))?\s*$"
_SECTION = r"^\s*\[\s*(?P<name>[^\]]*?)\s*\]"

_ADMITTED: set[Path] = set()
"""The bare repositories that this process may read: see `admit_bare`."""


@immutable
class GitDirs:
    """The directories of one worktree, absolute and without symbolic links.

    Attributes:
        worktree: the top of the files.
        git_dir: what is this worktree's own: `HEAD`, the index, a merge under way.
        common_dir: what all worktrees share: refs, objects, hooks, configuration. Equal to `git_dir` but in a
            linked worktree (gitrepository-layout, `commondir`).
    """

    worktree: Path
    git_dir: Path
    common_dir: Path


def find_git_dirs(start: Path) -> GitDirs | None:
    """The repository that `start` lies in, or None: no repository, or one without files (bare).

    Raises:
        GitError: when a `.git` file on the way up names a directory that is not there.
    """
    here = start.resolve()
    for folder in (here, *here.parents):
        dirs = _dirs_at(folder)
        if dirs is not None or _is_git_dir(folder):
            return dirs
    return None


def repository_at(path: Path) -> GitDirs | None:
    """The repository whose worktree has its top at `path`; None where there is none, as in a directory inside one."""
    dirs = find_git_dirs(path)
    return dirs if dirs is not None and dirs.worktree == path.resolve() else None


def is_bare_repository(path: Path) -> bool:
    """Whether `path` is itself a repository without a worktree, or a Git directory."""
    return find_bare_repository(path) == path.resolve()


def find_bare_repository(start: Path) -> Path | None:
    """The bare repository or Git directory that `start` lies in; None when in a worktree or in neither."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if _dirs_at(folder) is not None:
            return None
        if _is_git_dir(folder):
            return folder
    return None


def brought_repository(path: Path, workspace: Path) -> Path | None:
    """The bare repository that `path` is, or lies in, where a checkout may have brought it; None for every other path.

    Git forbids to track `.git`, but a folder that is itself a Git directory is made of ordinary files, its
    configuration among them (git-config, `safe.bareRepository`). So one that lies in a worktree, in a Git directory or
    in the workspace is nobody's choice, whatever it says of itself.
    """
    bare = find_bare_repository(path)
    if bare is None:
        return None
    return bare if bare.is_relative_to(workspace.resolve()) or _is_enclosed(bare) else None


def require_not_brought(path: Path, workspace: Path) -> None:
    """Refuses a path in a bare repository that a checkout may have brought: see `brought_repository`.

    Raises:
        GitError: for such a path.
    """
    bare = brought_repository(path, workspace)
    if bare is not None:
        raise GitError(
            "this is a bare repository inside a checkout, which may have brought it: git is not run in it",
            where=str(bare),
            hint="keep a bare repository outside of every worktree",
        )


def admit_bare(path: Path, workspace: Path) -> None:
    """Lets git read the bare repository at `path` from now on: none is ever read but one that was admitted.

    Raises:
        GitError: when a checkout may have brought it.
    """
    require_not_brought(path, workspace)
    _ADMITTED.add(path.resolve())


def has_worktree(top: Path) -> bool:
    """Whether a worktree has its top here: then its `.git` is the first place where Git looks for the repository.

    Raises:
        GitError: when a `.git` file names a directory that is not there.
    """
    return _is_git_dir(top / ".git") or _dirs_at(top) is not None


def explicit_git_dir(top: Path) -> Path | None:
    """The Git directory to name to Git for the worktree that has its top here, or the admitted bare repository here.

    None where there is neither.

    Raises:
        GitError: when a `.git` file names a directory that is not there.
    """
    dot_git = top / ".git"
    if _is_git_dir(dot_git):
        return dot_git.absolute()
    if dot_git.is_file():
        return _pointed_at(dot_git)
    bare = top.resolve() if _ADMITTED else top
    return bare if bare in _ADMITTED and _is_git_dir(bare) and not _is_enclosed(bare) else None


def common_dir_at(top: Path) -> Path | None:
    """What the worktrees of the repository share that has its top here, or is bare here: see `explicit_git_dir`."""
    git_dir = explicit_git_dir(top)
    return _common_dir(git_dir) if git_dir else None


def require_git_dirs(start: Path) -> GitDirs:
    """The repository that `start` lies in.

    Raises:
        GitError: when there is none, or one without a worktree.
    """
    dirs = find_git_dirs(start)
    if dirs is not None:
        return dirs
    bare = find_bare_repository(start)
    if bare is not None:
        raise GitError(
            f"{bare} has no worktree: it is a bare repository or a Git directory",
            hint="work in a clone of it",
        )
    raise GitError(f"{start} is not in a Git repository", hint="`git init` makes one")


def main_worktree(dirs: GitDirs) -> Path | None:
    """The worktree that is not a linked one; None where the shared directory belongs to a bare repository."""
    if dirs.git_dir == dirs.common_dir:
        return dirs.worktree
    settings = _core_settings(dirs.common_dir / "config")
    if settings.get("bare", "false").lower() in {"true", "yes", "on", "1", ""}:
        return None
    if "worktree" in settings:
        return (dirs.common_dir / settings["worktree"]).resolve()
    return dirs.common_dir.parent if dirs.common_dir.name == ".git" else None


def worktree_of(repository: Path, start: Path) -> Path:
    """The worktree that `start` lies in when it is one of this repository's; else the path of the repository."""
    here = find_git_dirs(start)
    if here is None or here.worktree == repository:
        return repository
    there = find_git_dirs(repository)
    shared = there.common_dir if there and there.worktree == repository.resolve() else find_bare_repository(repository)
    return here.worktree if here.common_dir == shared else repository


def private_dir(dirs: GitDirs) -> Path:
    """Where this worktree's caches and state lie; it may not exist yet."""
    return dirs.git_dir / PRIVATE


def shared_dir(dirs: GitDirs) -> Path:
    """Where what all worktrees share lies, the lock among it; it may not exist yet."""
    return dirs.common_dir / PRIVATE


def linked_worktrees(common_dir: Path) -> list[Path]:
    """The tops of the linked worktrees that still exist."""
    result = []
    for pointer in sorted(common_dir.glob("worktrees/*/gitdir")):
        dot_git = pointer.parent / _read_line(pointer)
        if dot_git.name == ".git" and dot_git.exists():
            result.append(dot_git.parent.resolve())
    return result


def is_locked_worktree(dirs: GitDirs) -> bool:
    """Whether a linked worktree is locked, as on a disk that is not always there (git-worktree)."""
    return dirs.git_dir != dirs.common_dir and (dirs.git_dir / "locked").exists()


def _dirs_at(folder: Path) -> GitDirs | None:
    dot_git = folder / ".git"
    if dot_git.is_file():
        git_dir = _pointed_at(dot_git)
    elif _is_git_dir(dot_git):
        git_dir = dot_git.resolve()
    else:
        return None
    return GitDirs(folder, git_dir, _common_dir(git_dir))


def _pointed_at(dot_git: Path) -> Path:
    prefix, _, target = _read_line(dot_git).partition("gitdir:")
    git_dir = (dot_git.parent / target.strip()).resolve()
    if prefix or not target.strip() or not (git_dir / "HEAD").exists():
        raise GitError(
            "this file does not lead to a Git directory",
            where=str(dot_git),
            hint="`git worktree repair` in the main worktree mends a worktree that was moved",
        )
    return git_dir


def _common_dir(git_dir: Path) -> Path:
    pointer = git_dir / "commondir"
    return (git_dir / _read_line(pointer)).resolve() if pointer.is_file() else git_dir


def _is_enclosed(bare: Path) -> bool:
    """Whether a folder lies below the top of a worktree, or below a Git directory."""
    return any(os.path.lexists(above / ".git") or _is_git_dir(above) for above in bare.parents)


def _is_git_dir(folder: Path) -> bool:
    """Whether Git itself would take `folder` for a Git directory (setup.c, `is_git_directory`).

    Git asks only whether `objects` and `refs` may be entered, which is true of a file that may be executed, too.
    """
    head = folder / "HEAD"
    if not head.is_file() and not head.is_symlink():
        return False
    if os.access(f"{folder}/objects", os.X_OK) and os.access(f"{folder}/refs", os.X_OK):
        return True
    return (folder / "commondir").is_file()


def _read_line(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="surrogateescape").strip("\r\n")


def _core_settings(config: Path) -> dict[str, str]:
    """The `[core]` settings of a configuration file; includes are left aside."""
    settings: dict[str, str] = {}
    section = ""
    for line in config.read_text(encoding="utf-8", errors="replace").splitlines() if config.is_file() else ():
        heading = re.match(_SECTION, line)
        setting = re.match(_SETTING, line)
        if heading:
            section = heading["name"].lower()
        elif setting and section == "core":
            settings[setting["name"].lower()] = (setting["value"] or "").strip('"')
    return settings


def is_partial(root: Path) -> bool:
    """Whether a repository may lack objects that its remote has promised: it has a pack of such a remote."""
    common_dir = common_dir_at(root)
    if common_dir is None:
        return False
    try:
        with os.scandir(common_dir / "objects" / "pack") as entries:
            return any(entry.name.endswith(".promisor") for entry in entries)
    except OSError:
        return False
