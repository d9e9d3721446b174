"""Profiles: the three ways in which Git is started, and what each lets a repository decide.

Records and checkouts come from strangers. Which repository Git opens, which programs its configuration may name and
whether it asks a remote are therefore said here, for every process, and never left to what lies in a folder.
The environment is the user's own, without what would point Git at another repository.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from wmsgit.vcs.locate import GitDirs, explicit_git_dir

# `git rev-parse --local-env-vars` (git 2.39) without GIT_CONFIG_PARAMETERS and GIT_CONFIG_COUNT, which carry
# the user's own `git -c`, and with what changes the meaning of a pathspec. pre-commit drops more of them
# (pre_commit/git.py, no_git_env).
_FOREIGN = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_CONFIG",
        "GIT_DIR",
        "GIT_GLOB_PATHSPECS",
        "GIT_GRAFT_FILE",
        "GIT_ICASE_PATHSPECS",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_INTERNAL_SUPER_PREFIX",
        "GIT_LITERAL_PATHSPECS",
        "GIT_NAMESPACE",
        "GIT_NOGLOB_PATHSPECS",
        "GIT_NO_REPLACE_OBJECTS",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    }
)


def elsewhere(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment, by default ours, for a command in another repository: inside a hook, ours names this one."""
    source = os.environ if environ is None else environ
    return {name: value for name, value in source.items() if name not in _FOREIGN}


def plain_environment() -> dict[str, str]:
    """The environment for a command whose output is parsed: untranslated, and never taking `index.lock`.

    It is written in large parts: by itself git writes each commit apart where its output is a pipe (git, `GIT_FLUSH`).
    """
    return elsewhere() | {"LC_ALL": "C", "LANGUAGE": "", "GIT_OPTIONAL_LOCKS": "0", "GIT_FLUSH": "0"}


def write_settings() -> dict[str, str]:
    """What a writing command sets: English messages, but the user's own encoding, which hooks may need."""
    encoding = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG", "")
    return {"LC_ALL": "", "LC_CTYPE": encoding, "LC_MESSAGES": "C", "LANGUAGE": ""}


@contextmanager
def own_repository(settings: Mapping[str, str] | None = None) -> Iterator[None]:
    """Takes the foreign variables out of our environment: GitPython cannot leave them out of a child's.

    Outside a hook there are none, and nothing is touched but for the `settings`, which hold until the end.
    """
    settings = settings or {}
    held = {name: os.environ.pop(name) for name in {*_FOREIGN, *settings} if name in os.environ}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name in settings:
            os.environ.pop(name, None)
        os.environ.update(held)


def hook_index(dirs: GitDirs, environ: Mapping[str, str] | None = None) -> Path | None:
    """The index that the Git command which runs us as a hook is about to commit; None outside a hook.

    A partial commit (`git commit FILE`) has an index of its own, named in `GIT_INDEX_FILE` (githooks). One of
    another repository, whose hook may be running us, does not count.
    """
    name = (os.environ if environ is None else environ).get("GIT_INDEX_FILE", "")
    if not name:
        return None
    path = (dirs.worktree / name).resolve()
    return path if path.is_relative_to(dirs.git_dir) and path.exists() else None


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
