"""Git's hooks: a pre-commit hook of ours beside whatever hook exists."""

import os
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from wmsgit.disk.writer import move_file, remove_file, write_file
from wmsgit.errors import ConflictError
from wmsgit.model.value import immutable
from wmsgit.vcs.config import GitConfig, hooks_dir
from wmsgit.vcs.locate import GitDirs, main_worktree

CHECK_COMMAND = "wmsgit check --staged"
"""What the pre-commit hook runs."""

FRAMEWORK_CONFIG = ".pre-commit-config.yaml"
_FRAMEWORK = b"hook-impl --config="
"""What stands in the hook that `pre-commit install` generates (https://pre-commit.com)."""

_BEGIN = b"# >>> wmsgit >>>\n"
_END = b"# <<< wmsgit <<<\n"
_BLOCK = re.compile(re.escape(_BEGIN) + rb".*?" + re.escape(_END), re.DOTALL)
_SHELL = re.compile(rb"#![^\n]*\b(?:sh|bash|dash|zsh|ksh|ash)\b[^\n]*\n")
_SHEBANG = b"#!/bin/sh\n"
_PRE_COMMIT = "pre-commit"
_ORIGINAL = f"{_PRE_COMMIT}.wmsgit-original"
_RUN_ORIGINAL = f"""original="$(dirname "$0")/{_ORIGINAL}"
if [ -x "$original" ]; then
    "$original" "$@" || exit $?
fi
"""


@immutable
class HookChange:
    """What became of the pre-commit hook.

    Attributes:
        path: the hook's file.
        action: `created`; `extended`, a shell script that now has our lines; `wrapped`, another program that
            our script now runs; `updated`, our lines were older; `removed`; or `unchanged`.
    """

    path: Path
    action: Literal["created", "extended", "wrapped", "updated", "removed", "unchanged"]


def pre_commit_path(dirs: GitDirs) -> Path:
    """The file of the pre-commit hook, whether or not there is one."""
    return hooks_dir(dirs, GitConfig(dirs.worktree)) / _PRE_COMMIT


def runs_before_commit(dirs: GitDirs, command: str) -> bool:
    """Whether the pre-commit hook has `command` in it, or is the framework's, whose configuration has it."""
    path = pre_commit_path(dirs)
    text = path.read_bytes() if path.is_file() else b""
    return command.encode() in text or (_FRAMEWORK in text and command in framework_config(dirs))


def framework_config(dirs: GitDirs) -> str:
    """The configuration of the pre-commit framework without its comments, where its hook is the one that runs."""
    try:
        hook = pre_commit_path(dirs).read_bytes()
        text = (dirs.worktree / FRAMEWORK_CONFIG).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return re.sub(r"(?m)^\s*#.*$", "", text) if _FRAMEWORK in hook else ""


def install_pre_commit(dirs: GitDirs, command: str) -> HookChange:
    """Makes `command` run before each commit, beside whatever hook exists; a second call changes nothing.

    Where the command is not on PATH the hook says so and lets the commit pass. A shell script gets our lines
    after its first one, between two marks. Any other program, a link, or a script that is switched off is
    kept under another name, and our script runs it after ours, if it is executable.

    Args:
        dirs: the repository.
        command: what to run, such as `wmsgit check --staged`; a line of shell.

    Raises:
        ConflictError: when `core.hooksPath` names a directory outside the repository, which others may share.
    """
    hook = hook_file(dirs, _PRE_COMMIT, command)
    path = hook.path
    if not os.path.lexists(path):
        hook.write(_SHEBANG + _block(command))
        return HookChange(path, "created")
    if not _is_shell_script(path):
        hook.move_to(_ORIGINAL)
        hook.write(_SHEBANG + _block(command, _RUN_ORIGINAL))
        return HookChange(path, "wrapped")
    return _extend(hook, command)


def has_pre_commit(dirs: GitDirs) -> bool:
    """Whether the pre-commit hook has lines of ours, whatever they run."""
    path = pre_commit_path(dirs)
    return path.is_file() and _BLOCK.search(path.read_bytes()) is not None


def uninstall_pre_commit(dirs: GitDirs) -> HookChange:
    """Takes out what `install_pre_commit` put in: the hook is as it was before, byte for byte.

    Raises:
        ConflictError: when `core.hooksPath` names a directory outside the repository.
    """
    hook = hook_file(dirs, _PRE_COMMIT)
    path = hook.path
    content = path.read_bytes() if path.is_file() else b""
    rest = _BLOCK.sub(b"", content, count=1)
    if rest == content:
        return HookChange(path, "unchanged")
    original = path.with_name(_ORIGINAL)
    if rest != _SHEBANG:
        hook.write(rest)
    elif os.path.lexists(original):
        replace(hook, name=_ORIGINAL).move_to(_PRE_COMMIT)
    else:
        hook.remove()
    return HookChange(path, "removed")


@immutable
class HookFile:
    """The place of one hook, which is written through no link.

    Attributes:
        home: the worktree or Git directory that it lies in.
        folder: the way from there.
        name: the hook's name.
    """

    home: Path
    folder: tuple[str, ...]
    name: str

    @property
    def path(self) -> Path:
        """The whole path."""
        return self.home.joinpath(*self.folder, self.name)

    def write(self, content: bytes) -> None:
        """Writes the executable file at once or not at all."""
        write_file(self.home, self._below(), content, mode=0o777 & ~_umask())

    def move_to(self, name: str) -> None:
        """Keeps what is there under another name."""
        move_file(self.home, self._below(), name)

    def remove(self) -> None:
        """Removes the file."""
        remove_file(self.home, self._below())

    def _below(self) -> str:
        return "/".join((*self.folder, self.name))


def hook_file(dirs: GitDirs, name: str, command: str = "") -> HookFile:
    """The place of a hook of this name.

    Args:
        dirs: the repository.
        name: such as `pre-commit`.
        command: the line that the hook would get, for the hint.

    Raises:
        ConflictError: when `core.hooksPath` names a directory outside the repository, which others may share.
    """
    named = hooks_dir(dirs, GitConfig(dirs.worktree))
    folder = named.resolve()
    homes: Iterable[Path] = (dirs.worktree, dirs.common_dir, main_worktree(dirs) or dirs.worktree)
    home = next((home for home in homes if folder.is_relative_to(home)), None)
    if home is None:
        hint = f"add this line to the {name} hook there yourself: {command}" if command else ""
        raise ConflictError(f"core.hooksPath is {named}, outside this repository: others may share it", hint=hint)
    return HookFile(home, folder.relative_to(home).parts, name)


def _is_shell_script(path: Path) -> bool:
    if path.is_symlink() or not os.access(path, os.X_OK):
        return False
    return _SHELL.match(path.read_bytes()) is not None


def _extend(hook: HookFile, command: str) -> HookChange:
    path = hook.path
    content = path.read_bytes()
    present = _BLOCK.search(content)
    if present is None:
        first, newline, rest = content.partition(b"\n")
        hook.write(first + newline + _block(command) + rest)
        return HookChange(path, "extended")
    runs_original = _RUN_ORIGINAL if _ORIGINAL.encode() in present[0] else ""
    updated = content[: present.start()] + _block(command, runs_original) + content[present.end() :]
    if updated == content:
        return HookChange(path, "unchanged")
    hook.write(updated)
    return HookChange(path, "updated")


def _block(command: str, after: str = "") -> bytes:
    import shlex

    program = shlex.split(command)[0]
    script = f"""# `wmsgit hooks` put these lines here and takes them out again.
if command -v {shlex.quote(program)} >/dev/null 2>&1; then
    {command} || exit $?
else
    echo "{program} is not on PATH, so nothing was checked" >&2
fi
"""
    return _BEGIN + (script + after).encode() + _END


def _umask() -> int:
    """The process's own umask, which can only be read by setting it."""
    umask = os.umask(0)
    os.umask(umask)
    return umask
