"""Programs of others that tests marked `tools` run: beside this Python, among npm's packages beside it, or on PATH."""

import shutil
import sys
from pathlib import Path

import pytest

# Not in the project's own folder, where Node.js would take what these packages bring for the project's.
NODE_MODULES = Path(sys.prefix) / "npm" / "node_modules"
_OF_NPM = NODE_MODULES / ".bin"
_SOURCES = {
    "adr": "Debian's package adr-tools",
    "backlog": "npm's package backlog.md",
    "depcruise": "npm's package dependency-cruiser",
    "log4brains": "npm's package log4brains",
    "task": "Debian's package taskwarrior",
}
"""Program → what has it, where that is no release that is locked."""


def program(name: str, by: str = "") -> str:
    """Its path; without it the test is skipped, and says who brings it, which is mostly `requirements/tools.txt`."""
    places = (str(Path(sys.executable).parent), str(_OF_NPM), None)
    path = next(filter(None, (shutil.which(name, path=place) for place in places)), None)
    if path is None:
        source = by or f".ci/run takes it from {_SOURCES.get(name, 'requirements/tools.txt')}, where it can"
        pytest.skip(f"{name} is not installed: {source}")
    return path
