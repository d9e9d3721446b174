"""The writer: whole files or none, and no link followed."""

import errno
import os
import stat
from pathlib import Path

import pytest

from wmsgit.disk.writer import remove_file, write_file
from wmsgit.errors import GitError, NotFoundError


def make(tmp_path: Path) -> Path:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")
    return path


def test_write_file_makes_folders_and_keeps_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "records" / "deep" / "a.yaml"
    write_file(tmp_path, "records/deep/a.yaml", b"one")
    path.chmod(0o640)
    inode = path.stat().st_ino
    write_file(tmp_path, "records/deep/a.yaml", b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.stat().st_ino != inode
    assert os.listdir(path.parent) == ["a.yaml"]


@pytest.mark.parametrize(
    "failure", [OSError(errno.ENOSPC, "x"), KeyboardInterrupt(), OSError(errno.EIO, "input/output error")]
)
def test_write_file_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    def fail(_handle: int) -> None:
        raise failure

    path = make(tmp_path)
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises((GitError, KeyboardInterrupt)) as caught:
        write_file(tmp_path, "a.yaml", b"new")
    if isinstance(failure, OSError):
        words = "no space left on device" if failure.errno == errno.ENOSPC else "input/output error"
        assert words in str(caught.value)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.yaml"]


def test_write_file_on_a_full_disk_says_so() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("the system has no /dev/full")
    with pytest.raises(GitError):
        write_file(Path("/proc"), "none/a.yaml", b"x")


def test_remove_file_removes_and_tells_when_there_is_none(tmp_path: Path) -> None:
    path = make(tmp_path)
    remove_file(tmp_path, "a.yaml")
    assert not path.exists()
    with pytest.raises(NotFoundError):
        remove_file(tmp_path, "a.yaml")
    (tmp_path / "folder").mkdir()
    with pytest.raises(GitError):
        remove_file(tmp_path, "folder")
