"""Locks of files are made in one module, and hold between two openings of a file."""

import ast
import os
import re
from pathlib import Path

from package_nodes import MODULES, nodes

from wmsgit.disk.locking import try_lock, wait_for_lock
from wmsgit.disk.writer import open_lock


def test_a_locked_file_is_locked_again_only_when_it_was_closed(tmp_path: Path) -> None:
    first, second = open_lock(tmp_path, "lock"), open_lock(tmp_path, "lock")
    wait_for_lock(first)
    assert try_lock(second) is False
    os.close(first)
    assert try_lock(second) is True
    os.close(second)


def test_no_other_module_knows_how_a_platform_locks() -> None:
    makers = {
        path.name
        for path in MODULES
        if re.search("fcntl|msvcrt", path.read_text(encoding="utf-8"))  # few are worth a parse
        for node in nodes(path)
        if isinstance(node, ast.Import) and {alias.name for alias in node.names} & {"fcntl", "msvcrt"}
    }
    assert makers == {"locking.py"}
