"""A repository for tests of the vcs room."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from wmsgit.vcs.repository import Repository
from wmsgit.vcs.write.commit import commit_paths


@dataclass
class Plane:
    """A worktree and what tests do with it."""

    root: Path

    @property
    def repo(self) -> Repository:
        return Repository(self.root)

    def git(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            capture_output=True,
            text=True,
            check=check,
            stdin=subprocess.DEVNULL,
        )
        return done.stdout.rstrip("\n")

    def write(self, path: str, text: str) -> str:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
        return path

    def save(self, path: str, text: str, message: str = "by hand") -> str:
        self.write(path, text)
        self.git("add", "-f", "--", path)
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")

    def commit(self, *paths: str, message: str = "WS-1: change", **options: float) -> str:
        return commit_paths(self.repo, paths, message, trailers={"Wmsgit-Op": "set"}, **options)

    def hook(self, name: str, script: str, folder: str = ".git/hooks") -> Path:
        path = self.root / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n" + script)
        path.chmod(0o755)
        return path

    def head(self) -> str:
        return self.git("rev-parse", "HEAD")

    def staged(self) -> list[str]:
        return self.git("diff", "--cached", "--name-status", "--no-renames").splitlines()

    def index(self) -> str:
        return self.git("ls-files", "-s", "-v")

    def committed(self, revision: str = "HEAD") -> list[str]:
        """The changes of one commit, as `M path`."""
        lines = self.git("show", "--format=", "--name-status", "--no-renames", revision).splitlines()
        return [line.replace("\t", " ") for line in lines if line]

    def content(self, path: str, revision: str = "HEAD") -> str:
        return self.git("show", f"{revision}:{path}")
