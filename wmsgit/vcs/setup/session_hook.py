"""The hook that writes the trailer of the open session into a member's commits (prepare-commit-msg, githooks)."""

import re
from pathlib import Path

from wmsgit.errors import ConflictError
from wmsgit.vcs.history.journal import SESSION_TRAILER
from wmsgit.vcs.locate import GitDirs
from wmsgit.vcs.setup.hooks import hook_file

_NAME = "prepare-commit-msg"
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
    hook = hook_file(dirs, _NAME)
    path = hook.path
    text = path.read_bytes().decode("utf-8", "surrogateescape") if path.is_file() else _SHEBANG
    first = _SHELL.match(text)
    if first is None or path.is_symlink():
        raise ConflictError("the hook that is there is no shell script", where=str(path))
    rest = _BLOCK.sub("", text[first.end() :], count=1)
    hook.write(_encoded(first[0] + _LINES + rest))
    return path


def uninstall_session_hook(dirs: GitDirs) -> bool:
    """Take the lines out again, and the file where nothing else is in it; False when there were none."""
    hook = hook_file(dirs, _NAME)
    path = hook.path
    text = path.read_bytes().decode("utf-8", "surrogateescape") if path.is_file() else ""
    rest = _BLOCK.sub("", text, count=1)
    if rest == text:
        return False
    if rest == _SHEBANG:
        hook.remove()
    else:
        hook.write(_encoded(rest))
    return True


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
