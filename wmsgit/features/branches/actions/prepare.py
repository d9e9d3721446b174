"""Preparing a new worktree: the command that the user's own configuration names, run in it."""

from pathlib import Path

from wmsgit.errors import GitError
from wmsgit.model.text import clean

_MAX_LINES = 20


def prepare(repo: str, folder: Path, command: str) -> None:
    """Run the command by the shell, as the user would have typed it; nothing happens without one.

    Raises:
        GitError: when it fails, with the end of what it said.
    """
    if not command:
        return
    import subprocess

    from wmsgit.vcs.profile import elsewhere

    done = subprocess.run(  # noqa: S602 - the user's own command, from their own configuration
        command, shell=True, cwd=folder, env=elsewhere(), stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode:
        output = clean((done.stdout + done.stderr).decode(errors="backslashreplace")).splitlines()
        raise GitError(
            f"the command that prepares {repo} failed with exit code {done.returncode}",
            where=str(folder),
            details=[command, *output[-_MAX_LINES:]],
        )
