"""Copies of what was made once: a workspace or a repository is copied for each test, and not made anew."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path


def copy_of(template: Path, folder: Path, name: str = "plane") -> Path:
    """A copy of a template, under this name in a test's folder."""
    return Path(shutil.copytree(template, folder / name, symlinks=True))


def slimmed(template: Path, environ: Mapping[str, str]) -> Path:
    """The template with half as many files to copy: each repository's objects in one pack, and no samples of hooks."""
    for head in [path for path in template.rglob("HEAD") if (path.parent / "objects").is_dir()]:
        for sample in head.parent.glob("hooks/*.sample"):
            sample.unlink()
        subprocess.run(["git", "repack", "-a", "-d", "-q"], cwd=head.parent, env=dict(environ), check=True)
    return template
