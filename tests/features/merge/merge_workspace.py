"""A workspace made by the program itself, with the driver on PATH, and what tests do with its branches."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from git_environment import git_environment
from in_process import Result, run_here

GITCONFIG = "[user]\n\tname = Ann\n\temail = ann@example.org\n[init]\n\tdefaultBranch = main\n"
DATE = "2026-11-23T09:30:00Z"

Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Plane:
    """A workspace and its environment."""

    root: Path
    environ: Mapping[str, str]

    def run(self, *command: str, check: bool = False, **extra: str) -> Done:
        done = subprocess.run(
            command,
            cwd=self.root,
            env={**self.environ, **extra},
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert not check or done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def git(self, *arguments: str, check: bool = True, **extra: str) -> Done:
        return self.run("git", *arguments, check=check, **extra)

    def wmsgit(self, *arguments: str, code: int | None = None, **extra: str) -> Result:
        done = run_here(arguments, self.root, {**self.environ, **extra})
        assert code is None or done.returncode == code, f"{arguments}\n{done.stdout}\n{done.stderr}"
        return done

    def read(self, path: str) -> str:
        return (self.root / path).read_bytes().decode()

    def write(self, files: Mapping[str, str | None]) -> None:
        for path, text in files.items():
            target = self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                target.unlink()
            else:
                target.write_bytes(text.encode())

    def save(self, files: Mapping[str, str | None], message: str = "by hand") -> None:
        """Write files (None removes one) and commit them."""
        self.write(files)
        self.git("add", "-A", "--", *files)
        self.git("commit", "-q", "--no-verify", "-m", message)

    def branch(self, name: str, files: Mapping[str, str | None]) -> None:
        """Make a branch from here with one commit on it, and come back."""
        self.git("checkout", "-q", "-b", name)
        self.save(files, f"on {name}")
        self.git("checkout", "-q", "-")


def environment(home: Path) -> dict[str, str]:
    """An environment with one identity and fixed dates, in which the driver is on PATH."""
    kept = git_environment(home, GITCONFIG)
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
    return {**kept, "PATH": path, "NO_COLOR": "1", "GIT_AUTHOR_DATE": DATE, "GIT_COMMITTER_DATE": DATE}
