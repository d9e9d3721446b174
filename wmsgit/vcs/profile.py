"""Profiles: the three ways in which Git is started, and what each lets a repository decide.

Records and checkouts come from strangers. Which repository Git opens, which programs its configuration may name and
whether it asks a remote are therefore said here, for every process, and never left to what lies in a folder.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, Literal

from wmsgit.vcs.environment import plain_environment
from wmsgit.vcs.locate import explicit_git_dir

Profile = Literal["read", "own write", "fetch"]
"""How a git process is started: `READ`, `OWN_WRITE` or `FETCH`."""

READ: Final = "read"
"""Reads what is here. The repository is named, none that a folder holds is discovered; nothing is fetched, and no file
system monitor is started but the plane's."""
OWN_WRITE: Final = "own write"
"""Changes the plane or a member, as if the user had typed it: their environment, hooks and filters. Nothing is added
that a hook would inherit, `GIT_DIR` included."""
FETCH: Final = "fetch"
"""Asks a remote: as `READ` for objects that a partial clone lacks, as `OWN_WRITE` for clones and branches."""

Start = tuple[tuple[str, ...], dict[str, str]]
"""How one process is to be started: what follows `git`, and its environment."""

_ALL_BUT_PLANE = ("-c", "core.fsmonitor=false")
_GUARDS = ("-c", "safe.bareRepository=explicit", "-c", "protocol.ext.allow=never")
"""Git reads the first from the command line and the user's own files alone, so that no repository can lift it."""
_MESSAGES = ("-c", "trailer.separators=:", "-c", "core.commentChar=#")
"""How messages are written here, whatever the user's own are like: their trailers are found again."""
_OFFLINE = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "/"}
"""The second holds where Git does not know the first (before 2.39.4 and 2.45): no protocol has that name, and the
variable goes before any `protocol.NAME.allow` of a repository (git, `GIT_ALLOW_PROTOCOL`)."""
_NO_REPOSITORY = f"--git-dir={os.devnull}"


def plain_start(
    profile: Profile,
    top: Path,
    arguments: Sequence[str],
    *,
    index_file: Path | None = None,
    needs_repository: bool = True,
    is_plane: bool = False,
) -> Start | None:
    """How to start git to read, or to fetch what a read lacks; None where there is no repository to do it in.

    Args:
        profile: `READ` or `FETCH`.
        top: where the worktree has its top, or a bare repository is.
        arguments: the command and what follows it.
        index_file: the index to read instead of the repository's own.
        needs_repository: whether the command makes no sense without; else it runs in none where there is none, and
            reads no configuration but the user's.
        is_plane: whether this is the repository that the user works in, whose file system monitor may be asked.
    """
    repository = _repository(top)
    if repository is None:
        if needs_repository:
            return None
        repository = (_NO_REPOSITORY,)
    environment = plain_environment()
    if profile == READ:
        environment |= _OFFLINE
    if index_file is not None:
        environment["GIT_INDEX_FILE"] = str(index_file)
    if not repository[0].startswith("--"):
        environment["GIT_CEILING_DIRECTORIES"] = str(top.resolve().parent)
    monitor = () if is_plane else _ALL_BUT_PLANE
    return (*_GUARDS, *_MESSAGES, *repository, *monitor, *arguments), environment


def _repository(top: Path) -> tuple[str, ...] | None:
    """The options that name the repository; None where there is none.

    Git trusts a repository that is named without asking who owns it (git-config, `safe.directory`). One that is not
    the user's own is therefore left to be discovered, here and not above, so that Git judges it.
    """
    git_dir = explicit_git_dir(top)
    if git_dir is None:
        return None
    dot_git = f"{top}/.git"
    is_bare = not os.path.lexists(dot_git)
    if _are_own((git_dir,) if is_bare else (top, dot_git, git_dir)):
        return (f"--git-dir={git_dir}",)
    return ("-c", f"safe.bareRepository={'all' if is_bare else 'explicit'}")


def _are_own(paths: Iterable[Path | str]) -> bool:
    """Whether the user who runs us owns some files; where there are no such users nobody does."""
    return hasattr(os, "geteuid") and {os.lstat(path).st_uid for path in paths} == {os.geteuid()}
