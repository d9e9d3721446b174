"""Files held aside during a write."""

import os
from pathlib import Path

import pytest

from wmsgit.disk.writer import write_file
from wmsgit.errors import GitError
from wmsgit.store.keeping import Kept


def test_kept_file_is_put_back_with_its_bytes_mode_and_time(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")
    path.chmod(0o600)
    os.utime(path, ns=(1, 1))
    with Kept(tmp_path, tmp_path, "before") as kept:
        kept.keep("a.yaml")
        write_file(tmp_path, "a.yaml", b"new")
        assert kept.restore("a.yaml")
    assert path.read_bytes() == b"old"
    assert (path.stat().st_mode & 0o777, path.stat().st_mtime_ns) == (0o600, 1)


def test_nothing_is_held_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")
    with Kept(tmp_path, tmp_path, "before") as kept:
        kept.keep("a.yaml")
        write_file(tmp_path, "a.yaml", b"new")
    assert path.read_bytes() == b"new"
    assert not list((tmp_path / "before").iterdir())


def test_what_a_killed_process_held_is_not_taken_for_ours(tmp_path: Path) -> None:
    path, before = tmp_path / "a.yaml", tmp_path / "before"
    path.write_bytes(b"old")
    before.mkdir()
    (before / "0").write_bytes(b"of another write")
    with Kept(tmp_path, tmp_path, "before") as kept:
        kept.keep("a.yaml")
        write_file(tmp_path, "a.yaml", b"new")
        kept.restore("a.yaml")
    assert path.read_bytes() == b"old"


def test_file_that_is_not_held_is_not_put_back(tmp_path: Path) -> None:
    with Kept(tmp_path, tmp_path, "before") as kept:
        assert not kept.restore("a.yaml")


def test_keep_that_the_file_system_refuses_says_so(tmp_path: Path) -> None:
    (tmp_path / "before").write_bytes(b"a file where the folder belongs")
    kept = Kept(tmp_path, tmp_path, "before")
    with pytest.raises(GitError, match="cannot begin"):
        kept.keep("a.yaml")
