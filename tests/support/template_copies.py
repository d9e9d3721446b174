"""Copies of what was made once: a workspace or a repository is copied for each test, and not made anew."""

import shutil
from pathlib import Path


def copy_of(template: Path, folder: Path, name: str = "plane") -> Path:
    """A copy of a template, under this name in a test's folder."""
    return Path(shutil.copytree(template, folder / name, symlinks=True))
