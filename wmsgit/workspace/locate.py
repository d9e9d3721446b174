"""Finding the workspace: upward from a folder, or by the Git configuration of a member repository."""

from collections.abc import Iterator
from pathlib import Path

from wmsgit.errors import GitError, NotFoundError

SETTINGS_PATH = "records/workspace.yaml"
_CONFIG_NAME = "wmsgit.workspace"
_HINT = "'wmsgit init' makes a workspace; -C DIR or WMSGIT_WORKSPACE chooses one"


def find_root(start: Path, chosen: Path | None = None) -> Path:
    """The root of the workspace that `start` lies in, or of the `chosen` one.

    Args:
        start: the current directory.
        chosen: the folder given with `-C` or `WMSGIT_WORKSPACE`; a folder inside the workspace will do.

    Raises:
        NotFoundError: when there is none.
        GitError: in a bare repository, which has no files.
    """
    base = _absolute(start, chosen)
    if not base.is_dir():
        raise NotFoundError("there is no such folder", where=str(chosen or start), hint=_HINT)
    for folder in (base, *base.parents):
        if (folder / SETTINGS_PATH).is_file():
            return folder
    return _configured_root(base)


def _absolute(start: Path, chosen: Path | None) -> Path:
    return (start / chosen.expanduser() if chosen else start).resolve()


def _configured_root(base: Path) -> Path:
    for value in _configured(base):
        root = (base / Path(value).expanduser()).resolve()
        if (root / SETTINGS_PATH).is_file():
            return root
        raise NotFoundError(f"no workspace at {root}", where=f"git config {_CONFIG_NAME}", hint=_HINT)
    if _is_bare(base):
        raise GitError("this is a bare repository, which has no files to work on", where=str(base), hint="clone it")
    raise NotFoundError("there is no workspace here", where=str(base), hint=_HINT)


def _configured(base: Path) -> Iterator[str]:
    from wmsgit.vcs.config import GitConfig
    from wmsgit.vcs.locate import find_git_dirs

    dirs = find_git_dirs(base)
    value = GitConfig(dirs.worktree).get(_CONFIG_NAME) if dirs else None
    if dirs and value:
        yield str(dirs.worktree / Path(value).expanduser())


def _is_bare(base: Path) -> bool:
    return (base / "HEAD").is_file() and (base / "objects").is_dir() and (base / "refs").is_dir()
