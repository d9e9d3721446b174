"""Programs of others that tests marked `tools` run: beside this Python, or on PATH."""

import shutil
import sys
from pathlib import Path

import pytest


def program(name: str, by: str = "") -> str:
    """Its path; without it the test is skipped, and says who brings it, which is mostly `requirements/tools.txt`."""
    path = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed: {by or '.ci/run installs what requirements/tools.txt locks'}")
    return path
