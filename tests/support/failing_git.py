"""A `git` for PATH that fails, or kills the program that started it, at one of its starts, and is Git otherwise."""

import os
import shutil
from pathlib import Path

_SCRIPT = """\
#!/bin/sh
n=1
until (set -C; : > "$FAILING_GIT.$n") 2>/dev/null; do n=$((n + 1)); done
if [ "$n" -eq "$FAILING_GIT_AT" ]; then
  echo "$@" >> "$FAILING_GIT.hit"
  [ "$FAILING_GIT_HOW" = kill ] && kill -9 "$PPID"
  echo 'fatal: cannot write: No space left on device' >&2
  exit 128
fi
exec {git} "$@"
"""


class FailingGit:
    """The program in a folder.

    Attributes:
        environ: what puts it on the path, failing at a start.
    """

    def __init__(self, folder: Path, path: str) -> None:
        folder.mkdir()
        program = folder / "git"
        program.write_text(_SCRIPT.format(git=shutil.which("git", path=path)))
        program.chmod(0o755)
        self._path, self._state = f"{folder}{os.pathsep}{path}", folder / "state"

    def environ(self, number: int, how: str) -> dict[str, str]:
        """The environment in which the start of this number, counted from 1, fails or kills."""
        for file in self._state.parent.glob("state.*"):
            file.unlink()
        return {
            "PATH": self._path, "FAILING_GIT": str(self._state), "FAILING_GIT_AT": str(number), "FAILING_GIT_HOW": how,
        }  # fmt: skip

    def hit(self) -> str:
        """What git was to do at that start; empty where it did not come to it."""
        file = self._state.with_suffix(".hit")
        return file.read_text().strip() if file.exists() else ""
