"""The hook that writes trailers into a member's commits (prepare-commit-msg, githooks): it suggests, never refuses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wmsgit.errors import ConflictError
from wmsgit.vcs.config import GitConfig, hooks_dir
from wmsgit.vcs.locate import GitDirs
from wmsgit.vcs.message import SESSION_TRAILER
from wmsgit.vcs.setup.hooks import hook_file

_NAME = "prepare-commit-msg"
_SHEBANG = "#!/bin/sh\n"
_SHELL = re.compile(r"#![^\n]*\b(?:sh|bash|dash|zsh|ksh|ash)\b[^\n]*\n")


@dataclass(frozen=True, slots=True)
class HookBlock:
    """Lines of ours in the hook, between two marks of their own.

    Attributes:
        mark: what the marks name.
        lines: lines of shell.
    """

    mark: str
    lines: str

    @property
    def text(self) -> str:
        """The lines with their marks."""
        return f"# >>> wmsgit {self.mark} >>>\n{self.lines}# <<< wmsgit {self.mark} <<<\n"

    def without(self, text: str) -> str:
        """A script without the lines."""
        begin, end = (
            re.escape(mark) for mark in (f"# >>> wmsgit {self.mark} >>>\n", f"# <<< wmsgit {self.mark} <<<\n")
        )
        return re.sub(rf"{begin}.*?{end}", "", text, count=1, flags=re.DOTALL)


SESSION = HookBlock(
    "session",
    f"""wmsgit_session="$(wmsgit session current 2>/dev/null)" || wmsgit_session=""
if [ -n "$wmsgit_session" ]; then
    git interpret-trailers --in-place --if-exists doNothing \\
        --trailer "{SESSION_TRAILER}: $wmsgit_session" -- "$1" || :
fi
""",
)
"""Names the open session."""


def refs_block(prefixes: Sequence[str], word: str) -> HookBlock:
    """Lines that name the record of the branch, where the message names it nowhere.

    Args:
        prefixes: what numbered ids begin with; letters, digits, `.`, `_` and `-`.
        word: the word of the trailer.
    """
    listed = "|".join(re.escape(prefix) for prefix in prefixes) or "no-record-"
    return HookBlock(
        "refs",
        f"""wmsgit_branch="$(git symbolic-ref --quiet --short HEAD)" || wmsgit_branch=""
wmsgit_id="$(git config --get "branch.$wmsgit_branch.wmsgit")" || wmsgit_id="$(printf '%s\\n' "$wmsgit_branch" \\
    | tr '/' '\\n' | grep -oiE '^({listed})[0-9]+([-_.]|$)' | head -n 1 | sed 's/[-_.]$//' \\
    | tr '[:lower:]' '[:upper:]')"
if [ -n "$wmsgit_id" ] && [ "${{2:-}}" != merge ] && ! grep -qiF -- "$wmsgit_id" "$1"; then
    git interpret-trailers --in-place --trailer "{word}: $wmsgit_id" -- "$1" || :
fi
""",
    )


def install_message_hook(dirs: GitDirs, block: HookBlock) -> Path:
    """Let commits carry a trailer, and give the hook's file; a second call changes nothing.

    Raises:
        ConflictError: when another program than a shell script stands there, or the hooks lie outside the repository.
    """
    hook = hook_file(dirs, _NAME)
    path = hook.path
    text = _text(path) if path.is_file() else _SHEBANG
    first = _SHELL.match(text)
    if first is None or path.is_symlink():
        raise ConflictError("the hook that is there is no shell script", where=str(path))
    hook.write(_encoded(first[0] + block.text + block.without(text[first.end() :])))
    return path


def has_message_hook(dirs: GitDirs, block: HookBlock) -> bool:
    """Whether the hook has these lines, in whichever form an earlier release gave them."""
    path = hooks_dir(dirs, GitConfig(dirs.worktree)) / _NAME
    text = _text(path)
    return block.without(text) != text


def uninstall_message_hook(dirs: GitDirs, block: HookBlock) -> bool:
    """Take the lines out again, and the file where nothing else is in it; False when there were none."""
    hook = hook_file(dirs, _NAME)
    path = hook.path
    text = _text(path)
    rest = block.without(text)
    if rest == text:
        return False
    if rest == _SHEBANG:
        hook.remove()
    else:
        hook.write(_encoded(rest))
    return True


def _text(path: Path) -> str:
    """What the hook says; empty where there is none."""
    return path.read_bytes().decode("utf-8", "surrogateescape") if path.is_file() else ""


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
