"""Locks of files hold between two openings of a file."""

import os
from pathlib import Path

from wmsgit.disk.locking import try_lock, wait_for_lock
from wmsgit.disk.writer import open_lock


def test_a_locked_file_is_locked_again_only_when_it_was_closed(tmp_path: Path) -> None:
    first, second = open_lock(tmp_path, "lock"), open_lock(tmp_path, "lock")
    wait_for_lock(first)
    assert try_lock(second) is False
    os.close(first)
    assert try_lock(second) is True
    os.close(second)
