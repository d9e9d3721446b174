"""Git as the tests ask it: what a command prints."""

import subprocess
from collections.abc import Mapping
from pathlib import Path


def git(folder: Path, *arguments: str, stdin: str = "", environ: Mapping[str, str] | None = None) -> str:
    """What `git ARGUMENTS` prints in a folder, without the line break at its end; it must succeed."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=environ, input=stdin, capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout.removesuffix("\n")
