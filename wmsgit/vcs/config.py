"""Git's configuration as the user has it: where a machine's own settings of wmsgit come from, and which hooks run."""

import os
import re
import time
from pathlib import Path

from wmsgit.errors import ConflictError, GitError, UsageError
from wmsgit.vcs.locate import GitDirs
from wmsgit.vcs.process import nul_split, read_git, try_git, write_git

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*(\.[^\n\0]+)?\.[A-Za-z][A-Za-z0-9-]*\Z")
_IDENT = re.compile(r"(.*?) ?<([^<>]*)>")
_COMMIT_HOOKS = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit")
_TRUE = frozenset({"true", "yes", "on"})
_FALSE = frozenset({"false", "no", "off", ""})
_LOCKED = "could not lock config file"
_LOCK_WAIT_S, _LOCK_PAUSE_S = 5.0, 0.05
"""So long another process may hold Git's own lock of the file, as several that start work in one member do."""
_MISSING_STATUS = 5  # git-config(1): "you try to unset an option which does not exist"


class GitConfig:
    """The configuration that holds in `root`: read whole, by one process, when it is first asked for.

    Where no worktree has its top there, it is the user's own alone: what lies in a folder that only looks like a Git
    directory is no configuration of theirs.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._values: dict[str, list[str | None]] | None = None
        self._identity: tuple[str, str] | None = None

    def get(self, name: str) -> str | None:
        """The value that holds (the last one), or None. A name without a value gives the empty text.

        Section and variable ignore case, a subsection does not: `wmsgit.repo.NAME.path`.

        Raises:
            GitError: when the configuration cannot be read.
        """
        values = self._all(name)
        return (values[-1] or "") if values else None

    def get_all(self, name: str) -> list[str]:
        """Every value of a name that may have several, in order."""
        return [value or "" for value in self._all(name)]

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A setting as git reads a boolean: `true`, `yes`, `on`, a number or the bare name.

        Args:
            name: the setting.
            default: what holds when it is absent.

        Raises:
            GitError: when the value is no boolean.
        """
        values = self._all(name)
        if not values:
            return default
        text = values[-1]
        return True if text is None else _flag(name, text)

    def names(self, prefix: str) -> list[str]:
        """The names that begin with `prefix`, as git prints them: section and variable in lower case."""
        return [name for name in self._load() if name.startswith(prefix)]

    def actor(self) -> str:
        """Who acts: `wmsgit.actor`, else the author that Git would write into a commit.

        Raises:
            GitError: when neither is known.
        """
        name = self.get("wmsgit.actor") or self.identity()[0]
        if name:
            return name
        raise GitError("git does not know who you are", hint='git config user.name "Your Name"')

    def identity(self) -> tuple[str, str]:
        """Name and address of the author of a commit made now, through `.mailmap`; both empty where Git has none.

        Git is asked (git-var(1), GIT_AUTHOR_IDENT), since its environment variables go before its configuration.
        """
        if self._identity is None:
            self._identity = self._ask_identity()
        return self._identity

    def _ask_identity(self) -> tuple[str, str]:
        outcome, output = try_git(self._root, "var", "GIT_AUTHOR_IDENT", needs_repository=False)
        match = _IDENT.match(output.decode("utf-8", "replace").strip()) if outcome.status == 0 else None
        if match is None:
            return "", ""
        if not (self._root / ".mailmap").exists() and not self.get("mailmap.file") and not self.get("mailmap.blob"):
            return match[1], match[2]
        outcome, output = try_git(self._root, "check-mailmap", f"{match[1]} <{match[2]}>")
        mapped = _IDENT.match(output.decode("utf-8", "replace").strip()) if outcome.status == 0 else None
        return (mapped or match)[1], (mapped or match)[2]

    def set(self, name: str, value: str) -> None:
        """Sets a name to one value in the repository's own configuration.

        Raises:
            UsageError: when `name` cannot name a setting.
            ConflictError: when another process is writing the configuration.
            GitError: when git refuses.
        """
        self._write(name, "--replace-all", "--end-of-options", name, value)

    def unset(self, name: str) -> None:
        """Takes every value of a name out of the repository's own configuration; absent is no error."""
        self._write(name, "--unset-all", "--end-of-options", name)

    def _write(self, name: str, *arguments: str) -> None:
        if not _NAME.match(name):
            raise UsageError(f"{name!r} cannot name a setting of Git's configuration")
        outcome = write_git(self._root, "config", "--local", *arguments)
        deadline = time.monotonic() + _LOCK_WAIT_S
        while _LOCKED in outcome.stderr and time.monotonic() < deadline:
            time.sleep(_LOCK_PAUSE_S)
            outcome = write_git(self._root, "config", "--local", *arguments)
        self._values = None
        if outcome.status == 0 or (outcome.status == _MISSING_STATUS and "--unset-all" in arguments):
            return
        if _LOCKED in outcome.stderr:
            raise ConflictError("another process is writing Git's configuration", hint="try again")
        raise GitError("git config failed", where=str(self._root), details=outcome.lines)

    def _all(self, name: str) -> list[str | None]:
        section, _, rest = name.partition(".")
        subsection, dot, variable = rest.rpartition(".")
        return self._load().get(f"{section.lower()}.{subsection}{dot}{variable.lower()}", [])

    def _load(self) -> dict[str, list[str | None]]:
        if self._values is None:
            self._values = {}
            request = ("config", "--list", "-z", "--includes")
            for entry in nul_split(read_git(self._root, *request, needs_repository=False)):
                name, newline, value = entry.partition("\n")
                self._values.setdefault(name, []).append(value if newline else None)
        return self._values


def _flag(name: str, text: str) -> bool:
    word = text.strip().lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    try:
        return int(word) != 0
    except ValueError:
        raise GitError(f"git config {name}: {text!r} is neither true nor false") from None


def hooks_dir(dirs: GitDirs, config: GitConfig) -> Path:
    """Where Git looks for hooks: `core.hooksPath`, else `hooks` in the shared directory."""
    named = config.get("core.hooksPath")
    return dirs.worktree / Path(named).expanduser() if named else dirs.common_dir / "hooks"


def has_commit_hooks(dirs: GitDirs, config: GitConfig) -> bool:
    """Whether a hook may run in a commit, as a file or configured by name (git-hook, since Git 2.54)."""
    folder = hooks_dir(dirs, config)
    return any(os.access(folder / name, os.X_OK) for name in _COMMIT_HOOKS) or bool(config.names("hook."))
