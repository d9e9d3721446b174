"""The environment that git runs in: the user's own, without what would point it at another repository."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from wmsgit.vcs.locate import GitDirs

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
