"""Copies of what was made once: a workspace or a repository is copied for each test, and not made anew."""

import os
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from git_environment import git_environment
from in_process import run_here


def copy_of(template: Path, folder: Path, name: str = "plane") -> Path:
    """A copy of a template, under this name in a test's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _copy(str(template), str(folder / name))
    return folder / name


def _copy(source: str, target: str) -> None:
    """As `shutil.copytree` does, in half its time: thousands of planes are copied, all of small files."""
    os.mkdir(target)  # noqa: PTH102
    with os.scandir(source) as entries:
        for entry in entries:
            place = f"{target}/{entry.name}"
            if entry.is_symlink():
                os.symlink(os.readlink(entry.path), place)  # noqa: PTH115, PTH211
            elif entry.is_dir():
                _copy(entry.path, place)
            else:
                _copy_file(entry, place)


def _copy_file(entry: "os.DirEntry[str]", place: str) -> None:
    """With its mode and its times."""
    status = entry.stat()
    read, written = os.open(entry.path, os.O_RDONLY), os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        while os.sendfile(written, read, None, status.st_size or 1):
            pass
        os.fchmod(written, status.st_mode)
        os.utime(written, ns=(status.st_atime_ns, status.st_mtime_ns))
    finally:
        os.close(read)
        os.close(written)


@cache
def after(template: Path, *commands: tuple[str, ...]) -> Path:
    """The template after these commands of the program, which are run once for all tests that ask for them."""
    if not commands:
        return template
    folder = Path(tempfile.mkdtemp(dir=template.parent))
    environ = git_environment(folder / "home")
    made = copy_of(template, folder)
    for words in commands:
        result = run_here(words, made, environ)
        assert result.returncode == 0, f"{words}\n{result.stderr}"
    return slimmed(made, environ)


def slimmed(template: Path, environ: Mapping[str, str]) -> Path:
    """The template with half as many files to copy: each repository's objects in one pack, and no samples of hooks."""
    for head in [path for path in template.rglob("HEAD") if (path.parent / "objects").is_dir()]:
        for sample in head.parent.glob("hooks/*.sample"):
            sample.unlink()
        subprocess.run(["git", "repack", "-a", "-d", "-q"], cwd=head.parent, env=dict(environ), check=True)
    return template
