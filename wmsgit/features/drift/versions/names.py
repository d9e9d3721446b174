"""Names of packages, as each ecosystem compares them."""

import re

from wmsgit.features.drift.versions.ranges import Ecosystem

_SEPARATORS = re.compile(r"[-_.]+")


def canonical(name: str) -> str:
    """A Python package's name as PEP 503 compares it."""
    return _SEPARATORS.sub("-", name).lower()


def crate(name: str) -> str:
    """A crate's name as crates.io compares it."""
    return name.lower().replace("_", "-")


def name_in(name: str, ecosystem: Ecosystem) -> str:
    """A package's name as its ecosystem compares it."""
    return canonical(name) if ecosystem == "python" else crate(name) if ecosystem == "cargo" else name.lower()
