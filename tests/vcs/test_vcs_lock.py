"""The lock that lets one command write at a time."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from wmsgit.errors import GitError, LockedError
from wmsgit.vcs.write.lock import writing_lock

HOLDER = """
import sys, time
from pathlib import Path
from wmsgit.vcs.write.lock import writing_lock
with writing_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""
COUNTER = """
import sys, time
from pathlib import Path
from wmsgit.vcs.write.lock import writing_lock
total = Path(sys.argv[1], "total")
for _ in range(20):
    with writing_lock(Path(sys.argv[1])):
        value = int(total.read_text())
        time.sleep(0.001)
        total.write_text(str(value + 1))
"""


def started_holder(folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_second_writer_gives_up_after_its_wait(tmp_path: Path) -> None:
    with started_holder(tmp_path) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        start = time.monotonic()
        with pytest.raises(LockedError) as caught, writing_lock(tmp_path, timeout_s=0.2):
            pass
        assert time.monotonic() - start >= 0.2
        assert caught.value.exit_code == 5
        assert "waited 0.2 s" in caught.value.message
        holder.communicate("\n")


def test_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    with started_holder(tmp_path) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.kill()
        holder.wait()
        with writing_lock(tmp_path, timeout_s=100):
            pass


def test_two_processes_never_write_at_once(tmp_path: Path) -> None:
    (tmp_path / "total").write_text("0")
    writers = [subprocess.Popen([sys.executable, "-c", COUNTER, str(tmp_path)]) for _ in range(2)]
    assert [writer.wait(timeout=300) for writer in writers] == [0, 0]
    assert (tmp_path / "total").read_text() == "40"


def test_lock_is_free_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), writing_lock(tmp_path):
        _ = 1 / 0
    with writing_lock(tmp_path, timeout_s=0):
        pass


def test_lock_that_cannot_be_made_is_an_error_of_git(tmp_path: Path) -> None:
    (tmp_path / "wmsgit").write_text("a file, not a directory")
    with pytest.raises(GitError) as caught, writing_lock(tmp_path):
        pass
    assert caught.value.where == str(tmp_path / "wmsgit/lock")
