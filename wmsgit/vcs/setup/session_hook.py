"""The hook that writes the trailer of the open session into a member's commits (prepare-commit-msg, githooks)."""

import re
from pathlib import Path

from wmsgit.errors import ConflictError
from wmsgit.vcs.config import GitConfig
from wmsgit.vcs.history.journal import SESSION_TRAILER
from wmsgit.vcs.locate import GitDirs, main_worktree
from wmsgit.vcs.setup.hooks import hooks_dir

_BEGIN, _END = "# >>> wmsgit session >>>\n", "# <<< wmsgit session <<<\n"
_BLOCK = re.compile(re.escape(_BEGIN) + r".*?" + re.escape(_END), re.DOTALL)
_SHEBANG = "#!/bin/sh\n"
_SHELL = re.compile(r"#![^\n]*\b(?:sh|bash|dash|zsh|ksh|ash)\b[^\n]*\n")
_LINES = f"""{_BEGIN}wmsgit_session="$(wmsgit session current 2>/dev/null)" || wmsgit_session=""
if [ -n "$wmsgit_session" ]; then
    git interpret-trailers --in-place --if-exists doNothing \\
        --trailer "{SESSION_TRAILER}: $wmsgit_session" -- "$1" || :
fi
{_END}"""


def install_session_hook(dirs: GitDirs) -> Path:
    """Let commits carry the session's trailer, and give the hook's file; a second call changes nothing.

    Raises:
        ConflictError: when another program than a shell script stands there, or the hooks lie outside the repository.
    """
    path = _path(dirs)
    text = path.read_text(encoding="utf-8", errors="surrogateescape") if path.is_file() else _SHEBANG
    first = _SHELL.match(text)
    if first is None or path.is_symlink():
        raise ConflictError("the hook that is there is no shell script", where=str(path))
    rest = _BLOCK.sub("", text[first.end() :], count=1)
    _write(path, first[0] + _LINES + rest)
    return path


def uninstall_session_hook(dirs: GitDirs) -> bool:
    """Take the lines out again, and the file where nothing else is in it; False when there were none."""
    path = _path(dirs)
    text = path.read_text(encoding="utf-8", errors="surrogateescape") if path.is_file() else ""
    rest = _BLOCK.sub("", text, count=1)
    if rest == text:
        return False
    if rest == _SHEBANG:
        path.unlink()
    else:
        _write(path, rest)
    return True


def _path(dirs: GitDirs) -> Path:
    folder = hooks_dir(dirs, GitConfig(dirs.worktree)).resolve()
    homes = (dirs.worktree, dirs.common_dir, main_worktree(dirs) or dirs.worktree)
    if not any(folder.is_relative_to(home) for home in homes):
        raise ConflictError(f"core.hooksPath is {folder}, outside this repository: others may share it")
    return folder / "prepare-commit-msg"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode if path.exists() else 0o755
    draft = path.with_name(f"{path.name}.wmsgit")
    draft.write_text(text, encoding="utf-8", errors="surrogateescape", newline="")
    draft.chmod(mode)
    draft.replace(path)
